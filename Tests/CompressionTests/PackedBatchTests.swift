import Compression
import SyncCore
import Testing

/// Batches as they are sent: what packs to next to nothing is still what a reader takes.
@Suite struct PackedBatchTests {
    private let scope = Scope(raw: RawIdentifier(high: 1, low: 1))
    private let origin = Origin(raw: RawIdentifier(high: 2, low: 2))

    private func row(
        _ sequence: UInt64, _ fields: Fields, personal: PersonalContent = .none
    ) -> Run.Row {
        let header = Header(
            scope: scope, origin: origin, sequence: sequence, time: 0, context: Context(),
            actor: nil, kind: 99, entity: nil)
        let change = CanonicalChange(header: header, open: .groups([.init(10, fields)]))
        return Run.Row(canonical: change.bytes, personal: personal)
    }

    /// Every reader takes what comes out, and as many batches as are needed bring all of it.
    private func expectSent(_ rows: [Run.Row]) throws {
        var sent: [Run.Row] = []
        while sent.count < rows.count {
            let batch = Batch(
                rows.dropFirst(sent.count), scope: scope, origin: origin,
                first: UInt64(sent.count + 1), packer: ZstdFrames())
            sent += try Batch(bytes: batch.bytes).rows(packer: ZstdFrames())
        }
        #expect(sent == rows)
    }

    @Test("One change whose columns pack to nearly nothing can be sent")
    func oneChange() throws {
        // Two great numbers make every other one of 24,000 eight bytes wide.
        var lists = (0..<24).map { _ in [Int64](repeating: 0, count: 1_000) }
        lists[3][5] = 1
        lists[7][9] = 1 << 62
        let value = Value.list(lists.map { .list($0.map(Value.int)) })
        let row = row(1, Fields([0: value]))
        #expect(row.canonical.count <= Limits.plainChangeBytes)
        try expectSent([row])
    }

    @Test("Personal parts that pack to nearly nothing can be sent")
    func personalParts() throws {
        let text = Value.text(String(repeating: "a", count: Limits.textBytes - 8))
        let rows = (1...90).map { number in
            let part = PersonalPart(
                salt: [UInt8](repeating: UInt8(number), count: 16), group: 10,
                fields: Fields([1: text]))
            return row(UInt64(number), Fields([0: .int(1)]), personal: .held(part))
        }
        try expectSent(rows)
    }

    @Test("Changes that are all alike are cut so that a reader believes them")
    func alike() throws {
        try expectSent((1...4_000).map { row(UInt64($0), Fields([0: .int(7), 1: .text("同")])) })
    }
}
