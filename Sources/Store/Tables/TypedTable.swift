import GRDB
import ServiceRecords
import SyncCore

/// The table of one field group of one kind, made from the schema: `volunteer_identity`,
/// `service_record_approval`, … A row holds the *shown* write's open fields.
///
/// One narrow table per group, so that a later write of one group never touches the row of another.
final class TypedTable: Sendable {
    let kind: Kind
    let group: Group
    /// The open fields: its columns.
    let fields: [Field]
    private let columns: [Column]

    private init(kind: Kind, group: Group) {
        self.kind = kind
        self.group = group
        fields = group.openFields
        precondition(group.openFields.count <= 64, "a bit for each column")
        columns = group.openFields.enumerated().map { index, field in
            Column(
                number: field.number, index: index, name: field.name, storage: field.storage)
        }
    }

    static let all: [TypedTable] = Schema.kinds.flatMap { kind in
        kind.groups.filter { !$0.openFields.isEmpty }.map { TypedTable(kind: kind, group: $0) }
    }

    private static let byTag = Dictionary(
        uniqueKeysWithValues: all.map { ($0.kind.tag($0.group), $0) })

    static func find(_ tag: GroupTag) -> TypedTable? { byTag[tag] }

    var name: String { "\(kind.name)_\(group.name)" }

    /// `id` is the record's local id, `dot` the change whose values are shown.
    var creation: String {
        let columns = fields.map { ", \($0.name) \($0.columnType)" }.joined()
        return "CREATE TABLE \(name)(id INTEGER PRIMARY KEY, dot INTEGER NOT NULL\(columns));"
    }

    /// Whether a row shows these values, as `TypedRows` would have it.
    /// - Parameters:
    ///   - id: of the record itself.
    ///   - entity: the record that has a local id.
    func shows(
        _ values: Fields, in row: Row, of id: Int64, _ entity: (Int64) -> Entity?
    ) -> Bool {
        fields.allSatisfy { field in
            let cell: DatabaseValue = row[field.name]
            let text = String.fromDatabaseValue(cell)
            let number = Int64.fromDatabaseValue(cell)
            switch (field.storage, values[field.number]) {
            case (.text, .text(let value)): return text?.utf8.elementsEqual(value.utf8) ?? false
            case (.int, .int(let value)): return number == value
            case (.bool, .bool(let value)): return number == (value ? 1 : 0)
            case (.reference, .reference(let other)): return number.flatMap(entity) == other
            case (.reference, .ownEntity): return number == id
            case (.list, .list(let items)):
                let line = items.compactMap(\.asText).joined(separator: Self.separator)
                return text?.utf8.elementsEqual(line.utf8) ?? false
            case (.text, _), (.int, _), (.bool, _), (.reference, _), (.list, _):
                return cell.isNull
            }
        }
    }

    /// The values that a row shows: those that were written, where the schema has all of their fields.
    /// - Parameters:
    ///   - id: of the record itself.
    ///   - entity: the record that has a local id.
    func values(
        in row: Row, of id: Int64, isCreation: Bool, _ entity: (Int64) -> Entity?
    ) -> Fields {
        var values = Fields()
        for field in fields {
            let cell: DatabaseValue = row[field.name]
            let number = Int64.fromDatabaseValue(cell)
            let value: Value? =
                switch field.storage {
                case .text: String.fromDatabaseValue(cell).map(Value.text)
                case .int: number.map(Value.int)
                case .bool: number.map { .bool($0 == 1) }
                case .reference where number == id && isCreation: .ownEntity
                case .reference: number.flatMap(entity).map(Value.reference)
                case .list:
                    String.fromDatabaseValue(cell).map { .list(Self.items(of: $0)) }
                }
            if let value { values.append(value, as: field.number) }
        }
        return values
    }

    private static func items(of line: String) -> [Value] {
        guard !line.isEmpty else { return [] }
        return line.split(separator: separator, omittingEmptySubsequences: false)
            .map { .text(String($0)) }
    }

    /// Between the items of a list in one cell.
    fileprivate static let separator = "\u{1F}"

    fileprivate var allColumns: UInt64 { fields.indices.reduce(0) { $0 | 1 << UInt64($1) } }

    /// An insertion that gives values to these columns, a bit for each, and leaves the others empty.
    fileprivate func insertion(of present: UInt64, replacing: Bool) -> String {
        let names = columns.filter { present >> UInt64($0.index) & 1 == 1 }.map(\.name)
        let marks = String(repeating: ", ?", count: names.count)
        return """
            INSERT \(replacing ? "OR REPLACE " : "")INTO \(name)(\((["id", "dot"] + names)
            .joined(separator: ", "))) VALUES(?, ?\(marks))
            """
    }

    /// A field as a column.
    fileprivate struct Column {
        let number: FieldNumber
        let index: Int
        let name: String
        let storage: Storage
    }

    /// What a column takes; of `Field.Content` only what matters to a row.
    enum Storage {
        case text, int, bool, list, reference
    }

    /// nil for a field that the schema does not have.
    fileprivate func column(_ number: FieldNumber) -> (index: Int, storage: Storage)? {
        columns.firstIndex { $0.number == number }.map { ($0, columns[$0].storage) }
    }
}

