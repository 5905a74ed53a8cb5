/// Puts the changes of a batch together again, one after the other, from its columns.
struct ChangeAssembler {
    private let batch: Batch
    private let columns: OpenColumns
    private var fields: FieldTable
    private var records: BatchRecords
    private var personal: [PersonalContent].SubSequence
    private var nextTime = 0

    /// - Parameter personal: of the changes that have a personal part, in order.
    init(
        _ columns: OpenColumns, of batch: Batch, personal: [PersonalContent],
        resolve: @escaping (Dot) -> Entity?
    ) {
        self.batch = batch
        self.columns = columns
        fields = columns.fields
        records = BatchRecords(columns, of: batch, resolve: resolve)
        self.personal = personal[...]
    }

    mutating func rows() throws(BatchError) -> [Run.Row] {
        var out = CanonicalBytes(atMost: batch.byteCount)
        var rows: [Run.Row] = []
        rows.reserveCapacity(batch.count)
        for number in columns.shapeNumbers {
            let shape = columns.shapes[number]
            let start = out.count
            if shape.content != .literal { try writeHeader(to: &out) }
            try fields.write(columns.templates[number], to: &out, from: &records)
            guard !out.isOver else { throw .tooLarge }
            let content = shape.hasPersonal ? personal.popFirst() ?? .none : .none
            records.append(shape, at: start..<out.count, personal: content)
            rows.append(Run.Row(canonical: out.bytes(from: start), personal: content))
        }
        guard out.count == batch.byteCount else {
            throw .malformed(.init(.truncated, at: out.count))
        }
        return rows
    }

    /// What stands before the actor.
    private mutating func writeHeader(to out: inout CanonicalBytes) throws(BatchError) {
        do throws(MalformedBytes) { try records.contexts.advance(to: records.sequence) } catch {
            throw .malformed(error)
        }
        out.identifier(batch.scope)
        out.identifier(batch.origin)
        out.varint(records.sequence)
        out.signed(columns.times[nextTime])
        nextTime += 1
        records.contexts.write(to: &out)
    }
}
