/// The personal frame of a batch: of each change that has a personal part the part, or its commitment.
enum PersonalColumns {
    /// - Parameters:
    ///   - count: of changes that have a personal part.
    ///   - limit: of all payloads together.
    static func read(
        _ count: Int, from reader: inout ColumnReader, atMost limit: Int
    ) throws(BatchError) -> [PersonalContent] {
        let columns: Columns
        do throws(MalformedBytes) {
            columns = try Columns(count, from: &reader, atMost: limit)
        } catch { throw .malformed(error) }
        var out = CanonicalBytes(atMost: limit)
        var (fields, ids) = (columns.fields, RecordIds())
        var (salts, commitments) = (columns.salts[...], columns.commitments[...])
        var contents: [PersonalContent] = []
        contents.reserveCapacity(count)
        for state in columns.states {
            guard state > 0 else {
                contents.append(.withheld(commitments.removeFirst()))
                continue
            }
            let start = out.count
            try fields.write(columns.templates[Int(state) - 1], to: &out, from: &ids)
            guard !out.isOver else { throw .tooLarge }
            do throws(MalformedBytes) {
                contents.append(
                    .held(
                        try PersonalPart(
                            salt: salts.removeFirst(), payload: out.bytes(from: start))))
            } catch { throw .malformed(error) }
        }
        return contents
    }
}

extension PersonalColumns {
    private struct Columns {
        /// Of each part: 0 where it is withheld, else the number of its shape and 1.
        let states: [Int64]
        let salts: [[UInt8]]
        let commitments: [Hash]
        let fields: FieldTable
        /// By shape.
        let templates: [ShapeTemplate]

        init(
            _ count: Int, from reader: inout ColumnReader, atMost limit: Int
        ) throws(MalformedBytes) {
            let shapes = try Shape.list(from: &reader.bytes)
            for shape in shapes where !shape.isOfPersonalPart {
                throw reader.bytes.failure(.unknownForm)
            }
            states = try NumberColumn.read(count, from: &reader)
            var counts = [Int](repeating: 0, count: shapes.count + 1)
            for state in states {
                guard state >= 0, state < Int64(counts.count) else {
                    throw reader.bytes.failure(.outOfRange)
                }
                counts[Int(state)] += 1
            }
            let withheld = counts.removeFirst()
            var salts: [[UInt8]] = []
            for _ in 0..<count - withheld {
                salts.append(try reader.bytes.raw(PersonalPart.saltBytes))
            }
            var commitments: [Hash] = []
            for _ in 0..<withheld {
                let commitment = try reader.bytes.hash()
                // Zero bytes stand for "none": a second spelling of one leaf.
                guard commitment != .zero else { throw reader.bytes.failure(.unknownForm) }
                commitments.append(commitment)
            }
            (self.salts, self.commitments) = (salts, commitments)
            var fields = FieldTable(highestPlace: 0)
            let columns = try SlotColumns(shapes, counts: counts, in: reader.bytes).read(
                into: &fields, from: &reader, times: { _ in nil })
            let literal = zip(shapes, counts).reduce(0) {
                $1.0.content == .literal ? $0 + $1.1 : $0
            }
            let literals = try fields.read(Shape.Form.bytes, count: literal, from: &reader)
            try fields.readAreas(from: &reader, atMost: limit)
            self.fields = fields
            templates = zip(shapes, columns).map {
                ShapeTemplate($0, columns: $1, literals: literals)
            }
            try reader.bytes.finish()
        }
    }
}

extension Shape {
    /// One group, or bytes, and nothing that belongs to a change.
    fileprivate var isOfPersonalPart: Bool {
        !hasActor && !hasEntity && !hasPersonal && kind == 0
            && (content == .literal || content == .groups && groups.count == 1)
    }
}
