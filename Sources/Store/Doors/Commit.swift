import GRDB
public import ServiceRecords
public import SyncCore

extension Store {
    /// Who writes: the node itself, as the origin that it is then, or a user behind it.
    public struct Author: Sendable {
        public let actor: Entity?
        /// Whether what would not count is refused here. A simulation has programs that do not ask.
        fileprivate let isAsked: Bool

        public init(actor: Entity? = nil) {
            self.actor = actor
            isAsked = true
        }

        package init(unasked actor: Entity) {
            self.actor = actor
            isAsked = false
        }
    }

    /// The door for what is written here: all that `body` writes becomes durable together, or nothing.
    ///
    /// - Parameters:
    ///   - time: wall clock, milliseconds.
    ///   - rendering: what the author had in front of them; nil when reading and writing happen in
    ///     this very transaction.
    /// - Throws: `StoreError`, or whatever `body` throws; the store is then as it was.
    public func commit<T>(
        to scope: Scope, by author: Author, at time: Int64, rendering: Rendering? = nil,
        _ body: (CommitDoor) throws -> T
    ) throws -> T {
        try append(at: time) { db in
            try commit(to: scope, by: author, at: time, rendering: rendering, in: db, body)
        }
    }

    /// The same inside a transaction that is open.
    @discardableResult
    func commit<T>(
        to scope: Scope, by author: Author = Author(), at time: Int64,
        rendering: Rendering? = nil, in db: Database, _ body: (CommitDoor) throws -> T
    ) throws -> T {
        let door = try CommitDoor(
            db: db, store: self, scope: scope, author: author, time: time, rendering: rendering)
        let result = try body(door)
        try door.finish()
        return result
    }
}

/// An open write transaction in one scope: reads what is there, and appends changes to the node's own
/// log.
public final class CommitDoor {
    /// The same questions as outside, answered inside the transaction.
    public let view: StoreView
    let log: LogTable
    let scope: ScopeRow
    let own: LogRow
    let author: Store.Author
    let time: Int64
    /// What the author has seen; what is written here joins it, if nothing older of the own log is
    /// missing in it.
    private(set) var context: Context
    private let seesOwnLog: Bool
    let vault: PersonalVault
    let projector: Projector
    private(set) var length: UInt64
    /// What was appended so far.
    package private(set) var written: [Change] = []

    init(
        db: Database, store: Store, scope: Scope, author: Store.Author, time: Int64,
        rendering: Rendering?
    ) throws {
        guard let projector = try store.writer.projector(of: scope, in: db) else {
            throw StoreError.unknownScope(scope)
        }
        self.projector = projector
        log = projector.log
        self.scope = projector.scope
        self.author = author
        self.time = time
        vault = store.vault
        view = StoreView(log: log, vault: store.vault)
        let signer = try store.identity.refresh(db)
        let origin = signer.origin
        own =
            try projector.log(of: origin)
            ?? log.create(key: signer.publicKey, in: self.scope.id)
        try projector.askLogs(about: origin)
        let seen = try projector.vector()
        let isAdmitted = projector.isAdmitted(origin)
        length = try isAdmitted && projector.isVectorKnown ? seen[origin] : log.length(own.id)
        context =
            try PlantedBug.formSeesAll.isPlanted
            ? seen : rendering.map(RenderingTable(log: log, scope: self.scope).context) ?? seen
        seesOwnLog = isAdmitted && (context[origin] == length || PlantedBug.ownWritesSeen.isPlanted)
    }

    fileprivate func finish() throws { try projector.finish() }

    /// Writes a draft; the record that it creates or writes.
    ///
    /// Several changes where several groups have personal fields, so that each can be erased alone.
    @discardableResult
    public func write(_ draft: Draft) throws -> Entity {
        var entity = draft.entity
        for content in draft.contents() {
            let personal = content.personal.map {
                PersonalPart(salt: vault.salt(), group: $0.group, fields: $0.fields)
            }
            let change = try append(
                kind: draft.kind.number, entity: entity, open: .groups(content.groups),
                personal: personal)
            entity = entity ?? change.entity
        }
        guard let entity else { throw StoreError.draftTooLarge }
        return entity
    }

    /// A word of the node about itself, together with what is written; it is not replicated.
    public func remember(_ name: String, _ value: String) throws {
        try Store.set(name, value, in: log.db)
    }

    /// From the first to the last change that was written through this door so far.
    public var ownSequences: (first: UInt64, last: UInt64) {
        (length - UInt64(written.count) + 1, length)
    }

    /// How much of the own log there is, what was written here included.
    var ownLength: UInt64 { length }

    /// Writes what the own origin says of where it comes from.
    func write(_ change: LineageChange) throws {
        try append(kind: change.kind, entity: nil, open: change.open, personal: nil)
    }

    /// Writes a change of authority; it governs only where this node's origin is the scope's authority.
    public func write(_ change: AuthorityChange) throws {
        try append(kind: change.kind, entity: nil, open: change.open, personal: nil)
    }

    /// Asks the scope's authority for a certificate of this node's signer.
    public func write(_ request: SigningRequest) throws {
        try append(
            kind: SystemKind.askCertificate, entity: nil, open: request.open, personal: nil)
    }

    /// Carries another change whole: repair, requeue, hop (docs/PROTOCOL.md, Wrappers).
    @discardableResult
    public func wrap(_ change: Change, as kind: KindNumber, context: Context) throws -> Change {
        try append(
            kind: kind, entity: nil, open: .wrapped(change.canonical), content: change.personal,
            context: context)
    }

    /// What would not count is not written. What is sent again is decided about in front of what is here
    /// now, whatever its author had seen.
    private func requirePermission(of written: CanonicalChange) throws {
        guard let actor = author.actor, author.isAsked else { return }
        let write = written.original
        guard !SystemKind.range.contains(write.header.kind) else { return }
        let seen = written.isWrapper ? context : write.header.context
        for content in write.groups {
            let tag = GroupTag(kind: write.header.kind, group: content.group)
            guard projector.present.people.permit(actor, tag, seenBy: seen) else {
                throw StoreError.notPermitted(tag)
            }
        }
    }

    @discardableResult
    private func append(
        kind: KindNumber, entity: Entity?, open: OpenPart, personal: PersonalPart?
    ) throws -> Change {
        try append(
            kind: kind, entity: entity, open: open,
            content: personal.map(PersonalContent.held) ?? .none, context: context)
    }

    /// Appends a change under a context of its own.
    @discardableResult
    func append(
        kind: KindNumber, entity: Entity?, open: OpenPart, content: PersonalContent,
        context: Context
    ) throws -> Change {
        guard length < Limits.logLength else { throw StoreError.outOfRange }
        let header = Header(
            scope: scope.scope, origin: own.origin, sequence: length + 1, time: time,
            context: PlantedBug.contextEmpty.isPlanted ? Context() : context, actor: author.actor,
            kind: kind, entity: entity)
        // Reading back what was written keeps a draft beyond the limits out of the log for good.
        guard let canonical = try? CanonicalChange(checking: header, open: open),
            content.part?.isSound ?? true
        else { throw StoreError.draftTooLarge }
        let content = projector.erasures.kept(content)
        let change = Change(canonical, personal: content)
        try requirePermission(of: canonical)
        let dot = try log.append(change, to: own.id)
        try LogTree(log.statements, log: own.id).sealBlock(endingAt: dot.sequence)
        try vault.store(content, at: dot, in: log.db)
        try projector.take(change, at: dot)
        length += 1
        written.append(change)
        if seesOwnLog { self.context[own.origin] = length }
        return change
    }
}
