/// The shapes and columns of a frame while its values are gathered.
struct ShapeTable {
    private(set) var shapes: [Shape] = []
    private(set) var columns: [FieldColumn] = []
    private var numberOfShape: [Shape: Int] = [:]
    private var columnsOfShape: [[Int]] = []
    private var columnOfKey: [ColumnKey: Int] = [:]
    private var slotCount = 0

    /// The number of a shape, which is added if it is new; nil if the frame can name no more.
    mutating func number(of shape: Shape) -> Int? {
        if let number = numberOfShape[shape] { return number }
        let keys = ColumnKey.columns(of: shape)
        let new = keys.count { columnOfKey[$0] == nil }
        // Two more than others are for changes and parts that stay bytes.
        let limit = Limits.frameTable - (shape.content == .literal ? 0 : 2)
        guard shapes.count < limit, slotCount + shape.slotCount <= Limits.frameSlots,
            columns.count + new <= Limits.frameTable
        else { return nil }
        slotCount += shape.slotCount
        shapes.append(shape)
        numberOfShape[shape] = shapes.count - 1
        columnsOfShape.append(keys.map { column(of: $0) })
        return shapes.count - 1
    }

    private mutating func column(of key: ColumnKey) -> Int {
        if let column = columnOfKey[key] { return column }
        columnOfKey[key] = columns.count
        columns.append(FieldColumn(form: key.form))
        return columns.count - 1
    }

    /// Puts values into the columns of their shape.
    mutating func append(
        _ values: [EncodedValue], in bytes: [UInt8], shape number: Int, row: Int
    ) {
        for (value, column) in zip(values, columnsOfShape[number]) {
            columns[column].append(value, in: bytes, row: row)
        }
    }

    /// Writes all columns, in the order in which a reader finds them in the shapes.
    func writeColumns(
        to columns: inout ColumnBytes, areas: inout FieldColumn.Areas, in frame: FrameSurroundings,
        names: inout RecordNamer
    ) {
        var integers: [FieldColumn] = []
        for column in self.columns {
            let earlier = integers.enumerated().suffix(4).filter { $1.rows == column.rows }
            column.write(
                to: &columns, areas: &areas, in: frame, names: &names,
                earlier: earlier.map { (number: $0, values: $1.numbers) })
            if column.form == Shape.Form.int { integers.append(column) }
        }
    }

    func writeShapes(to writer: inout ByteWriter) {
        writer.varint(shapes.count)
        for shape in shapes { shape.write(to: &writer) }
    }
}

extension Shape {
    /// Of what stays bytes as a whole.
    static func literal(hasPersonal: Bool) -> Shape {
        Shape(
            content: .literal, hasActor: false, hasEntity: false, hasPersonal: hasPersonal, kind: 0,
            groups: [])
    }
}
