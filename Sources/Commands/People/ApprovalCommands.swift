import ServiceRecords
import Store
import SyncCore
public import Texts

/// Requests for a second person: seen, and answered by somebody who did not ask.
public enum ApprovalCommands {
    /// - Parameter all: also those that wait no more.
    public static func list(
        _ place: Workplace, code: String? = nil, all: Bool = false
    ) throws -> ApprovalList {
        let scope = try place.scopeToRead(code: code)
        let now = try place.latestTime()
        return try place.store.view { view in
            var entries: [ApprovalList.Entry] = []
            for card in try view.scopes() where scope == nil || card.scope == scope {
                let logins = try Logins(of: card.scope, in: view)
                entries += try view.approvals(in: card.scope).map {
                    ApprovalList.Entry($0, at: now, station: card.code, logins)
                }
            }
            let waiting = ApprovalState.waiting.rawValue
            return ApprovalList(approvals: entries.filter { all || $0.state == waiting })
        }
    }

    /// Answers a request in the name of the user who works here.
    public static func answer(
        _ place: Workplace, _ reference: String, approving: Bool, reason: String = ""
    ) throws -> ApprovalAnswered {
        guard let login = place.login else {
            throw Problem(
                "login-needed", .notPermitted, .people(.secondNeedsLogin), remedy: .people(.logIn))
        }
        let reason = try OpenWords.checked(reason)
        guard approving || !reason.isEmpty, reason.count <= 200 else {
            throw Problem("reason-needed", .usage, .people(.reasonNeeded))
        }
        let card = try find(reference, at: place)
        try place.require(.approve, in: card.scope)
        let author = try place.author(in: card.scope)
        guard author.actor != card.asker else {
            throw Problem("own-request", .notPermitted, .people(.ownRequest(login: login)))
        }
        let now = try place.latestTime()
        try checkWaits(card, at: now)
        _ = try place.commit(to: card.scope) { door in
            // Of two who answer at one moment, the second hears of the first.
            let present = try door.view.approvals(in: card.scope).first { $0.id == card.id }
            try checkWaits(present ?? card, at: now)
            try door.write(
                .answer(.init(to: card.id, approving ? .approved : .declined, reason: reason)))
        }
        return ApprovalAnswered(
            id: card.id.description, result: approving ? "approved" : "declined",
            dryRun: place.isDryRun)
    }

    private static func checkWaits(_ card: ApprovalCard, at now: Int64) throws {
        let state = ApprovalState(card, at: now)
        guard state == .waiting else {
            throw Problem(
                "not-waiting", .no,
                .people(.notWaiting(id: RecordReference.short(card.id), state: state.words)))
        }
    }

    private static func find(_ text: String, at place: Workplace) throws -> ApprovalCard {
        let cards = try place.store.view { view in
            try view.heldScopes().flatMap(view.approvals(in:))
        }.filter { text.utf8.count >= 6 && $0.id.description.hasPrefix(text.lowercased()) }
        guard cards.count == 1, let card = cards.first else {
            throw Problem(
                "unknown-request", .inputNotFound, .people(.unknownRequest(text)),
                remedy: .people(.lookAtApprovals))
        }
        return card
    }

    /// Names for ids.
    struct Logins {
        private let logins: [Entity: String]

        init(of scope: Scope, in view: StoreView) throws {
            logins = Dictionary(
                try view.users(in: scope).map { ($0.entity, $0.login) },
                uniquingKeysWith: { first, _ in first })
        }

        /// The beginning of the id, for somebody who is not known.
        func login(_ entity: Entity?) -> String? {
            entity.map { logins[$0] ?? RecordReference.short($0) }
        }
    }
}

extension ApprovalState {
    var words: Words {
        switch self {
        case .waiting: Words(zh: "待复核", en: "waiting")
        case .approved: Words(zh: "已同意", en: "approved")
        case .declined: Words(zh: "已拒绝", en: "declined")
        case .expired: Words(zh: "已过期", en: "expired")
        case .carriedOut: Words(zh: "已执行", en: "carried out")
        }
    }
}

public struct ApprovalList: Report {
    public static let kind = "ApprovalList"
    public static let list: String? = "approvals"
    public let approvals: [Entry]

    public struct Entry: Encodable, Sendable, Hashable {
        public let id: String
        public let station: Nullable<String>
        /// conflict-resolve-all, say.
        public let act: String
        public let summary: String
        /// Login; null for the node itself.
        public let askedBy: Nullable<String>
        /// RFC 3339.
        public let askedAt: String
        public let expiresAt: String
        /// waiting, approved, declined, expired or carried-out.
        public let state: String
        public let answers: [Answer]

        public struct Answer: Encodable, Sendable, Hashable {
            public let verdict: String
            public let by: Nullable<String>
            public let at: String
            public let reason: String
        }

        init(
            _ card: ApprovalCard, at now: Int64, station: String?,
            _ logins: ApprovalCommands.Logins
        ) {
            id = card.id.description
            self.station = Nullable(station)
            act = card.request.act
            summary = card.request.summary
            askedBy = Nullable(logins.login(card.asker))
            askedAt = CivilTime.rfc3339(card.time)
            expiresAt = CivilTime.rfc3339(card.request.expires)
            state = ApprovalState(card, at: now).rawValue
            answers = card.answers.map { answered in
                let verdict: ApprovalState =
                    switch answered.answer.verdict {
                    case .approved: .approved
                    case .declined: .declined
                    case .carriedOut: .carriedOut
                    }
                return Answer(
                    verdict: verdict.rawValue, by: Nullable(logins.login(answered.actor)),
                    at: CivilTime.rfc3339(answered.time), reason: answered.answer.reason)
            }
        }
    }

    public func text(in language: Language) -> String {
        guard !approvals.isEmpty else { return Sentence.people(.noApprovals).text(in: language) }
        return approvals.map { entry in
            let state = ApprovalState(rawValue: entry.state)?.words ?? Words(zh: "", en: "")
            return Sentence.people(
                .approvalRow(
                    id: String(entry.id.prefix(12)), act: entry.act, summary: entry.summary,
                    by: entry.askedBy.value, until: entry.expiresAt, state: state)
            ).text(in: language)
        }.joined(separator: "\n")
    }
}

public struct ApprovalAnswered: Report {
    public static let kind = "ApprovalAnswered"
    public let id: String
    /// approved or declined.
    public let result: String
    public let dryRun: Bool

    public func text(in language: Language) -> String {
        let isApproved = result == "approved"
        return Sentence.people(
            .answered(id: String(id.prefix(12)), isApproved: isApproved)
        ).text(in: language)
    }
}
