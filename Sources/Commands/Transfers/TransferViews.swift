import Node
import ServiceRecords
import Store
import SyncCore
import Texts

extension TransferCommands {
    /// Everybody about whom something was said, at a station; at an aggregator of all its stations.
    public static func list(_ place: Workplace, code: String? = nil) throws -> TransferList {
        let meant = try place.scopeToRead(code: code)
        let own = try place.home.stationScope()
        return try place.store.view { view in
            let stations = try Stations(in: view)
            let scopes =
                try own.map { [$0] }
                ?? view.heldScopes().filter { meant == nil || $0 == meant }
            let claims = try claims(of: scopes, isCounty: own == nil, in: view)
            return TransferList(
                transfers: try scopes.flatMap { scope in
                    // After a merger there are thousands: what was said is read once for all.
                    let said = try Dictionary(
                        grouping: view.transferStatements(in: scope).map(\.statement), by: \.subject
                    )
                    return try view.custodies(in: scope).filter { $0.right != .none }.map {
                        try entry($0, said: said[$0.subject] ?? [], stations, in: view)
                    }
                },
                unmatchedClaims: claims.filter { $0.found == 0 },
                referredClaims: claims.filter { $0.found > 0 })
        }
    }

    private static func claims(
        of scopes: [Scope], isCounty: Bool, in view: StoreView
    ) throws -> [TransferList.Claim] {
        let waiting = try scopes.flatMap { scope in
            try view.waitingClaims(in: scope).map { (scope, $0) }
        }
        guard !waiting.isEmpty else { return [] }
        let search = isCounty ? try view.claimSearch() : nil
        return waiting.map { scope, claim in
            let progress = search?.progress(of: claim.claim)
            return TransferList.Claim(
                claim: claim.claim.description, station: scope.description,
                volunteer: claim.volunteer.description, found: claim.found,
                asked: Nullable(progress?.asked), answered: Nullable(progress?.answered))
        }
    }

    /// How it stands with one volunteer, and everything that was said.
    public static func show(_ place: Workplace, _ text: String) throws -> TransferEntry {
        let own = try place.home.stationScope()
        return try place.store.view { view in
            let stations = try Stations(in: view)
            let custody = try custody(text, at: own, in: view)
            let said = try view.transferStatements(in: custody.station).map(\.statement)
                .filter { $0.subject == custody.subject }
            return try entry(custody, said: said, stations, in: view)
        }
    }

    /// By the beginning of a transfer's id, six digits at least, or by the volunteer.
    /// - Throws: `Problem`, where the digits fit several transfers.
    static func custody(
        _ text: String, at own: Scope?, in view: StoreView
    ) throws -> Custody {
        let prefix = PlainText.compact(text).lowercased()
        let scopes = try own.map { [$0] } ?? view.heldScopes()
        if prefix.utf8.count >= 6 {
            let found = try scopes.flatMap { try view.custodies(in: $0) }.flatMap { custody in
                custody.releases.keys.filter { $0.description.hasPrefix(prefix) }
                    .map { (custody, $0) }
            }
            // One transfer stands at both of its ends, where both are held.
            guard Set(found.map(\.1)).count <= 1 else {
                throw Problem("ambiguous", .badInput, .transfer(.ambiguous(prefix)))
            }
            if let (first, _) = found.first { return first }
        }
        let card = try RecordReference.volunteer(text, in: view)
        return try view.custody(of: card.entity, in: card.scope)
    }

    /// - Parameter said: all statements about the volunteer there.
    private static func entry(
        _ custody: Custody, said: [TransferStatement], _ stations: Stations, in view: StoreView
    ) throws -> TransferEntry {
        let state = TransferState(custody.right)
        let release = custody.present.flatMap { custody.releases[$0] }
        let isGiver = release?.scope == custody.station
        let other = isGiver ? release?.release?.taker : release?.scope
        let person = try custody.volunteer.flatMap { try view.volunteer($0) }
        let title = person.map(Self.title) ?? custody.volunteer.map(short) ?? "—"
        let accounts = try view.lifetime(custody)
        let units = accounts.map(TransferEntry.Unit.init)
        let (seconds, records) = sum(units)
        let with = other.map { (isGiver ? "→ " : "← ") + stations.title($0) } ?? ""
        let waits = custody.right == .handedOver
        var sentences: [TransferSentence] = [
            .row(
                state, id: (custody.present ?? custody.subject.root).description.prefixed,
                volunteer: title, with: with),
            .next(state, waits: waits),
        ]
        sentences += custody.openReferrals.map {
            .referral(id: short($0.claim), by: stations.title($0.claimant))
        }
        let words = said.sorted { ($0.time, $0.id) < ($1.time, $1.id) }
            .map {
                TransferEntry.Word(
                    word: $0.word.content.name, id: short($0.id),
                    station: stations.title($0.scope), at: CivilTime.rfc3339($0.time))
            }
        return TransferEntry(
            station: custody.station.description,
            transfer: Nullable(custody.present?.description),
            volunteer: Nullable(custody.volunteer?.description), state: state.rawValue,
            with: Nullable(other.flatMap(stations.code)),
            claims: custody.openReferrals.map(\.claim.description), seconds: seconds,
            records: records, units: units, statements: words, sentences: sentences,
            details: [.lifetime(hours: Seconds.hours(seconds), records: records)]
                + units.map(\.sentence)
                + words.map {
                    .statementRow(word: $0.word, by: $0.station, at: $0.at, id: $0.id)
                })
    }

    static func sum(_ units: [TransferEntry.Unit]) -> (seconds: Int64, records: Int64) {
        units.reduce((0, 0)) {
            let (seconds, isOver) = $0.0.addingReportingOverflow($1.seconds)
            let (records, areOver) = $0.1.addingReportingOverflow($1.records)
            return (isOver ? .max : seconds, areOver ? .max : records)
        }
    }
}

extension StoreView {
    /// What the records of one person come to, by recording unit: here as they stand, elsewhere as they were
    /// last told.
    func lifetime(_ custody: Custody) throws -> [TransferWord.Account] {
        let here = try account(of: custody.volunteers, in: custody.station)
        let isHere = here.totalRecords > 0 || !custody.volunteers.isEmpty
        return (isHere ? [here] : []) + custody.accounts
    }
}

extension String {
    fileprivate var prefixed: String { String(prefix(12)) }
}

extension TransferWord.Content {
    /// A fixed word, for JSON and lists.
    var name: String {
        switch self {
        case .release: "release"
        case .accept: "accept"
        case .entry: "entry"
        case .denied: "denied"
        case .contest: "contest"
        case .settle: "settle"
        case .taken: "taken"
        case .close: "close"
        case .cancel: "cancel"
        case .decline: "decline"
        case .claim: "claim"
        case .match: "match"
        case .refer: "refer"
        case .answer: "answer"
        case .end: "end"
        case .account: "account"
        case .inquire: "inquire"
        case .reply: "reply"
        case .pick: "pick"
        case .callOff: "callOff"
        }
    }
}
