/// The contexts of the changes of a log, each told from the one before it: three columns of numbers.
///
/// The first says what is to be done: `Step.advance`, `Step.keep`, or 1 and the number of edits, which are
/// made after advancing. An edit is the place of a log and what its length grows by; length 0 is no entry.
enum ContextColumns {
    enum Step {
        /// As before, with the own log up to the change before this one.
        static let advance: Int64 = 0
        /// As before, the own log too.
        static let keep: Int64 = 1
        /// All entries of one context replaced by all of another, and the own one.
        static let most = Int64(2 * Limits.originCount + 2)
    }
}

extension ContextColumns {
    /// Gathers contexts in order of their changes.
    struct Writer {
        private let origin: Origin
        private var previous = Context()
        private var steps: [Int64] = []
        private var places: [Int64] = []
        private var growths: [Int64] = []

        init(of origin: Origin) { self.origin = origin }

        /// Whether a frame may still have the edits that lead to it.
        func hasRoom(for context: Context) -> Bool {
            places.count + previous.entries.count + context.entries.count < Limits.frameEdits
        }

        mutating func append(_ context: Context, sequence: UInt64, places logs: inout LogPlaces) {
            var advanced = previous
            advanced[origin] = sequence - 1
            defer { previous = context }
            if context == advanced { return steps.append(Step.advance) }
            if context == previous { return steps.append(Step.keep) }
            let edits = advanced.edits(to: context)
            steps.append(Step.keep + Int64(edits.count))
            for edit in edits {
                // Every log of the context has been given its place.
                places.append(Int64(logs.place(of: edit.origin) ?? 1))
                growths.append(edit.growth)
            }
        }

        func write(to columns: inout ColumnBytes) {
            NumberColumn.write(steps, to: &columns)
            NumberColumn.write(places, to: &columns)
            NumberColumn.write(growths, to: &columns)
        }
    }
}

extension VersionVector {
    /// The entries in which the two differ, and by how much.
    fileprivate func edits(to other: VersionVector) -> [(origin: Origin, growth: Int64)] {
        var edits: [(origin: Origin, growth: Int64)] = []
        var (old, new) = (entries[...], other.entries[...])
        while let origin = [old.first?.origin, new.first?.origin].compactMap(\.self).min() {
            let before = old.first?.origin == origin ? old.removeFirst().length : 0
            let after = new.first?.origin == origin ? new.removeFirst().length : 0
            // Lengths have forty bits.
            if before != after { edits.append((origin, Int64(after) - Int64(before))) }
        }
        return edits
    }
}

extension ContextColumns {
    /// Gives contexts in order of their changes, as canonical bytes.
    struct Reader {
        private struct Entry {
            let place: Int
            var length: UInt64
        }

        /// By place; the own log is the first.
        private let origins: [Origin]
        /// Ascending by origin.
        private var entries: [Entry] = []
        private let steps: [Int64]
        private let places: [Int64]
        private let growths: [Int64]
        private var nextStep = 0
        private var nextEdit = 0

        /// - Parameter origins: of the own log, then of those that the frame names; all different.
        init(
            _ count: Int, from reader: inout ColumnReader, origins: [Origin]
        ) throws(MalformedBytes) {
            self.origins = origins
            steps = try NumberColumn.read(count, from: &reader)
            var edits = 0
            for step in steps {
                guard step >= 0, step <= Step.most else { throw reader.bytes.failure(.outOfRange) }
                edits += Int(max(step - Step.keep, 0))
            }
            guard edits <= Limits.frameEdits else { throw reader.bytes.failure(.tooMany) }
            places = try NumberColumn.read(edits, from: &reader)
            for place in places where place < 1 || place > Int64(origins.count) {
                throw reader.bytes.failure(.outOfRange)
            }
            growths = try NumberColumn.read(edits, from: &reader)
        }

        /// To be called once for each change.
        mutating func advance(to sequence: UInt64) throws(MalformedBytes) {
            let step = steps[nextStep]
            nextStep += 1
            if step == Step.keep { return }
            try set(0, to: sequence - 1)
            guard step > Step.keep else { return }
            for _ in 0..<(step - Step.keep) {
                let index = Int(places[nextEdit]) - 1
                let length = UInt64(bitPattern: Int64(bitPattern: self[index]) &+ growths[nextEdit])
                nextEdit += 1
                try set(index, to: length)
            }
            guard entries.count <= Limits.originCount else {
                throw MalformedBytes(.tooMany, at: nextEdit)
            }
        }

        /// The length of the log with this index; 0 where the context has no entry for it.
        subscript(index: Int) -> UInt64 {
            let position = position(of: index)
            return position < entries.count && entries[position].place == index
                ? entries[position].length : 0
        }

        private mutating func set(_ index: Int, to length: UInt64) throws(MalformedBytes) {
            guard length <= Limits.logLength else {
                throw MalformedBytes(.outOfRange, at: nextEdit)
            }
            let position = position(of: index)
            let isPresent = position < entries.count && entries[position].place == index
            switch (length, isPresent) {
            case (0, true): entries.remove(at: position)
            case (0, false): return
            case (_, true): entries[position].length = length
            case (_, false): entries.insert(Entry(place: index, length: length), at: position)
            }
        }

        /// Where the entry of the log is, or would be.
        private func position(of index: Int) -> Int {
            var range = entries.indices
            while !range.isEmpty {
                let middle = range.lowerBound + range.count / 2
                if origins[entries[middle].place] < origins[index] {
                    range = middle + 1..<range.upperBound
                } else {
                    range = range.lowerBound..<middle
                }
            }
            return range.lowerBound
        }

        func write(to out: inout CanonicalBytes) {
            out.varint(UInt64(entries.count))
            for entry in entries {
                out.identifier(origins[entry.place])
                out.varint(entry.length)
            }
        }
    }
}
