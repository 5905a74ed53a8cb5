import GRDB
import ServiceRecords
import SyncCore

/// Takes stored changes, in any order, into everything that is derived from them: standing, registers,
/// typed tables, tokens. The same function serves a commit, a received run and a rebuild, so none can
/// see another state than the rest (I3).
final class Projector {
    let log: LogTable
    let scope: ScopeRow
    let vault: PersonalVault
    private let registers: RegisterTable
    private let entities: EntityTable
    private let cache: WriterCache
    private let authority: StandingTable
    private let voids: VoidTable
    private let conflicts: ConflictTable
    private let dismissals: DismissalTable
    private let actors: ActorTable
    private let approvals: ApprovalTable
    private let instructions: InstructionTable
    private let erasing: ErasureTable
    private let transfers: TransferTable
    private let boundaries: BoundaryTable
    private let rows: TypedRows
    private let tokens: Prepared
    @exclusivity(unchecked) private var standing: Standing {
        didSet {
            lastAsked = nil
            counted = nil
            registers.contexts.standing = standing
        }
    }
    /// What is held of the origins that count; nil where it has to be read.
    @exclusivity(unchecked) private var counted: VersionVector?
    /// The logs that were asked for; none is ever altered.
    private var logs: [Origin: LogRow] = [:]
    /// Whether the author of the last change is admitted: a run has one author.
    @exclusivity(unchecked) private var lastAsked: (origin: Origin, isAdmitted: Bool)?
    /// Changes of authority that were taken and not judged by yet.
    @exclusivity(unchecked) private var unjudged: [Change] = []
    /// What is erased and hidden by the words that were read last.
    @exclusivity(unchecked) private(set) var erasures = Erasures()
    @exclusivity(unchecked) private var hasUnreadWords = false
    @exclusivity(unchecked) private var hasUnreadTransfers = false
    @exclusivity(unchecked) private var hasUnreadBoundaries = false
    @exclusivity(unchecked) private var hasAskedLogs = false

    /// - Parameter cache: of the connection that writes.
    init(
        log: LogTable, scope: ScopeRow, vault: PersonalVault, cache: WriterCache
    ) throws {
        self.log = log
        self.scope = scope
        self.vault = vault
        self.cache = cache
        registers = RegisterTable(log: log, cache: cache)
        entities = EntityTable(db: log.db, scope: scope.id, cache: cache)
        rows = TypedRows(log.db, cache: cache, entities: entities)
        tokens = Prepared(log.db, "INSERT OR IGNORE INTO token(token, entity) VALUES(?, ?)")
        authority = StandingTable(log: log, scope: scope)
        voids = VoidTable(registers: registers, entities: entities)
        conflicts = ConflictTable(db: log.db, vault: vault)
        dismissals = DismissalTable(db: log.db)
        approvals = ApprovalTable(db: log.db)
        instructions = InstructionTable(db: log.db)
        actors = ActorTable(db: log.db, scope: scope.id)
        erasing = ErasureTable(log: log, scope: scope)
        transfers = TransferTable(log: log, scope: scope)
        boundaries = BoundaryTable(log: log, scope: scope)
        standing = try authority.standing()
        registers.contexts.standing = standing
        erasures = try erasing.erasures(by: standing)
    }

    /// The standing that was judged by last.
    var present: Standing { standing }

    /// To be called before anything of an origin's is taken. What stands beside the logs about who counts may be
    /// gone, by a hand: before somebody does not count for it, the logs are asked.
    func askLogs(about origin: Origin) throws {
        guard !isAdmitted(origin) else { return }
        try askLogs()
    }

    /// Looks for words about who counts that stand in the logs and no more beside them, once; where there are
    /// any, the scope is derived again.
    func askLogs() throws {
        if try noteMissingWords() { try rederive() }
    }

    private func noteMissingWords() throws -> Bool {
        guard !hasAskedLogs else { return false }
        hasAskedLogs = true
        let before = log.db.totalChangesCount
        for row in try log.logs(in: scope.id) {
            try forEachChange(of: row, leavingOut: true, ofSystem: true) {
                _ = try authority.note($0, at: $1)
            }
        }
        return log.db.totalChangesCount > before
    }