/// Shows rows of typed tables.
final class TypedRows {
    /// Statements are kept for so many shapes of rows. Whoever sends more of them is served by one that
    /// names all columns: a peer must not fill the memory with statements.
    private static let shapeLimit = 256

    private let db: Database
    private let cache: WriterCache
    private let entities: EntityTable
    /// Of the row that is being shown; kept for its memory.
    @exclusivity(unchecked) private var cells: [Cell] = []
    @exclusivity(unchecked) private var lists: [String] = []
    /// Most rows of a run go where the one before went.
    @exclusivity(unchecked) private var last:
        (table: TypedTable, shape: Shape, insertion: Prepared)?

    /// Which table, which of its columns have values, and whether a row may stand there already. To
    /// replace, SQLite prepares for undoing the statement alone, which costs as much as the row.
    struct Shape: Hashable {
        let tag: GroupTag
        var present: UInt64
        let isReplacing: Bool
    }

    private enum Cell {
        case empty
        case number(Int64)
        case text(Range<Int>)
        /// Which of `lists`.
        case list(Int)
    }

    /// - Parameter entities: the local ids of records that are referred to.
    init(_ db: Database, cache: WriterCache, entities: EntityTable) {
        self.db = db
        self.cache = cache
        self.entities = entities
    }

    /// Shows `fields` for the record; values of another type than the schema's are left empty. Nothing
    /// for a group without a table.
    /// - Parameter isNew: whether nothing can be shown for the group yet.
    func show(
        _ fields: EncodedFields, of entity: Int64, _ tag: GroupTag, dot: LocalDot, isNew: Bool
    ) throws {
        guard let table = table(of: tag) else { return }
        var present: UInt64 = 0
        cells.removeAll(keepingCapacity: true)
        lists.removeAll(keepingCapacity: true)
        try fields.forEach { number, value in
            guard let (index, storage) = table.column(number),
                let cell = try cell(value, storage, of: entity, fields)
            else { return }
            present |= 1 << UInt64(index)
            cells.append(cell)
        }
        let insertion = insertion(
            Shape(tag: tag, present: present, isReplacing: !isNew), table)
        try fields.withBytes { bytes in
            try insertion.run { bindings in
                bindings.int(1, entity)
                bindings.dot(2, dot)
                for (place, cell) in cells.enumerated() {
                    switch cell {
                    case .empty: bindings.null(Int32(place) + 3)
                    case .number(let number): bindings.int(Int32(place) + 3, number)
                    case .text(let range): bindings.text(Int32(place) + 3, inPlace: bytes[range])
                    case .list(let index): bindings.text(Int32(place) + 3, lists[index])
                    }
                }
            }
        }
    }

    /// nil for a value of another type than its column's.
    private func cell(
        _ value: EncodedValue, _ storage: TypedTable.Storage, of entity: Int64,
        _ fields: EncodedFields
    ) throws -> Cell? {
        switch (storage, value) {
        case (.text, .text(let range)): return .text(range)
        case (.int, .int(let number)): return .number(number)
        case (.bool, .bool(let flag)): return .number(flag ? 1 : 0)
        case (.reference, .reference(let other)): return .number(try entities.findOrExpect(other))
        case (.reference, .ownEntity): return .number(entity)
        case (.list, .list):
            let items = fields.value(value).asList ?? []
            lists.append(items.compactMap(\.asText).joined(separator: TypedTable.separator))
            return .list(lists.count - 1)
        case (.text, _), (.int, _), (.bool, _), (.reference, _), (.list, _): return nil
        }
    }

    func hide(_ entity: Int64, _ tag: GroupTag) throws {
        guard let table = TypedTable.find(tag) else { return }
        try db.cachedStatement(sql: "DELETE FROM \(table.name) WHERE id = ?")
            .execute(arguments: [entity])
    }

    private func table(of tag: GroupTag) -> TypedTable? {
        if let last, last.shape.tag == tag { return last.table }
        return TypedTable.find(tag)
    }

    private func insertion(_ shape: Shape, _ table: TypedTable) -> Prepared {
        if let last, last.shape == shape { return last.insertion }
        if let known = cache.insertions[shape] {
            last = (table, shape, known)
            return known
        }
        guard cache.insertions.count >= Self.shapeLimit else { return makeInsertion(shape, table) }
        spread(to: table, present: shape.present)
        var whole = shape
        whole.present = table.allColumns
        return cache.insertions[whole] ?? makeInsertion(whole, table)
    }

    private func makeInsertion(_ shape: Shape, _ table: TypedTable) -> Prepared {
        let made = Prepared(
            db, table.insertion(of: shape.present, replacing: shape.isReplacing))
        cache.insertions[shape] = made
        return made
    }

    /// Gives the cells their places among all columns of the table.
    private func spread(to table: TypedTable, present: UInt64) {
        var next = cells.makeIterator()
        cells = table.fields.indices.map { index in
            present >> UInt64(index) & 1 == 1 ? next.next() ?? .empty : .empty
        }
    }
}

extension Field {
    fileprivate var storage: TypedTable.Storage {
        switch content {
        case .text, .code: .text
        case .list: .list
        case .int, .time: .int
        case .bool: .bool
        case .reference: .reference
        }
    }

    fileprivate var columnType: String {
        switch storage {
        case .text, .list: "TEXT"
        case .int, .bool, .reference: "INTEGER"
        }
    }
}
