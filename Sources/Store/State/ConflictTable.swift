import GRDB
import ServiceRecords
import SyncCore

/// How far the siblings of a register say the same (I10).
///
/// `differs` is the same for every holder of the scope, so totals may rest on it. The rest depends on
/// which personal parts are held here, and only chooses what people are asked.
enum Agreement: Int64 {
    /// Their open parts differ.
    case differs = 0
    /// All is held; nothing but personal parts differ.
    case differsInPerson = 1
    /// Nothing open differs, and not all personal parts are held here.
    case cannotTell = 2
    /// All is held and equal: it needs nobody.
    case agreed = 3
}

/// The registers that have siblings, and how far these agree.
struct ConflictTable {
    private let vault: PersonalVault
    private let db: Database
    private let note: Prepared
    private let settle: Prepared

    init(db: Database, vault: PersonalVault) {
        self.db = db
        self.vault = vault
        note = Prepared(
            db, "INSERT OR REPLACE INTO conflict(entity, grp, agreement) VALUES(?, ?, ?)")
        settle = Prepared(db, "DELETE FROM conflict WHERE entity = ? AND grp = ?")
    }

    /// To be called after each later write of a register.
    func update(
        _ entity: Int64, _ tag: GroupTag, _ survivors: [RegisterTable.Stored],
        over before: [RegisterTable.Stored]
    ) throws {
        if survivors.count > 1 {
            let agreement = try agreement(of: survivors, tag)
            try note.run {
                $0.int(1, entity)
                $0.int(2, tag.code)
                $0.int(3, agreement.rawValue)
            }
        } else if before.count > 1 {
            try settle.run {
                $0.int(1, entity)
                $0.int(2, tag.code)
            }
        }
    }

    /// Those of a scope whose agreement rests on personal parts.
    func resting(in scope: Int64) throws -> [(entity: Int64, tag: GroupTag)] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT entity, grp FROM conflict JOIN entity ON id = entity
                    WHERE scope = ? AND agreement <> \(Agreement.differs.rawValue)
                    """), arguments: [scope]
        ).map { try (entity: $0.cell(0), tag: GroupTag(code: $0.cell(1))) }.filter(
            \.tag.mayHavePersonalFields)
    }

    func agreement(of siblings: [RegisterTable.Stored], _ tag: GroupTag) throws -> Agreement {
        guard siblings.allAgree({ $0.change.fields(of: tag.group) }) else { return .differs }
        guard tag.mayHavePersonalFields else { return .agreed }
        let contents = try siblings.map { try vault.content(at: $0.dot, in: db) }
        guard contents.allSatisfy(\.isHeld) else { return .cannotTell }
        return contents.allAgree { $0.fields(of: tag.group) } ? .agreed : .differsInPerson
    }
}

extension GroupTag {
    /// False only where the schema says so: of an unknown group nothing is known.
    var mayHavePersonalFields: Bool {
        Schema.kind(kind)?.group(group)?.hasPersonalFields ?? true
    }
}

extension PersonalContent {
    /// Whether all that was written is here.
    var isHeld: Bool { if case .withheld = self { false } else { true } }

    /// The personal fields of one group: a part is of one group only.
    func fields(of group: GroupNumber) -> Fields {
        part.flatMap { $0.group == group ? $0.fields : nil } ?? Fields()
    }
}

extension Collection {
    fileprivate func allAgree<Value: Equatable>(_ value: (Element) throws -> Value) rethrows
        -> Bool
    {
        guard let first = try first.map(value) else { return true }
        return try dropFirst().allSatisfy { try value($0) == first }
    }
}
