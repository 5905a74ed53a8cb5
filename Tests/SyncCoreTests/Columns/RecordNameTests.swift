import SyncCore
import Testing

/// How a batch names records: by the change that made them where the reader can know it.
@Suite struct RecordNameTests {
    private let writer: Writer
    private let scope: Scope = id(1)

    init() throws { writer = try Writer(1) }

    /// One record, then writes to it and references to it.
    private func rows() -> [Run.Row] {
        let made = writer.change(1, in: scope)
        let later = (2...9).map { sequence in
            writer.change(
                sequence, in: scope, entity: made.entity,
                value: .list([.reference(made.entity), .reference(id(77))]))
        }
        return ([made] + later).map { Run.Row(canonical: $0.canonical.bytes, personal: .none) }
    }

    private func batch(
        _ rows: some Collection<Run.Row>, from first: UInt64 = 1,
        locate: @escaping (Entity) -> Dot? = { _ in nil }
    ) -> Batch {
        Batch(
            rows, scope: scope, origin: writer.origin, first: first, packer: StoredFrames(),
            locate: locate)
    }

    private var record: Entity { writer.change(1, in: scope).entity }

    @Test("Whoever holds nothing needs nothing for records that the batch makes")
    func ownRecords() throws {
        let batch = batch(rows())
        #expect(!batch.bytes.contains(record))
        #expect(batch.bytes.contains(id(77, Entity.self)))
        let read = try batch.rows(packer: StoredFrames()) { dot in
            Issue.record("asked for \(dot)")
            return nil
        }
        #expect(read == rows())
    }

    @Test("What is held is named by its dot, and asked for by it")
    func heldRecords() throws {
        let other = Dot(origin: id(5), sequence: 1 << 39)
        let own = Dot(origin: writer.origin, sequence: 1)
        let held = [own: record, other: id(77)]
        let batch = batch(rows().dropFirst(), from: 2) { [record] entity in
            entity == record ? own : entity == id(77) ? other : nil
        }
        #expect(!batch.bytes.contains(record))
        #expect(!batch.bytes.contains(id(77, Entity.self)))
        let read = try batch.rows(packer: StoredFrames()) { held[$0] }
        #expect(read == Array(rows().dropFirst()))
    }

    @Test("A target that is not held here is told: the literal form is to be asked for")
    func missingTarget() {
        let own = Dot(origin: writer.origin, sequence: 1)
        let batch = batch(rows().dropFirst(), from: 2) { [record] in $0 == record ? own : nil }
        #expect(throws: BatchError.missingTarget(own)) { try batch.rows(packer: StoredFrames()) }
    }

    @Test("Columns that name records by their ids need nothing")
    func idsAlone() throws {
        let batch = batch(rows().dropFirst(), from: 2)
        let read = try batch.rows(packer: StoredFrames()) { dot in
            Issue.record("asked for \(dot)")
            return nil
        }
        #expect(read == Array(rows().dropFirst()))
    }

    @Test("A dot that nobody could hold yet is not used")
    func impossibleDots() throws {
        let later = Dot(origin: writer.origin, sequence: 5)
        let batch = batch(rows().dropFirst(), from: 2) { _ in later }
        #expect(try batch.rows(packer: StoredFrames()) == Array(rows().dropFirst()))
    }

    @Test("A record is named before the change that makes it")
    func namedTooEarly() throws {
        let made = writer.change(2, in: scope)
        let early = writer.change(1, in: scope, value: .reference(made.entity))
        let late = writer.change(3, in: scope, value: .reference(made.entity))
        let rows = [early, made, late].map {
            Run.Row(canonical: $0.canonical.bytes, personal: .none)
        }
        #expect(try batch(rows).rows(packer: StoredFrames()) == rows)
    }

    @Test("A record that a carried change makes has the name of the wrapper")
    func carriedRecords() throws {
        let carried = try Writer(2).change(9, in: scope)
        let wrapper = writer.wrapping(carried, sequence: 1)
        #expect(wrapper.entity == carried.entity)
        let later = writer.change(2, in: scope, entity: carried.entity)
        let rows = [wrapper, later].map { Run.Row(canonical: $0.canonical.bytes, personal: .none) }
        let batch = batch(rows)
        #expect(!batch.bytes.contains(carried.entity))
        #expect(try batch.rows(packer: StoredFrames()) == rows)
    }

    @Test("Personal parts with references keep them")
    func personalReferences() throws {
        let made = writer.change(1, in: scope)
        let part = PersonalPart(
            salt: [UInt8](0..<16), group: 10,
            fields: Fields([1: .reference(made.entity), 2: .list([.reference(id(4))])]))
        let later = writer.change(2, in: scope, personal: .held(part))
        let rows = [made, later].map {
            Run.Row(canonical: $0.canonical.bytes, personal: $0.personal)
        }
        #expect(try batch(rows).rows(packer: StoredFrames()) == rows)
    }
}

extension [UInt8] {
    func contains(_ entity: Entity) -> Bool {
        let wanted = entity.bytes
        return indices.contains { self[$0...].starts(with: wanted) }
    }
}
