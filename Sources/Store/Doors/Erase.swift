public import SyncCore

/// Why an erasure was not written. Nothing was.
public enum ErasureRefusal: Error, Equatable, Sendable {
    /// Nobody has asked for it.
    case notAsked
    /// Somebody has already.
    case alreadyAsked
    /// Only the scope's authority answers.
    case notAuthority
    /// Whoever asked cannot answer too.
    case sameActor
    /// It was asked at the authority without a name, so nobody there is known to be somebody else. Take it
    /// back, and ask under a name.
    case askedNameless
    /// It was asked at the authority under a name; whoever answers without one may be the same person.
    case nameless
    /// All that was asked for is erased.
    case nothingLeft
}

/// Asking that what identifies somebody be erased, and erasing it.
extension CommitDoor {
    /// - Throws: `ErasureRefusal`.
    public func askErasure(of record: Entity, reason: String) throws {
        let asked = projector.erasures.requests.filter { $0.record == record }
        // What a node has asked because somebody had gone on is less than what a person can ask.
        guard asked.allSatisfy({ $0.isByClose && reason != Erasures.closing }) else {
            throw ErasureRefusal.alreadyAsked
        }
        try write(ErasureChange.ask(record: record, reason: reason))
    }

    /// Erases every part about a volunteer that stands here, on a request that somebody else made.
    /// - Returns: how many parts.
    /// - Throws: `ErasureRefusal`.
    public func erase(_ record: Entity) throws -> Int {
        let (erasures, authorities) = (projector.erasures, projector.present.authorities)
        guard authorities.contains(own.origin) else { throw ErasureRefusal.notAuthority }
        let requests = erasures.requests.filter { $0.record == record }
        guard !requests.isEmpty else { throw ErasureRefusal.notAsked }
        let others = requests.filter {
            ErasureWord.isAnother(
                (own.origin, author.actor), than: ($0.word.author, $0.word.actor),
                authorities: authorities)
        }
        guard let last = others.last else {
            if requests.allSatisfy({ $0.word.actor == nil }) { throw ErasureRefusal.askedNameless }
            throw author.actor == nil ? ErasureRefusal.nameless : .sameActor
        }
        let byPersons = others.filter { !$0.isByClose }
        let words =
            byPersons.isEmpty ? WordsAbout() : try WordsAbout(record, in: scope, log: log)
        let parts = try view.erasable(record, with: words, in: scope, by: erasures)
        var unanswered = others.filter { !$0.isAnswered }.map(\.word.original)
        guard !parts.isEmpty || !unanswered.isEmpty else { throw ErasureRefusal.nothingLeft }
        // What goes beyond the record is answered to a person.
        let first = (byPersons.last { !$0.isAnswered } ?? byPersons.last ?? last).word.original
        unanswered.removeAll { $0 == first }
        var left = parts[...]
        repeat {
            let some = left.prefix(ErasureChange.partLimit)
            left = left.dropFirst(some.count)
            try write(
                ErasureChange.erase(record: record, request: first, parts: Array(some)))
        } while !left.isEmpty
        // Several may have asked without hearing of each other.
        for request in unanswered {
            try write(ErasureChange.erase(record: record, request: request, parts: []))
        }
        if !byPersons.isEmpty { try giveUpClaims(for: record) }
        return parts.count
    }

    /// Without its number nobody is found by a claim any more.
    private func giveUpClaims(for record: Entity) throws {
        for claim in try view.waitingClaims(in: scope.scope) where claim.volunteer == record {
            for subject in claim.subjects.isEmpty ? [nil] : claim.subjects.map(Optional.some) {
                try write(TransferWord(.answer(claim: claim.claim, .withdrawn), of: subject))
            }
        }
    }

    /// Takes requests for a record back, every one unless told otherwise; how many there were. What is erased
    /// stays so.
    /// - Parameter isMeant: a person cannot take back what was done, nor a node what a person has asked.
    /// - Throws: `ErasureRefusal`.
    @discardableResult
    public func withdrawErasure(
        of record: Entity, reason: String,
        where isMeant: (Erasures.Request) -> Bool = { _ in true }
    ) throws -> Int {
        let all = projector.erasures.requests.filter { $0.record == record }
        guard !all.isEmpty else { throw ErasureRefusal.notAsked }
        let requests = all.filter(isMeant)
        guard !requests.isEmpty else { throw ErasureRefusal.nothingLeft }
        for request in requests {
            try write(
                ErasureChange.withdraw(
                    record: record, request: request.word.original, reason: reason))
        }
        return requests.count
    }

    /// Writes down that personal data is about to be shown or handed out.
    public func disclose(_ disclosure: Disclosure) throws {
        try append(
            kind: SystemKind.disclose, entity: nil, open: disclosure.open, content: .none,
            context: context)
    }

    private func write(_ change: ErasureChange) throws {
        try append(
            kind: change.kind, entity: nil, open: change.open, content: .none, context: context)
    }
}
