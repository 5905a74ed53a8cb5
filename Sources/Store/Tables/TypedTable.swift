import GRDB
import ServiceRecords
import SyncCore

/// The table of one field group of one kind, made from the schema: `volunteer_identity`,
/// `service_record_approval`, … A row holds the *shown* write's open fields.
///
/// One narrow table per group, so that a later write of one group never touches the row of another.
struct TypedTable: Sendable {
    let kind: Kind
    let group: Group

    static let all: [TypedTable] = Schema.kinds.flatMap { kind in
        kind.groups.filter { !$0.openFields.isEmpty }.map { TypedTable(kind: kind, group: $0) }
    }

    private static let byTag = Dictionary(
        uniqueKeysWithValues: all.map { ($0.kind.tag($0.group), $0) })

    static func find(_ tag: GroupTag) -> TypedTable? { byTag[tag] }

    var name: String { "\(kind.name)_\(group.name)" }

    /// `id` is the record's local id, `dot` the change whose values are shown.
    var creation: String {
        let columns = group.openFields.map { ", \($0.name) \($0.columnType)" }.joined()
        return "CREATE TABLE \(name)(id INTEGER PRIMARY KEY, dot INTEGER NOT NULL\(columns));"
    }

    private var upsert: String {
        let marks = String(repeating: ", ?", count: group.openFields.count)
        return "INSERT OR REPLACE INTO \(name) VALUES(?, ?\(marks))"
    }

    /// Shows `fields` for the record; values of another type than the schema's are left empty.
    func show(
        _ fields: Fields, of entity: Int64, dot: LocalDot, in db: Database,
        resolve: (Value) throws -> Int64?
    ) throws {
        var arguments: [DatabaseValue] = [entity.databaseValue, dot.databaseValue]
        for field in group.openFields {
            arguments.append(try field.column(fields[field.number], resolve: resolve))
        }
        try db.cachedStatement(sql: upsert).execute(arguments: StatementArguments(arguments))
    }

    func hide(_ entity: Int64, in db: Database) throws {
        try db.cachedStatement(sql: "DELETE FROM \(name) WHERE id = ?").execute(arguments: [entity])
    }
}

extension Field {
    fileprivate var columnType: String {
        switch content {
        case .text, .code, .list: "TEXT"
        case .int, .bool, .time, .reference: "INTEGER"
        }
    }

    fileprivate func column(
        _ value: Value?, resolve: (Value) throws -> Int64?
    ) throws -> DatabaseValue {
        guard let value else { return .null }
        return switch content {
        case .text, .code: value.asText?.databaseValue ?? .null
        case .int, .time: value.asInt?.databaseValue ?? .null
        case .bool: value.asBool?.databaseValue ?? .null
        case .reference: try resolve(value)?.databaseValue ?? .null
        case .list:
            value.asList.map { items in
                items.compactMap(\.asText).joined(separator: "\u{1F}").databaseValue
            } ?? .null
        }
    }
}
