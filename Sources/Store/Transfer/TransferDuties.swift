import Foundation
import GRDB
public import SyncCore

/// What a node writes of transfers without being asked by a person: as an aggregator it carries every
/// statement to where it has to stand, and rules where it is the sequencer; as a station it says that it
/// has taken a volunteer, or needs the profile no more (docs/TRANSFER.md). A function of what is held, so
/// nothing is forgotten by a crash.
struct TransferDuties {
    let store: Store
    let log: LogTable
    let time: Int64
    private var db: Database { log.db }

    /// More than that does not come out of one exchange; what is left is done after the next.
    private static let roundLimit = 16

    struct Room {
        let row: ScopeRow
        let governs: Bool
        var statements = TransferStatements()
        var dots: [Entity: LocalDot] = [:]
        /// Shown by warrants alone; they have no place here.
        var shown: [Entity: Change] = [:]
    }

    /// - Parameters:
    ///   - touched: scopes in which something was written or came; their sums may have moved.
    ///   - thoroughly: whether all words are read even where nothing is owed, as far as is known.
    func run(touched: Set<Scope>, thoroughly: Bool = false) throws {
        let hasWords = try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT EXISTS(SELECT 1 FROM transfer_word)"))
        guard hasWords == true else { return }
        let rest = TransferRest(writer: store.writer, db: db)
        if try !thoroughly && rest.isKept() {
            let stations = try log.scopes().filter {
                try touched.contains($0.scope) && holdsWords(in: $0)
            }
            guard try !stations.isEmpty && account(rooms(stations), touched) else { return }
        }
        var touched = touched
        for _ in 0..<Self.roundLimit {
            let rooms = try rooms(log.scopes())
            var hasWritten = try rule(rooms)
            let claims = try ClaimDuties(store: store, log: log, time: time, rooms: rooms).run()
            if claims.hasWritten { hasWritten = true }
            let carried = try carry(rooms)
            // What is an epoch now has sums to tell.
            touched.formUnion(carried)
            if !carried.isEmpty { hasWritten = true }
            let answered = try answer(rooms)
            if answered.hasWritten { hasWritten = true }
            if try account(rooms, touched) { hasWritten = true }
            guard !hasWritten else { continue }
            if !claims.waits, !answered.waits { try rest.keep() }
            return
        }
    }

