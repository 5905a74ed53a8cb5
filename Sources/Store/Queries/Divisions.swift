import GRDB

/// One place of a public list of administrative divisions. Local reference data, never replicated:
/// lists disagree, so a code is a hint to people and no key.
public struct DivisionRow: Sendable, Hashable {
    public let code: String
    public let parent: String?
    /// 0 province, 1 city, 2 county, 3 township.
    public let level: Int
    public let name: String
    public let pinyin: String

    public init(code: String, parent: String?, level: Int, name: String, pinyin: String) {
        self.code = code
        self.parent = parent
        self.level = level
        self.name = name
        self.pinyin = pinyin
    }
}

extension Store {
    /// Takes a whole list in one transaction; a code that is here already is brought up to date.
    public func importDivisions(_ rows: some Sequence<DivisionRow>) throws {
        try write { db in
            let statement = try db.makeStatement(
                sql: "INSERT OR REPLACE INTO division VALUES(?, ?, ?, ?, ?)")
            for row in rows {
                try statement.execute(
                    arguments: [row.code, row.parent, row.level, row.name, row.pinyin])
            }
        }
    }
}

extension StoreView {
    /// Divisions whose code begins with `prefix`, of one level or all, in order of code.
    public func divisions(under prefix: String = "", level: Int? = nil) throws -> [DivisionRow] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT code, parent, level, name, pinyin FROM division
                WHERE code >= ?1 AND code < ?1 || 'x' AND (?2 IS NULL OR level = ?2) ORDER BY code
                """, arguments: [prefix, level]
        ).map {
            DivisionRow(code: $0[0], parent: $0[1], level: $0[2], name: $0[3], pinyin: $0[4])
        }
    }

    public func divisionCount() throws -> Int {
        try Int.fetchOne(db, sql: "SELECT count(*) FROM division") ?? 0
    }
}
