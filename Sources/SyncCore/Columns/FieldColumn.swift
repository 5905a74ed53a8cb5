/// The values of one field in one form, while they are gathered; of a list, its items too.
final class FieldColumn {
    let form: UInt8
    /// In which change of the batch each value stands.
    @exclusivity(unchecked) private(set) var rows: [Int] = []
    /// Integers, flags, or how many items a list has.
    @exclusivity(unchecked) private(set) var numbers: [Int64] = []
    @exclusivity(unchecked) private(set) var blobs = BlobList()
    @exclusivity(unchecked) private(set) var records = RecordList()
    /// Of the items of all lists.
    @exclusivity(unchecked) private(set) var itemForms: [Int64] = []
    @exclusivity(unchecked) private(set) var items = [FieldColumn?](
        repeating: nil, count: Shape.Form.count)

    init(form: UInt8) { self.form = form }

    /// - Parameters:
    ///   - bytes: in which the value lies.
    ///   - row: the change in which it stands.
    func append(_ value: EncodedValue, in bytes: [UInt8], row: Int) {
        switch value {
        case .null, .ownEntity: return
        case .bool(let value): numbers.append(value ? 1 : 0)
        case .int(let value): numbers.append(value)
        case .text(let range), .bytes(let range): append(bytes, range)
        case .reference(let record): records.append(record, row: row)
        case .list(let range, let count): append(itemsIn: range, count, of: bytes, row: row)
        }
        rows.append(row)
    }

    private func append(_ bytes: [UInt8], _ range: Range<Int>) {
        bytes.withUnsafeBytes { blobs.append(UnsafeRawBufferPointer(rebasing: $0[range])) }
    }

    private func append(itemsIn range: Range<Int>, _ count: Int, of bytes: [UInt8], row: Int) {
        numbers.append(Int64(count))
        var reader = ByteReader(bytes).reader(of: range)
        for _ in 0..<count {
            // They were checked when the list was.
            guard let item = try? EncodedValue(from: &reader) else { return }
            itemForms.append(Int64(item.form))
            self.item(item.form).append(item, in: bytes, row: row)
        }
    }

    private func item(_ form: UInt8) -> FieldColumn {
        if let column = items[Int(form)] { return column }
        let column = FieldColumn(form: form)
        items[Int(form)] = column
        return column
    }

    /// Appends a part of `bytes`, in a column of byte strings.
    func append(bytes: [UInt8], _ range: Range<Int>, row: Int) {
        append(bytes, range)
        rows.append(row)
    }

    /// Appends to a column of records.
    func append(_ record: Entity, row: Int) {
        records.append(record, row: row)
        rows.append(row)
    }
}
