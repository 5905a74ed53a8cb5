import SyncCore
import Testing

/// I4: what goes into columns comes out of them byte for byte, whatever it is.
@Suite struct BatchTests {
    @Test("Every change comes back as it was", arguments: UInt64(0)..<120)
    func roundTrip(seed: UInt64) throws {
        let log = SampleLog(seed: seed, count: 1 + Int(seed) % 60)
        let batch = Batch(log)
        #expect(batch.count == log.rows.count)
        #expect(batch.last == log.first + UInt64(log.rows.count) - 1)
        let read = try Batch(bytes: batch.bytes)
        #expect(read == batch)
        #expect(try read.rows(packer: StoredFrames(), resolve: log.resolve) == log.rows)
    }

    @Test("The leaves come back, so the root does", arguments: UInt64(0)..<20)
    func leaves(seed: UInt64) throws {
        let log = SampleLog(seed: seed, count: 40)
        let rows = try Batch(log).rows(packer: StoredFrames(), resolve: log.resolve)
        var (sent, received) = (Frontier(), Frontier())
        for change in try log.changes { sent.append(change.leaf) }
        for row in rows {
            let canonical = try CanonicalChange(bytes: row.canonical)
            received.append(Change(canonical, personal: row.personal).leaf)
        }
        #expect(received.root == sent.root)
    }

    @Test("A log cut anywhere is the same log", arguments: UInt64(0)..<30)
    func cuts(seed: UInt64) throws {
        let log = SampleLog(seed: seed, count: 50)
        var random = Seeded(seed)
        var rows: [Run.Row] = []
        var known = log.outside
        while rows.count < log.rows.count {
            let first = log.first + UInt64(rows.count)
            let piece = log.rows.dropFirst(rows.count).prefix(1 + random.below(20))
            let before = known
            let batch = Batch(
                piece, scope: log.scope, origin: log.origin, first: first, packer: StoredFrames(),
                locate: { entity in before.first { $0.value == entity }?.key })
            let taken = try batch.rows(packer: StoredFrames(), resolve: { before[$0] })
            #expect(taken == Array(piece))
            for (index, row) in taken.enumerated() {
                let canonical = try CanonicalChange(bytes: row.canonical)
                let change = Change(canonical, personal: row.personal)
                let dot = Dot(origin: log.origin, sequence: first + UInt64(index))
                if change.createsEntity { known[dot] = change.entity }
            }
            rows += taken
        }
        #expect(rows == log.rows)
    }

    /// Rows that are no change of the log in their place: what a faulty sender may hold.
    static let strangers: [[UInt8]] = [
        [], [0], [UInt8](repeating: 0xFF, count: 300),
        (try? GoldenBytesTests.change().canonical.bytes) ?? [],
        (try? GoldenBytesTests.change().canonical.bytes.dropLast()) ?? [],
    ]

    @Test("What is no change of the log goes as it is", arguments: strangers)
    func strangersPass(stranger: [UInt8]) throws {
        var log = SampleLog(seed: 7, count: 12)
        for place in [0, 5, 11] {
            log.rows[place] = Run.Row(canonical: stranger, personal: log.rows[place].personal)
        }
        let rows = try Batch(log).rows(packer: StoredFrames(), resolve: log.resolve)
        #expect(rows == log.rows)
    }

    @Test("A row out of its place goes as it is", arguments: UInt64(0)..<20)
    func rowsOutOfPlace(seed: UInt64) throws {
        var log = SampleLog(seed: seed, count: 20)
        var random = Seeded(seed)
        log.rows = random.shuffled(log.rows)
        #expect(try Batch(log).rows(packer: StoredFrames(), resolve: log.resolve) == log.rows)
    }

    @Test("What a row says in another spelling goes as it is", arguments: UInt64(0)..<60)
    func mangledRows(seed: UInt64) throws {
        var log = SampleLog(seed: seed, count: 8)
        var random = Seeded(seed)
        log.rows = log.rows.map {
            Run.Row(canonical: random.mangled($0.canonical), personal: $0.personal)
        }
        #expect(try Batch(log).rows(packer: StoredFrames(), resolve: log.resolve) == log.rows)
    }

    @Test("With the personal parts withheld, the open frame is the same")
    func withheld() throws {
        let log = SampleLog(seed: 3, count: 30)
        var other = log
        other.rows = log.rows.map {
            guard case .held = $0.personal else { return $0 }
            return Run.Row(
                canonical: $0.canonical, personal: .withheld($0.personal.commitment))
        }
        let (held, withheld) = (Batch(log), Batch(other))
        #expect(held.openBytes == withheld.openBytes)
        #expect(held != withheld)
        #expect(try withheld.rows(packer: StoredFrames(), resolve: log.resolve) == other.rows)
    }

    @Test("A batch ends after any number of changes up to its limits")
    func countLimit() throws {
        let writer = try Writer(1)
        let row = Run.Row(canonical: [], personal: .none)
        let rows = [Run.Row](repeating: row, count: Limits.runChanges + 1)
        let batch = Batch(
            rows, scope: id(1), origin: writer.origin, first: 1, packer: StoredFrames())
        #expect(batch.count == Limits.runChanges)
        #expect(try batch.rows(packer: StoredFrames()).count == Limits.runChanges)
    }
}
