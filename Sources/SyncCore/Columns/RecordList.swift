/// Records in order, each different one kept once.
struct RecordList {
    /// For each, which of the different ones it is.
    private(set) var values: [Int] = []
    /// The different ones, as they first occur.
    private(set) var records: [Entity] = []
    /// The change in which each of them first occurs.
    private(set) var firstRows: [Int] = []
    private var numbers: [Entity: Int] = [:]

    mutating func append(_ record: Entity, row: Int) {
        if let number = numbers[record] { return values.append(number) }
        numbers[record] = records.count
        values.append(records.count)
        records.append(record)
        firstRows.append(row)
    }
}