    private func areAllAdmitted() throws -> Bool {
        try log.logs(in: scope.id).allSatisfy { row in
            try standing.isAdmitted(row.origin) || log.length(row.id) == 0
        }
    }

    /// Until `finish`, new records get no rows: nobody may ask for them in between.
    func deferRows() { entities.isDeferring = true }

    /// Takes one stored change. `finish` has to follow before the transaction ends.
    func take(_ change: Change, at dot: LocalDot) throws {
        if counted != nil, isAdmitted(change.header.origin) {
            counted?[change.header.origin] = change.header.sequence
        }
        let governs = try authority.note(change, at: dot)
        try actors.note(change, seenBy: standing.authorities)
        if ErasureTable.isWord(change) { hasUnreadWords = true }
        try takeOrdinary(change, at: dot)
        // The first of the authority's log ends the time before contact, whatever it says.
        if governs || change.dot == Dot(origin: scope.authority, sequence: 1) {
            unjudged.append(change)
        }
    }

    /// The log of an origin; nil where none was opened.
    func log(of origin: Origin) throws -> LogRow? {
        if let known = logs[origin] { return known }
        let row = try log.log(origin, in: scope.id)
        logs[origin] = row
        return row
    }

    /// Whether `vector` says of every origin that counts how much of its log is held.
    var isVectorKnown: Bool { counted != nil }

    /// What somebody who looks at the scope now has in front of them, as a vector.
    func vector() throws -> VersionVector {
        if let counted { return counted }
        let table = RenderingTable(log: log, scope: scope)
        let vector = try table.vector(by: standing)
        // What is taken next would count as seen, past what may count later.
        if try table.unsettled(by: standing).isEmpty { counted = vector }
        return vector
    }

    /// Judges anew once for all changes of authority that were taken; where something that is held
    /// counts differently now, the scope is derived again.
    func finish() throws {
        try entities.flush()
        defer { entities.isDeferring = false }
        if !unjudged.isEmpty { try judge() }
        if hasUnreadWords { try readWords() }
        if hasUnreadBoundaries { try readBoundaries() }
        if hasUnreadTransfers { try readTransfers() }
    }

    /// Where the station has ended, service counts on with those whom others carry on.
    private func readBoundaries() throws {
        hasUnreadBoundaries = false
        if try boundaries.derive(by: standing) { hasUnreadTransfers = true }
    }

    /// What was said of transfers decides which service counts here, and how.
    private func readTransfers() throws {
        hasUnreadTransfers = false
        try transfers.derive(by: standing)
    }

    private func judge() throws {
        let before = standing
        standing = try authority.standing()
        let isFound = try !areAllAdmitted() && noteMissingWords()
        if isFound { standing = try authority.standing() }
        let isTouched = try unjudged.contains { try concernsHeld($0) }
        unjudged = []
        let isAltered = try log.logs(in: scope.id).contains { row in
            try before.isAdmitted(row.origin) != standing.isAdmitted(row.origin)
                && log.length(row.id) > 0
        }
        let isOtherwise =
            isTouched || isAltered || isFound || standing.differsInReach(from: before)
        if isOtherwise, !PlantedBug.judgedOnce.isPlanted { try rederive() }
        hasUnreadWords = true
    }

    /// Hides and erases what the words say that are held now.
    private func readWords() throws {
        hasUnreadWords = false
        let before = erasures
        erasures = try erasing.erasures(by: standing)
        guard erasures != before else { return }
        try erasing.hide(erasures.hidden)
        guard erasures.commitments != before.commitments || erasures.records != before.records
        else { return }
        try purge()
        // Of what was compared some is gone: nobody can tell any more whether it agreed.
        for (entity, tag) in try conflicts.resting(in: scope.id) {
            try conflicts.update(entity, tag, registers.survivors(entity, tag), over: [])
        }
        try erasing.forgetUnerased()
        let more = erasures.commitments.subtracting(before.commitments)
        var changes: [(change: Change, entity: Entity)] = []
        var touched: Set<Entity> = []
        try erasing.forEachPersonal(isHeld: false) { dot, commitment in
            // A part may lie there still of a change that is gone from the end of its log.
            guard try log.leaf(at: dot) != nil else { return }
            let change = try stored(at: dot)
            if more.contains(commitment) { touched.insert(change.entity) }
            try noteUnerased(change, at: dot)
            if change.personal.part != nil { changes.append((change, change.entity)) }
        }
        try renewTokens(
            of: touched, from: changes.filter { touched.contains($0.entity) }.map(\.change))
    }

