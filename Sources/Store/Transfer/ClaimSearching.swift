import GRDB
import SyncCore

/// What a county does about claims that mean nobody in its own stations: asks other counties without saying
/// whom it asks about, and answers those that ask (`ClaimSearch`). Whoever matches nobody learns nothing.
struct ClaimSearching {
    let store: Store
    let log: LogTable
    let time: Int64
    let rooms: [TransferDuties.Room]
    private let search: ClaimSearch
    private let governed: Set<Scope>
    private var db: Database { log.db }
    private var view: StoreView { StoreView(log: log, vault: store.vault) }

    /// A claim of a station here, as its county has it.
    struct Claim {
        let search: ClaimSearch.Claim
        /// The beginning of the code of the stations that are meant; nil for all.
        let from: String?
        /// Nobody was found so far.
        let isUnmatched: Bool
    }

    init(store: Store, log: LogTable, time: Int64, rooms: [TransferDuties.Room]) {
        self.store = store
        self.log = log
        self.time = time
        self.rooms = rooms
        governed = Set(rooms.filter(\.isGovernedStation).map(\.row.scope))
        search = ClaimSearch(
            rooms.flatMap { Array($0.statements) }.filter { $0.word.speaker != nil })
    }

    /// - Parameters:
    ///   - claims: that are not over.
    ///   - over: claims that are.
    ///   - matched: by claim, whom it was found to mean.
    /// - Returns: whether anything was written.
    func run(
        _ claims: [Claim], over: Set<Entity>, matched: [Entity: Set<Subject>]
    ) throws -> Bool {
        guard !claims.isEmpty || !search.isEmpty else { return false }
        let said = try asked(claims) + pickedOut(claims) + calledOff(over) + replies()
        let matches = try found(matched)
        guard !said.isEmpty || !matches.isEmpty else { return false }
        let own = try store.ownScope(in: db)
        try store.commit(to: own, at: time, in: db) { door in
            for (word, opener) in said { try door.write(word, searchingBy: opener) }
            for word in matches { try door.write(word) }
        }
        return true
    }

    /// Whether others wait for whoever comes to the stations here.
    var isAsked: Bool { !search.open(at: governed).isEmpty }

    private typealias Said = (word: TransferWord, opener: Signer)

    /// The keeper of the key that opened a station's scope; nil where that key is not here.
    private func opener(of scope: Scope) throws -> Signer? {
        try log.scope(scope).flatMap { try store.identity.signer(of: $0.authority) }
    }

    private func signed(_ words: [TransferWord], for scope: Scope) throws -> [Said] {
        guard !words.isEmpty, let opener = try opener(of: scope) else { return [] }
        return words.map { ($0, opener) }
    }

    // MARK: Asking

    private func asked(_ claims: [Claim]) throws -> [Said] {
        let open = claims.filter(\.isUnmatched)
        guard !open.isEmpty else { return [] }
        let lines = try Directory(log: log).entries().filter { !governed.contains($0.scope) }
        let own = OwnOrigins(db: db)
        return try open.flatMap { claim -> [Said] in
            let meant = lines.filter { $0.code.hasPrefix(claim.from ?? "") }
            let counties = try Dictionary(grouping: meant, by: \.founderKey).filter {
                try !own.contains(Origin(publicKey: $0.key))
            }
            let words = search.inquiries(
                about: claim.search, among: counties.values.map { $0.map(\.scope) },
                try store.vault.mask(for: claim.search.id))
            return try signed(words, for: claim.search.claimant)
        }
    }

    private func pickedOut(_ claims: [Claim]) throws -> [Said] {
        let pending = search.pending(at: governed)
        return try claims.filter { pending.contains($0.search.id) }.flatMap { claim -> [Said] in
            let mask = try store.vault.mask(for: claim.search.id)
            let words = search.picks(for: claim.search, mask) { answer in
                store.searchMemo.match(of: answer.id) {
                    answer.points.first.flatMap {
                        mask.match(of: $0, among: answer.points.dropFirst())
                    }
                }
            }
            return try signed(words, for: claim.search.claimant)
        }
    }

    private func calledOff(_ over: Set<Entity>) throws -> [Said] {
        try search.pending(at: governed).intersection(over).sorted().flatMap { claim in
            try governed.sorted().flatMap {
                try signed(search.callOff(claim, by: $0), for: $0)
            }
        }
    }

    // MARK: Answering

    private func replies() throws -> [Said] {
        guard !search.open(at: governed).isEmpty else { return [] }
        let counties = try Directory(log: log).counties()
        let due = search.due(at: governed, now: time) { counties[$0] }
        return try due.flatMap { question -> [Said] in
            guard let asked = question.asked.first(where: governed.contains) else { return [] }
            let words = search.replies(
                to: question, by: asked, try store.vault.mask(for: question.id),
                points: try points(for: question))
            return try signed(words, for: asked)
        }
    }

    private func points(for question: ClaimSearch.Question) throws -> [[UInt8]] {
        let bucket = question.inquiry.bucket
        return try store.searchMemo.points(for: question.id, view.mark(ofBucket: bucket)) {
            let mask = try store.vault.mask(for: question.id)
            return try people(inBucket: bucket).compactMap(\.plainNumber).compactMap(
                mask.point(of:))
        }
    }

    private func people(inBucket bucket: Int) throws -> [VolunteerCard] {
        try view.volunteers(inBucket: bucket).filter {
            governed.contains($0.scope) && !$0.isVoided
        }
    }

    /// Whom the points mean that the asking county has picked: of somebody who is registered here twice, both.
    private func found(_ matched: [Entity: Set<Subject>]) throws -> [TransferWord] {
        var words: [TransferWord] = []
        for (question, point) in search.picked(at: governed) {
            let inquiry = question.inquiry
            let mask = try store.vault.mask(for: question.id)
            let meant = try people(inBucket: inquiry.bucket).filter {
                $0.plainNumber.flatMap(mask.point(of:)) == point
            }
            let subjects = Set(
                try meant.map { try view.custody(of: $0.entity, in: $0.scope).subject })
            for subject in subjects.subtracting(matched[inquiry.claim] ?? []).sorted() {
                words.append(
                    TransferWord(
                        .match(
                            claim: inquiry.claim, claimant: inquiry.claimant,
                            volunteer: inquiry.volunteer), of: subject))
            }
        }
        return words
    }
}

extension Directory {
    /// By station the key of the county that opened it.
    fileprivate func counties() throws -> [Scope: Origin] {
        Dictionary(
            try entries().map { ($0.scope, Origin(publicKey: $0.founderKey)) },
            uniquingKeysWith: { first, _ in first })
    }
}

extension StoreView {
    /// Questions about claims that wait for tomorrow, because their county has asked so many.
    /// - Parameter now: wall clock, milliseconds.
    /// - Throws: `StoreError`.
    public func delayedQuestions(at now: Int64) throws -> Int {
        let search = try claimSearch()
        guard !search.isEmpty else { return 0 }
        let stations = try log.scopes().filter { $0.kind == .station }.map(\.scope)
        let governed = Set(try stations.filter(governs))
        let counties = try Directory(log: log).counties()
        let known = search.open(at: governed).filter { counties[$0.inquiry.claimant] != nil }
        return known.count - search.due(at: governed, now: now) { counties[$0] }.count
    }
}
