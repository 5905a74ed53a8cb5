/// Which columns the values of shapes go to: one for each field of a kind in one form.
struct ColumnKey: Hashable {
    let kind: KindNumber
    let group: GroupNumber
    let field: FieldNumber
    let form: UInt8

    /// The columns of a shape's values in order; those that need none are left out.
    static func columns(of shape: Shape) -> [ColumnKey] {
        shape.groups.flatMap { group in
            group.slots.lazy.filter { $0.form != Shape.Form.ownEntity }.map {
                ColumnKey(kind: shape.kind, group: group.number, field: $0.field, form: $0.form)
            }
        }
    }
}

/// The columns of a frame's fields as its shapes tell them, before they are read.
struct SlotColumns {
    private struct Column {
        let form: UInt8
        /// The shapes that have it, ascending.
        var shapes: [Int] = []
    }

    private var columns: [Column] = []
    /// By shape, the columns of its values in order.
    private var columnsOfShape: [[Int]] = []
    /// How many changes have each shape.
    private let counts: [Int]

    init(_ shapes: [Shape], counts: [Int], in reader: ByteReader) throws(MalformedBytes) {
        self.counts = counts
        var places: [ColumnKey: Int] = [:]
        for (number, shape) in shapes.enumerated() {
            var own: [Int] = []
            for key in ColumnKey.columns(of: shape) {
                let place = places[key] ?? columns.count
                if place == columns.count {
                    guard place < Limits.frameTable else { throw reader.failure(.tooMany) }
                    places[key] = place
                    columns.append(Column(form: key.form))
                }
                columns[place].shapes.append(number)
                own.append(place)
            }
            columnsOfShape.append(own)
        }
    }

    /// Reads them all; gives, by shape, the places in the table of its columns.
    ///
    /// - Parameter times: of the changes that have one of these shapes.
    func read(
        into table: inout FieldTable, from reader: inout ColumnReader,
        times: @escaping ([Int]) -> [Int64]?
    ) throws(MalformedBytes) -> [[Int]] {
        var places: [Int] = []
        var integers: [(shapes: [Int], numbers: [Int64])] = []
        for column in columns {
            let count = column.shapes.reduce(0) { $0 + counts[$1] }
            var known = NumberColumn.Known()
            if column.form == Shape.Form.int {
                known.times = { times(column.shapes) }
                known.column = { number in
                    guard number < integers.count, integers[number].shapes == column.shapes else {
                        return nil
                    }
                    return integers[number].numbers
                }
            }
            places.append(
                try table.read(column.form, count: count, from: &reader, known: known))
            if column.form == Shape.Form.int {
                integers.append((column.shapes, Array(table.lastNumbers(count))))
            }
        }
        return columnsOfShape.map { $0.map { places[$0] } }
    }
}