    private func stored(at dot: LocalDot) throws -> Change {
        guard let canonical = try log.canonical(at: dot) else {
            throw StoreError.damaged("gap in a log")
        }
        return Change(canonical, personal: try vault.content(at: dot, in: log.db))
    }

    private func purge() throws {
        let purge = Purge(log: log, vault: vault, scope: scope, erasures: erasures)
        guard try purge.run() else { return }
        try Store.noteErased(in: log.db)
        cache.hasPurged = true
    }

    /// A part that comes for a record of which something was erased is a matter for people.
    private func noteUnerased(_ change: Change, at dot: LocalDot) throws {
        guard !erasures.records.isEmpty, change.personal != .none,
            !erasures.commitments.contains(change.personal.commitment)
        else { return }
        let record = Concerned.record(of: change)
        guard erasures.records.contains(record) else { return }
        try erasing.noteUnerased(dot, of: record)
    }

    /// Nobody is found any more by what was erased, and still by what was not.
    private func renewTokens(of records: Set<Entity>, from changes: [Change]) throws {
        for record in records {
            guard let id = try entities.find(record) else { continue }
            try log.db.cachedStatement(sql: "DELETE FROM token WHERE entity = ?")
                .execute(arguments: [id])
            for change in changes
            where change.entity == record && change.header.kind != SystemKind.hop
                && exclusion(of: change) == nil
            {
                try noteTokens(of: change, entity: id)
            }
        }
    }

    /// The personal part of a change that was taken without it is here now: by it somebody is found, and
    /// siblings agree or not.
    func takePart(at dot: LocalDot) throws {
        let change = try stored(at: dot)
        guard !SystemKind.range.contains(change.kind), change.header.kind != SystemKind.hop,
            exclusion(of: change) == nil, let part = change.personal.part,
            let entity = try entities.find(change.entity)
        else { return }
        try noteTokens(of: change, entity: entity)
        let tag = GroupTag(kind: change.kind, group: part.group)
        try conflicts.update(entity, tag, registers.survivors(entity, tag), over: [])
    }

    /// Whether it judges a change that is here: refuses it, itself or in a copy, which shares its refusal;
    /// or says of a role what the author of one that is here had seen before it came.
    private func concernsHeld(_ change: Change) throws -> Bool {
        if let word = PeopleChange(change.canonical.original), case .role = word {
            return try !PlantedBug.rightsJudgedOnce.isPlanted
                && actors.haveSeen([change.dot, change.canonical.original.header.dot])
        }
        guard case .refuse(let dot, let leaf, _) = AuthorityChange(change.canonical.original) else {
            return false
        }
        if let row = try log.log(dot.origin, in: scope.id),
            try log.leaf(at: LocalDot(log: row.id, sequence: dot.sequence)) == leaf
        {
            return true
        }
        return try registers.aliases.hasCopies()
    }

    /// Derives the whole scope again, from its logs in local order. A damaged change is left out, so that one
    /// keeps nobody from what came with the others; what is derived from scratch is to be all there is.
    /// - Parameters:
    ///   - isFromScratch: whether the tables are empty, so that which changes govern has to be found again, too.
    ///   - isDamageLeftOut: of what is derived from scratch, where nobody has more.
    func rederive(
        fromScratch isFromScratch: Bool = false, leavingOutDamage isDamageLeftOut: Bool = false
    ) throws {
        cache.clear()
        actors.forget()
        let wasDeferring = entities.isDeferring
        entities.isDeferring = true
        defer { entities.isDeferring = wasDeferring }
        if isFromScratch {
            for row in try log.logs(in: scope.id) {
                try forEachChange(of: row, leavingOut: isDamageLeftOut, ofSystem: true) {
                    _ = try authority.note($0, at: $1)
                }
            }
        } else {
            try DerivedTables.clear(scope: scope.id, in: log.db)
        }
        standing = try authority.standing()
        erasures = try erasing.erasures(by: standing)
        try erasing.hide(erasures.hidden)
        try purge()
        for row in try log.logs(in: scope.id) {
            try forEachChange(of: row, leavingOut: !isFromScratch || isDamageLeftOut) {
                try actors.note($0, seenBy: standing.authorities)
                try takeOrdinary($0, at: $1)
            }
        }
        try entities.flush()
        if hasUnreadBoundaries { try readBoundaries() }
        if hasUnreadTransfers { try readTransfers() }
    }