    private func holdsWords(in row: ScopeRow) throws -> Bool {
        guard row.kind == .station else { return false }
        return try Bool.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT EXISTS(SELECT 1 FROM log CROSS JOIN transfer_word
                    ON dot BETWEEN log << 40 AND (log << 40) + 1099511627775 WHERE scope = ?)
                    """), arguments: [row.id]) ?? false
    }

    private func rooms(_ rows: [ScopeRow]) throws -> [Room] {
        var rooms: [Room] = []
        var held: [Scope: [TransferTable.Held]] = [:]
        for row in rows {
            let standing = try store.standing(of: row, in: db)
            let own = try store.identity.refresh(db).origin
            rooms.append(Room(row: row, governs: standing.authorities.contains(own)))
            held[row.scope] = try TransferTable(log: log, scope: row).held(by: standing)
        }
        let governed = Set(rooms.filter { $0.governs && $0.row.kind != .desk }.map(\.row.scope))
        var filter = try DeskFilter(
            log: log, governed: held.filter { governed.contains($0.key) }, memo: store.searchMemo)
        for index in rooms.indices {
            let row = rooms[index].row
            for one in try filter.believed(held[row.scope, default: []], in: row) {
                rooms[index].statements.insert(one.statement)
                rooms[index].dots[one.statement.id] = one.dot
            }
            try expand(&rooms[index])
        }
        return rooms
    }

    /// An accept brings the releases that it rests on: they count like any other, once they are proved.
    private func expand(_ room: inout Room) throws {
        let reader = WarrantReader(log: log, memo: store.warrantMemo)
        for statement in Array(room.statements) {
            guard case .accept(_, let acceptance) = statement.word.content else { continue }
            for change in try reader.changes(in: acceptance.warrants) {
                guard let shown = TransferStatement(change), !room.statements.contains(shown.id)
                else {
                    continue
                }
                room.statements.insert(shown)
                room.shown[shown.id] = change
            }
        }
    }

    // MARK: The sequencer

    private func rule(_ rooms: [Room]) throws -> Bool {
        let governed = Set(rooms.filter { $0.isGovernedStation }.map(\.row.scope))
        let all = rooms.reduce(TransferStatements()) { $0.union($1.statements) }
        let revoked = try revokedReleases(rooms)
        let words = all.subjects.filter { governed.contains($0.home) }
            .flatMap { Ledger(of: $0, all, revoked: revoked).rulings() }
        guard !words.isEmpty else { return false }
        let own = try store.ownScope(in: db)
        let signer = try store.identity.refresh(db)
        try store.commit(to: own, at: time, in: db) { door in
            for word in words { try door.write(word, by: signer) }
        }
        return true
    }

    /// Those that no log shows where they count, by authors of whose logs less counts than that. A passport proves
    /// that its author was admitted once, and cannot prove what has become of it since (I22).
    private func revokedReleases(_ rooms: [Room]) throws -> Set<Entity> {
        let standing = Set(rooms.flatMap(\.dots.keys))
        var revoked: Set<Entity> = []
        for room in rooms {
            for id in room.shown.keys where !standing.contains(id) {
                guard let statement = room.statements[id], let row = try log.scope(statement.scope),
                    let limit = try store.standing(of: row, in: db).limit(of: statement.author),
                    statement.sequence > limit
                else { continue }
                revoked.insert(id)
            }
        }
        return revoked
    }

    // MARK: Carrying

    /// The scopes that were written to.
    private func carry(_ rooms: [Room]) throws -> Set<Scope> {
        let held = Dictionary(rooms.map { ($0.row.scope, $0.statements) }) { one, _ in one }
        let byScope = Dictionary(rooms.map { ($0.row.scope, $0) }) { one, _ in one }
        var written: Set<Scope> = []
        let lost = LostDossiers(store: store, log: log, rooms: rooms)
        if try lost.putBack() { return try carry(self.rooms(log.scopes())) }
        let dossiers = Set(try lost.owed())
        let owed = try routes(rooms).owed(held) + dossiers
        for (scope, hops) in Dictionary(grouping: owed, by: \.into)
            .sorted(by: { $0.key < $1.key })
        {
            guard let room = byScope[scope], room.mayCarry else { continue }
            try store.commit(to: scope, at: time, in: db) { door in
                for hop in hops.sorted(by: { $0.statement < $1.statement }) {
                    guard let change = try change(hop.statement, in: rooms),
                        change.personal.part != nil || !dossiers.contains(hop)
                    else { continue }
                    try door.wrap(change, as: SystemKind.hop, context: door.context)
                    written.insert(scope)
                }
            }
        }
        return written
    }

    /// The change itself, out of whatever carries it, with its personal part if that is here.
    private func change(_ id: Entity, in rooms: [Room]) throws -> Change? {
        var withheld: Change?
        for room in rooms {
            if let shown = room.shown[id] { withheld = withheld ?? shown }
            guard let dot = room.dots[id], let canonical = try log.canonical(at: dot) else {
                continue
            }
            let content = try store.vault.content(at: dot, in: db)
            let change = Change(canonical.original, personal: content)
            if case .withheld = content { withheld = withheld ?? change } else { return change }
        }
        return withheld
    }

    private func routes(_ rooms: [Room]) throws -> TransferRoutes {
        let governed = Set(rooms.filter { $0.isGovernedStation }.map(\.row.scope))
        var below: [Scope: Scope] = [:]
        var above: Scope?
        for room in rooms where room.row.kind == .desk {
            guard room.governs else {
                above = room.row.scope
                continue
            }
            let standing = try store.standing(of: room.row, in: db)
            let own = try store.identity.refresh(db).origin
            for (announcement, origin) in try TransferTable(log: log, scope: room.row)
                .announcements([.raised], by: standing) where origin != own
            {
                below[announcement.scope] = room.row.scope
            }
        }
        return TransferRoutes(governed: governed, below: below, above: above)
    }

    // MARK: A station

    /// What was written; and whether something waits for a profile, or for a key to open it with.
    private struct Answered {
        var hasWritten = false
        var waits = false

        mutating func add(_ other: Answered) {
            hasWritten = hasWritten || other.hasWritten
            waits = waits || other.waits
        }
    }

    private func answer(_ rooms: [Room]) throws -> Answered {
        var answered = Answered()
        for room in rooms where room.row.kind == .station {
            if room.governs {
                answered.add(try answerForAbsent(room))
                if try takeBackErasures(room) { answered.hasWritten = true }
                continue
            }
            let isMember = try PeerTable(db: db).upstream()?.scopes.contains(room.row.scope)
            guard isMember == true else { continue }
            let standing = try store.standing(of: room.row, in: db)
            // An aggregator shares stations' scopes with the level above, too, and is no station.
            let own = try store.identity.refresh(db).origin
            guard standing.isAdmitted(own) else { continue }
            let statements = try TransferTable(log: log, scope: room.row).believed(by: standing)
            let custodies = statements.subjects.map {
                Custody(of: $0, at: room.row.scope, statements)
            }
            answered.add(
                try perform(custodies.flatMap { one in one.duties.map { (one, $0) } }, custodies))
        }
        return answered
    }

    /// A county that has accepted for a station holds the profile that it opened, and says so for it. To
    /// close in its name takes a person.
    private func answerForAbsent(_ room: Room) throws -> Answered {
        let standing = try store.standing(of: room.row, in: db)
        var duties: [(Custody, Custody.Duty)] = []
        for subject in room.statements.subjects {
            let custody = Custody(of: subject, at: room.row.scope, room.statements)
            for duty in custody.duties {
                guard case .taken(let epoch, _, _) = duty else { continue }
                let isOpenedHere = custody.accepts(before: epoch).contains { accept in
                    room.statements[accept].map { standing.authorities.contains($0.author) } == true
                }
                if isOpenedHere { duties.append((custody, duty)) }
            }
        }
        return try perform(duties, [])
    }

    /// Takes requests to erase back that a close has made, about volunteers who are here: two PCs of a station
    /// may close what both gave away, and one of them have taken the volunteer again before it hears of the
    /// other's request.
    private func takeBackErasures(_ room: Room) throws -> Bool {
        let projector = try store.writer.projector(of: room.row.scope, in: db)
        let asked = Set(projector?.erasures.requests.filter(\.isByClose).map(\.record) ?? [])
        guard !asked.isEmpty else { return false }
        let present = room.statements.subjects.compactMap { subject -> Entity? in
            let custody = Custody(of: subject, at: room.row.scope, room.statements)
            return custody.right.isHolding ? custody.volunteer : nil
        }
        let records = asked.intersection(present)
        guard !records.isEmpty else { return false }
        try store.commit(to: room.row.scope, at: time, in: db) { door in
            for record in records.sorted() {
                try door.withdrawErasure(of: record, reason: Erasures.closing, where: \.isByClose)
            }
        }
        return true
    }

    /// All of a station's duties in one commit: after a merger there are thousands.
    /// - Parameter custodies: of all volunteers there.
    private func perform(
        _ duties: [(custody: Custody, duty: Custody.Duty)], _ custodies: [Custody]
    ) throws -> Answered {
        let due = try duties.filter { custody, duty in
            switch duty {
            // That takes the station's key for what is sealed to it: the node does it (`Dossiers`).
            case .open: false
            case .taken(let epoch, _, _):
                try custody.droppedDossier(of: epoch) == nil || holdsProfile(custody)
            case .close: true
            }
        }
        let waits = due.count < duties.count
        guard let scope = due.first?.custody.station else { return Answered(waits: waits) }
        var needs = ProfileNeeds(custodies)
        try store.commit(to: scope, at: time, in: db) { door in
            for (custody, duty) in due {
                switch duty {
                case .open: break
                case .taken(let epoch, let lineage, let told):
                    try door.write(
                        TransferWord(
                            .taken(epoch: epoch, lineage: lineage), of: custody.subject, told: told)
                    )
                case .close(let epoch): try door.close(epoch, of: custody, &needs)
                }
            }
        }
        return Answered(hasWritten: true, waits: waits)
    }

    private func holdsProfile(_ custody: Custody) throws -> Bool {
        let view = StoreView(log: log, vault: store.vault)
        return try custody.volunteer.flatMap { try view.volunteer($0) }?.isKnown ?? false
    }

    // MARK: Sums

    /// A county tells the other stations what a volunteer's records in one of its own come to, wherever the
    /// latest word that is shown says something else: it may be one of its own from before it was put back, or
    /// of a clock that went wrong.
    private func account(_ rooms: [Room], _ touched: Set<Scope>) throws -> Bool {
        var hasWritten = false
        for room in rooms where room.isGovernedStation && touched.contains(room.row.scope) {
            let subjects = room.statements.subjects
            let accounts = try ScopeAccounts(
                subjects.count, in: room.row.scope, StoreView(log: log, vault: store.vault))
            var words: [Int64: [TransferWord]] = [:]
            for subject in subjects {
                let custody = Custody(of: subject, at: room.row.scope, room.statements)
                let others = Set(custody.graph.stations + [subject.home])
                    .subtracting([room.row.scope])
                guard !custody.graph.epochs.isEmpty, !others.isEmpty,
                    custody.graph.stations.contains(room.row.scope)
                        || subject.home == room.row.scope
                else { continue }
                let account = try accounts.account(of: custody.volunteers)
                let shown = custody.account(of: room.row.scope)
                if let shown, case .account(account) = shown.word.content,
                    others.isSubset(of: shown.word.told)
                {
                    continue
                }
                // After the end of time nothing is later.
                guard shown?.time != .max else { continue }
                words[max(time, shown.map { $0.time + 1 } ?? time), default: []].append(
                    TransferWord(.account(account), of: subject, told: others.sorted()))
            }
            for (time, words) in words.sorted(by: { $0.key < $1.key }) {
                try store.commit(to: room.row.scope, at: time, in: db) { door in
                    for word in words { try door.write(word) }
                }
                hasWritten = true
            }
        }
        return hasWritten
    }
}

extension TransferDuties.Room {
    var isGovernedStation: Bool { row.kind == .station && governs }

    /// A station scope is written to by its county, a desk by both of its levels.
    var mayCarry: Bool {
        switch row.kind {
        case .station: governs
        case .desk: true
        case .own, .shared: false
        }
    }
}

extension CommitDoor {
    /// Writes a word of a transfer; the id of the statement.
    /// - Parameter personal: of a release the sealed profile; of a claim the number.
    @discardableResult
    public func write(_ word: TransferWord, personal: Fields? = nil) throws -> Entity {
        let part = personal.map {
            PersonalPart(salt: vault.salt(), group: AuthorityChange.group, fields: $0)
        }
        return try append(
            kind: SystemKind.transfer, entity: nil, open: word.open,
            content: part.map(PersonalContent.held) ?? .none, context: context
        ).entity
    }

    /// Writes a ruling of a sequencer, signed, into its own scope.
    @discardableResult
    func write(_ word: TransferWord, by signer: Signer) throws -> Entity {
        let place = RulingSignature.Place(
            scope: scope.scope, origin: own.origin, sequence: length + 1, time: time)
        return try append(
            kind: SystemKind.transfer, entity: nil,
            open: RulingSignature.open(word, at: place, by: signer), content: .none,
            context: context
        ).entity
    }

    /// Says that a station needs the profile of a volunteer no more, and asks that it be erased: not where
    /// somebody who was registered twice is held here under the same record still, and after a denial only
    /// where the record was made by the accept.
    public func close(_ epoch: Entity, of custody: Custody) throws {
        var needs = ProfileNeeds(try view.custodies(in: scope.scope))
        try close(epoch, of: custody, &needs)
    }

    fileprivate func close(
        _ epoch: Entity, of custody: Custody, _ needs: inout ProfileNeeds
    ) throws {
        try write(TransferWord(.close(epoch: epoch), of: custody.subject))
        needs.end(custody)
        let (volunteers, accept) = custody.records(closedBy: epoch)
        for volunteer in volunteers {
            if let accept, try !view.isMade(volunteer, by: accept, in: scope.scope) { continue }
            guard !needs.isNeeded(volunteer) else { continue }
            do {
                try askErasure(of: volunteer, reason: Erasures.closing)
            } catch is ErasureRefusal {}
        }
    }

    /// Writes a word of a claim's search in other counties, signed by the opener of the scope for which it
    /// speaks.
    func write(_ word: TransferWord, searchingBy opener: Signer) throws {
        try append(
            kind: SystemKind.transfer, entity: nil,
            open: SearchSignature.open(word, by: opener), content: .none, context: context)
    }

    /// Writes what is said of another scope.
    public func write(_ announcement: Announcement) throws {
        try append(
            kind: SystemKind.announce, entity: nil, open: announcement.open, content: .none,
            context: context)
    }
}

extension Store {
    /// The scope that this aggregator shares with nobody, made when it is first needed.
    public func ownScope() throws -> Scope { try write { try ownScope(in: $0) } }

    func ownScope(in db: Database) throws -> Scope {
        let known = try Data.fetchOne(
            db, sql: "SELECT id FROM scope WHERE scope_kind = 'own' LIMIT 1")
        if let scope = known.flatMap({ Scope(bytes: $0) }) { return scope }
        let key = try identity.refresh(db).publicKey
        let scope = Scope(foundedBy: key, randomness)
        try Self.addScope(
            scope, authorityKey: key, code: nil, name: nil, kind: .own, in: db)
        return scope
    }

    /// Writes into this aggregator's own scope what a person there has decided, and carries it on.
    public func settle(
        _ word: TransferWord, at time: Int64
    ) throws -> Entity {
        try append(at: time) { db in
            // A user of a station's scope is nobody in this one; what they did stands with their county.
            let signer = try identity.refresh(db)
            let id = try commit(to: ownScope(in: db), at: time, in: db) {
                try $0.write(word, by: signer)
            }
            try TransferDuties(store: self, log: writer.log(db), time: time).run(touched: [])
            return id
        }
    }

    /// Does what transfers owe now. Called after whatever a person wrote; what comes from peers has it
    /// done in its own transaction.
    /// - Parameter thoroughly: whether all words are read even where nothing is owed, as far as is known.
    public func settleTransfers(
        in touched: Set<Scope>, at time: Int64, thoroughly: Bool = false
    ) throws {
        try append(at: time) { db in
            try TransferDuties(store: self, log: writer.log(db), time: time)
                .run(touched: touched, thoroughly: thoroughly)
        }
    }
}
