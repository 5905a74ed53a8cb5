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
    /// Milliseconds since 1970, as far as this node was told of a change: valid from then on, and until
    /// then. nil where it was not.
    public let from: Int64?
    public let until: Int64?

    public init(
        code: String, parent: String?, level: Int, name: String, pinyin: String,
        from: Int64? = nil, until: Int64? = nil
    ) {
        self.code = code
        self.parent = parent
        self.level = level
        self.name = name
        self.pinyin = pinyin
        self.from = from
        self.until = until
    }
}

extension Store {
    /// Takes a whole list in one transaction; a code that is here already is brought up to date.
    public func importDivisions(_ rows: some Sequence<DivisionRow>) throws {
        try write { db in
            let statement = try db.makeStatement(
                sql: """
                    INSERT INTO division(code, parent, level, name, pinyin, valid_from, valid_until)
                    VALUES(?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT(code) DO UPDATE SET parent = excluded.parent, level = excluded.level,
                        name = excluded.name, pinyin = excluded.pinyin
                    """)
            for row in rows { try statement.execute(arguments: row.arguments) }
        }
    }

    /// Writes down that a division has a code from some time on, and that others ended then.
    /// - Parameter ended: codes; one that is not in the list is left out.
    public func changeDivisions(_ begun: DivisionRow?, ended: [String], at time: Int64) throws {
        try write { db in
            for code in ended {
                try db.execute(
                    sql: "UPDATE division SET valid_until = ? WHERE code = ?",
                    arguments: [time, code])
            }
            guard let begun else { return }
            try db.execute(
                sql: """
                    INSERT INTO division(code, parent, level, name, pinyin, valid_from, valid_until)
                    VALUES(?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT(code) DO UPDATE SET name = excluded.name,
                        valid_from = excluded.valid_from, valid_until = NULL
                    """, arguments: begun.arguments)
        }
    }
}

extension DivisionRow {
    fileprivate var arguments: StatementArguments {
        [code, parent, level, name, pinyin, from, until]
    }
}

extension StoreView {
    /// Divisions whose code begins with `prefix`, of one level or all, in order of code.
    public func divisions(under prefix: String = "", level: Int? = nil) throws -> [DivisionRow] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT code, parent, level, name, pinyin, valid_from, valid_until FROM division
                WHERE code >= ?1 AND code < ?1 || 'x' AND (?2 IS NULL OR level = ?2) ORDER BY code
                """, arguments: [prefix, level]
        ).map {
            try DivisionRow(
                code: $0.cell(0), parent: $0.cell(1), level: $0.cell(2), name: $0.cell(3),
                pinyin: $0.cell(4), from: $0.cell(5),
                until: $0.cell(6))
        }
    }

    public func divisionCount() throws -> Int {
        try Int.fetchOne(db, sql: "SELECT count(*) FROM division") ?? 0
    }
}