    /// - Parameter isOfSystem: whether only what the protocol gives a meaning is asked for.
    private func forEachChange(
        of row: LogRow, leavingOut isDamageLeftOut: Bool, ofSystem isOfSystem: Bool = false,
        _ body: (Change, LocalDot) throws -> Void
    ) throws {
        var choice = ChangeScan.Choice(isOpened: Self.isFoundByPart)
        if isOfSystem {
            choice.mayBeMeant = SystemKind.range.contains
            choice.isMeant = { SystemKind.range.contains($0.original.header.kind) }
        }
        try ChangeScan(log: log, vault: vault).forEach(of: row, choice) { dot, found in
            var change = found
            if found == nil {
                do { change = try stored(at: dot) } catch StoreError.damaged where isDamageLeftOut {
                    change = try log.readable(at: dot, vault: vault)
                }
            }
            if let change { try body(change, dot) }
        }
    }

    /// Whether tokens are derived from the personal part; nothing else is but how far siblings agree, which
    /// opens what it needs.
    private static func isFoundByPart(_ change: CanonicalChange) -> Bool {
        change.original.header.kind == Volunteer.kind.number
    }

    private func takeOrdinary(_ change: Change, at dot: LocalDot) throws {
        try noteUnerased(change, at: dot)
        if try boundaries.note(change, at: dot) { hasUnreadBoundaries = true }
        if let exclusion = exclusion(of: change) {
            if exclusion == .notPermitted { counted = nil }
            return try authority.exclude(change, at: dot, exclusion, by: standing)
        }
        guard !SystemKind.range.contains(change.kind), change.header.kind != SystemKind.hop else {
            try approvals.note(change, at: dot)
            if try transfers.note(change, at: dot) { hasUnreadTransfers = true }
            if try transfers.noteAnnouncement(change, at: dot) { cache.hasAnnouncements = true }
            try instructions.note(change, at: dot)
            return try dismissals.note(change, at: dot)
        }
        if PlantedBug.recordSkipped.isPlanted, change.entity.raw.high < 1 << 60 { return }
        let mayBeCopied = try change.canonical.isWrapper || registers.aliases.hasCopies()
        if mayBeCopied {
            try registers.aliases.note(change, at: dot, scope: scope.id, counts: counts)
        }
        let (entity, isNew) = try entity(of: change, at: dot, mayBeCopied: mayBeCopied)
        var written: UInt64? = 0
        for content in change.groups {
            written = content.group < 64 ? written.map { $0 | 1 << UInt64(content.group) } : nil
            if isNew {
                let tag = GroupTag(kind: change.kind, group: content.group)
                try show(content.fields, of: entity, tag, dot, isNew: true)
            } else {
                try write(change, content.group, of: entity, at: dot)
            }
        }
        if isNew { cache.note(creationOf: entity, kind: change.kind, groups: written) }
        if !isNew || change.writes(Lifecycle.group) { try voids.update(entity, after: change) }
        try noteTokens(of: change, entity: entity)
    }

    private func exclusion(of change: Change) -> Standing.Exclusion? {
        guard isAdmitted(change.header.origin) else { return .notAdmitted }
        let mayBeRefused =
            standing.hasRefusals || change.canonical.isWrapper || change.header.actor != nil
        if mayBeRefused, let exclusion = standing.exclusion(of: change) { return exclusion }
        return change.carriesForeignWrite || Malformed.isMalformed(change) ? .malformed : nil
    }

