import GRDB
import ServiceRecords
import SyncCore

/// Takes stored changes, in any order, into everything that is derived from them: standing, registers,
/// typed tables, tokens. The same function serves a commit, a received run and a rebuild, so none can
/// see another state than the rest (I3).
struct Projector {
    let log: LogTable
    let scope: ScopeRow
    let vault: PersonalVault
    private let registers: RegisterTable
    private let entities: EntityTable
    private let authority: StandingTable
    private let voids: VoidTable
    private var standing: Standing
    /// Changes of authority that were taken and not judged by yet.
    private var unjudged: [Change] = []

    init(log: LogTable, scope: ScopeRow, vault: PersonalVault) throws {
        self.log = log
        self.scope = scope
        self.vault = vault
        registers = RegisterTable(log: log)
        entities = EntityTable(db: log.db, scope: scope.id)
        authority = StandingTable(log: log, scope: scope)
        voids = VoidTable(registers: registers)
        standing = try authority.standing()
    }

    /// Takes one stored change. `finish` has to follow before the transaction ends.
    mutating func take(_ change: Change, at dot: LocalDot) throws {
        let governs = try authority.note(change, at: dot)
        if !governs { try takeOrdinary(change, at: dot) }
        // The first of the authority's log ends the time before contact, whatever it says.
        if governs || change.dot == Dot(origin: scope.authority, sequence: 1) {
            unjudged.append(change)
        }
    }

    /// Judges anew once for all changes of authority that were taken; where something that is held
    /// counts differently now, the scope is derived again.
    mutating func finish() throws {
        guard !unjudged.isEmpty else { return }
        let before = standing
        standing = try authority.standing()
        let isTouched = try unjudged.contains { try concernsHeld($0) }
        unjudged = []
        let isAltered = try log.logs(in: scope.id).contains { row in
            try before.isAdmitted(row.origin) != standing.isAdmitted(row.origin)
                && log.length(row.id) > 0
        }
        if isTouched || isAltered { try rederive() }
    }

    /// Whether it refuses a change that is here: itself, or in a copy, which shares its refusal.
    private func concernsHeld(_ change: Change) throws -> Bool {
        guard case .refuse(let dot, let leaf, _) = AuthorityChange(change.canonical) else {
            return false
        }
        if let row = try log.log(dot.origin, in: scope.id),
            try log.leaf(at: LocalDot(log: row.id, sequence: dot.sequence)) == leaf
        {
            return true
        }
        return try registers.aliases.hasCopies()
    }

    /// Derives the whole scope again, from its logs in local order.
    mutating func rederive() throws {
        try DerivedTables.clear(scope: scope.id, in: log.db)
        for row in try log.logs(in: scope.id) where row.origin == scope.authority {
            try forEachChange(of: row) { change, dot in _ = try authority.note(change, at: dot) }
        }
        standing = try authority.standing()
        for row in try log.logs(in: scope.id) {
            try forEachChange(of: row) { change, dot in
                if try !authority.note(change, at: dot) { try takeOrdinary(change, at: dot) }
            }
        }
    }

    private func forEachChange(
        of row: LogRow, _ body: (Change, LocalDot) throws -> Void
    ) throws {
        let length = try log.length(row.id)
        guard length > 0 else { return }
        for sequence in 1...length {
            let dot = LocalDot(log: row.id, sequence: sequence)
            guard let canonical = try log.canonical(at: dot) else {
                throw StoreError.damaged("gap in a log")
            }
            let personal = try vault.content(at: dot, in: log.db)
            try body(Change(canonical, personal: personal), dot)
        }
    }

    private func takeOrdinary(_ change: Change, at dot: LocalDot) throws {
        if let exclusion = exclusion(of: change) { return try authority.exclude(dot, exclusion) }
        guard !SystemKind.range.contains(change.kind), change.header.kind != SystemKind.hop else {
            return
        }
        try registers.aliases.note(change, at: dot, scope: scope.id, counts: counts)
        let (entity, isNew) = try entity(of: change, at: dot)
        for content in change.groups {
            if isNew {
                try show(
                    content.fields, of: entity,
                    GroupTag(kind: change.kind, group: content.group), dot)
            } else {
                try write(change, content.group, of: entity, at: dot)
            }
        }
        if !isNew || change.writes(Lifecycle.group) { try voids.update(entity) }
        try noteTokens(of: change, entity: entity)
    }

    private func exclusion(of change: Change) -> Standing.Exclusion? {
        if let exclusion = standing.exclusion(of: change) { return exclusion }
        return change.carriesForeignWrite || Malformed.isMalformed(change) ? .malformed : nil
    }

    /// Asked of the standing and not of the table of exclusions, which a derivation has yet to fill.
    private func counts(_ dot: LocalDot) throws -> Bool {
        guard let canonical = try log.canonical(at: dot) else { return false }
        let personal = try vault.content(at: dot, in: log.db)
        return exclusion(of: Change(canonical, personal: personal)) == nil
    }

    private func entity(of change: Change, at dot: LocalDot) throws -> (id: Int64, isNew: Bool) {
        if change.createsEntity {
            return try entities.create(change.entity, kind: change.kind, at: dot)
        }
        return (try entities.findOrExpect(change.entity), false)
    }

    private func write(
        _ change: Change, _ group: GroupNumber, of entity: Int64, at dot: LocalDot
    ) throws {
        let tag = GroupTag(kind: change.kind, group: group)
        let before = try registers.survivors(entity, tag)
        var register = try registers.load(entity, tag)
        let dots = try registers.aliases.dots(of: change.originalLeaf).union([change.dot])
        register.apply(
            Register.Write(original: change.originalLeaf, dots: dots),
            context: change.header.context)
        var rows = [change.originalLeaf: dot]
        for stored in before { rows[stored.change.originalLeaf] = stored.dot }
        try registers.save(register, entity, tag, rows: rows)
        try showSurvivor(of: entity, tag)
    }

    /// Shows the sibling with the greatest (time, origin, sequence); which one decides nothing (I9).
    private func showSurvivor(
        of entity: Int64, _ tag: GroupTag
    ) throws {
        guard let shown = try registers.shown(entity, tag) else {
            // Contexts that cover each other leave nothing: then nothing is shown, in any order.
            try TypedTable.find(tag)?.hide(entity, in: log.db)
            return
        }
        try show(shown.change.fields(of: tag.group), of: entity, tag, shown.dot)
    }

    private func show(
        _ fields: Fields, of entity: Int64, _ tag: GroupTag, _ dot: LocalDot
    ) throws {
        guard let table = TypedTable.find(tag) else { return }
        try table.show(fields, of: entity, dot: dot, in: log.db) { value in
            switch value {
            case .reference(let other): try entities.findOrExpect(other)
            case .ownEntity: entity
            default: nil
            }
        }
    }

    private func noteTokens(of change: Change, entity: Int64) throws {
        guard change.kind == Volunteer.kind.number, let part = change.personal.part else { return }
        for token in VolunteerTokens.tokens(of: part, vault: vault) {
            try log.db.cachedStatement(
                sql: "INSERT OR IGNORE INTO token(token, entity) VALUES(?, ?)"
            ).execute(arguments: [token, entity])
        }
    }
}

extension RegisterTable {
    func shown(_ entity: Int64, _ tag: GroupTag) throws -> Stored? {
        try survivors(entity, tag).max { left, right in
            let (a, b) = (left.change.original, right.change.original)
            return (a.time, a.origin, a.sequence) < (b.time, b.origin, b.sequence)
        }
    }
}

extension Change {
    fileprivate func writes(_ group: Group) -> Bool { groups.contains { $0.group == group.number } }
}