    func isAdmitted(_ origin: Origin) -> Bool {
        if let lastAsked, lastAsked.origin == origin { return lastAsked.isAdmitted }
        let isAdmitted = standing.isAdmitted(origin)
        lastAsked = (origin, isAdmitted)
        return isAdmitted
    }

    /// Asked of the standing and not of the table of exclusions, which a derivation has yet to fill.
    private func counts(_ dot: LocalDot) throws -> Bool {
        guard let canonical = try log.canonical(at: dot) else { return false }
        let personal = try vault.content(at: dot, in: log.db)
        return exclusion(of: Change(canonical, personal: personal)) == nil
    }

    private func entity(
        of change: Change, at dot: LocalDot, mayBeCopied: Bool
    ) throws -> (id: Int64, isNew: Bool) {
        guard change.createsEntity else {
            return (try entities.findOrExpect(change.entity), false)
        }
        return try entities.create(
            change.entity, kind: change.kind, at: dot, mayBeCopied: mayBeCopied)
    }

    private func write(
        _ change: Change, _ group: GroupNumber, of entity: Int64, at dot: LocalDot
    ) throws {
        let tag = GroupTag(kind: change.kind, group: group)
        let before = try registers.read(entity, tag)
        var register = try registers.register(before)
        let dots =
            PlantedBug.lateCopyRises.isPlanted
            ? [change.dot] : try registers.aliases.dots(of: change.originalLeaf).union([change.dot])
        register.apply(
            Register.Write(original: change.originalLeaf, dots: dots),
            context: standing.effectiveContext(of: change.header))
        let added = RegisterTable.Stored(dot: dot, change: Change.Placed(change))
        if PlantedBug.lastWriterWins.isPlanted,
            let shown = RegisterTable.shown(of: before.survivors),
            RegisterTable.isShownBefore(added, shown)
        {
            return
        }
        let survivors = try registers.save(register, over: before, added: added, entity, tag)
        try conflicts.update(entity, tag, survivors, over: before.survivors)
        guard before.isUnwritten || !PlantedBug.laterWriteUnshown.isPlanted else { return }
        try show(survivors, of: entity, tag, isNew: before.isUnwritten)
    }

    /// Shows the sibling with the greatest (time, origin, sequence); which one decides nothing (I9).
    private func show(
        _ survivors: [RegisterTable.Stored], of entity: Int64, _ tag: GroupTag, isNew: Bool
    ) throws {
        guard let shown = RegisterTable.shown(of: survivors) else {
            // Contexts that cover each other leave nothing: then nothing is shown, in any order.
            try rows.hide(entity, tag)
            return
        }
        guard let fields = shown.change.encoded(tag.group) else { return }
        try show(fields, of: entity, tag, shown.dot, isNew: isNew)
    }

    private func show(
        _ fields: EncodedFields, of entity: Int64, _ tag: GroupTag, _ dot: LocalDot, isNew: Bool
    ) throws {
        try rows.show(fields, of: entity, tag, dot: dot, isNew: isNew)
    }

    private func noteTokens(of change: Change, entity: Int64) throws {
        guard change.kind == Volunteer.kind.number, let part = change.personal.part else { return }
        for term in VolunteerTerms.terms(of: part) {
            let token = vault.token(term)
            try tokens.run {
                $0.int(1, token)
                $0.int(2, entity)
            }
        }
    }
}

extension RegisterTable {
    func shown(_ entity: Int64, _ tag: GroupTag) throws -> Stored? {
        Self.shown(of: try survivors(entity, tag))
    }

    static func shown(of survivors: [Stored]) -> Stored? {
        survivors.max(by: isShownBefore)
    }

    /// Whether of two siblings the second is shown. It decides nothing else.
    static func isShownBefore(_ left: Stored, _ right: Stored) -> Bool {
        let (a, b) = (left.change.original, right.change.original)
        return (a.time, a.origin, a.sequence) < (b.time, b.origin, b.sequence)
    }
}

extension Change {
    fileprivate func writes(_ group: Group) -> Bool { groups.contains { $0.group == group.number } }
}
