import Node
import ServiceRecords
import Store
import SyncCore
public import Texts

/// What `volunteer erase` is to do.
public enum ErasureAct: Sendable {
    case ask(reason: String?)
    case confirm
    case withdraw(reason: String?)
}

extension VolunteerCommands {
    /// Asks that who somebody is be erased, erases it at the county, or takes the request back.
    public static func erase(
        _ place: Workplace, _ reference: String, _ act: ErasureAct
    ) throws -> ErasureDone {
        let scope = try place.store.view {
            try RecordReference.volunteer(reference, in: $0).scope
        }
        if case .confirm = act {
            if place.home.role == .station { throw atCounty }
            try place.require(.approve, in: scope)
        } else {
            try place.require(.record, in: scope)
        }
        return try place.commit(to: scope) { door in
            let card = try RecordReference.volunteer(reference, in: door.view)
            do { return try done(act, card, through: door, place) } catch let refusal
                as ErasureRefusal
            { throw problem(refusal, RecordReference.short(card.entity)) }
        }
    }

    private static func done(
        _ act: ErasureAct, _ card: VolunteerCard, through door: CommitDoor, _ place: Workplace
    ) throws -> ErasureDone {
        switch act {
        case .ask(let reason):
            let reason = try Reason(reason, about: [card])
            // By this word a county knows what was asked with a close, and takes it back.
            guard reason.text != Erasures.closing else {
                throw Problem("reason-needed", .usage, .privacy(.reasonNeeded))
            }
            try refuseNameless(card, in: door.view, place)
            try door.askErasure(of: card.entity, reason: reason.text)
            return ErasureDone(
                card.entity, .asked, others: try others(card, in: door.view) { _ in true },
                isDryRun: place.isDryRun)
        case .confirm:
            let parts = try door.erase(card.entity)
            return ErasureDone(
                card.entity, .erased(parts: parts),
                others: try others(card, in: door.view) { $0.isAnswered && $0.unerased == 0 },
                isDryRun: place.isDryRun)
        case .withdraw(let reason):
            let reason = try Reason(reason, about: [card])
            try door.withdrawErasure(
                of: card.entity, reason: reason.text, where: { !$0.isAnswered })
            return ErasureDone(card.entity, .withdrawn, isDryRun: place.isDryRun)
        }
    }

    /// Who is the same person, and stands there still: a merge may be wrong, so it erases nobody by itself.
    private static func others(
        _ card: VolunteerCard, in view: StoreView, butFor isDone: (ErasureMatter) -> Bool
    ) throws -> [Entity] {
        let done = Set(try view.erasureMatters(in: card.scope).filter(isDone).map(\.record))
        return try view.others(mergedWith: card.entity).filter { !done.contains($0) }
    }

    /// What is asked at the authority without a name could be confirmed by nobody there: any of them may be
    /// whoever asked.
    private static func refuseNameless(
        _ card: VolunteerCard, in view: StoreView, _ place: Workplace
    ) throws {
        guard place.login == nil, try view.governs(card.scope) else { return }
        throw Problem(
            "login-needed", .notPermitted, .privacy(.erasureNeedsLogin),
            remedy: .privacy(.erasureNeedsLoginRemedy))
    }

    private static var atCounty: Problem {
        Problem(
            "county-only", .notPermitted, .privacy(.erasureAtCounty),
            remedy: .privacy(.erasureAtCountyRemedy))
    }

    private static func problem(_ refusal: ErasureRefusal, _ id: String) -> Problem {
        switch refusal {
        case .notAsked:
            Problem(
                "erasure-not-asked", .badInput, .privacy(.erasureNotAsked(id)),
                remedy: .privacy(.erasureNotAskedRemedy))
        case .alreadyAsked:
            Problem(
                "erasure-already-asked", .no, .privacy(.erasureAlreadyAsked(id)),
                remedy: .privacy(.lookAtErasures))
        case .notAuthority: atCounty
        case .sameActor:
            Problem(
                "same-actor", .notPermitted, .privacy(.erasureSameActor),
                remedy: .privacy(.erasureSameActorRemedy))
        case .askedNameless:
            Problem(
                "asked-nameless", .notPermitted, .privacy(.erasureAskedNameless),
                remedy: .privacy(.erasureAskedNamelessRemedy))
        case .nameless:
            Problem(
                "login-needed", .notPermitted, .privacy(.erasureNameless),
                remedy: .privacy(.erasureNamelessRemedy))
        case .nothingLeft:
            Problem("nothing-left", .no, .privacy(.erasureNothingLeft(id)))
        }
    }

    /// What was asked about erasing, and what came of it; at a county of all its stations, or of one.
    public static func erasures(_ place: Workplace, code: String? = nil) throws -> ErasureList {
        let scope = try place.scopeToRead(code: code)
        return ErasureList(try place.store.view { try $0.erasureMatters(in: scope) })
    }
}

/// An erasure that was asked for, done or taken back.
public struct ErasureDone: Report {
    public static let kind = "VolunteerErasure"
    public let id: String
    /// asked, erased or withdrawn.
    public let result: String
    /// Personal parts that were erased here.
    public let parts: Int
    /// Records of the same person, by a merge, that are to be erased by themselves.
    public let others: [String]
    public let dryRun: Bool
    private var sentences: [PrivacySentence]

    enum Outcome {
        case asked, withdrawn
        case erased(parts: Int)
    }

    private enum CodingKeys: String, CodingKey { case id, result, parts, others, dryRun }

    init(_ entity: Entity, _ outcome: Outcome, others: [Entity] = [], isDryRun: Bool) {
        id = entity.description
        self.others = others.map(\.description)
        dryRun = isDryRun
        let short = RecordReference.short(entity)
        switch outcome {
        case .asked:
            (result, parts, sentences) = ("asked", 0, [.erasureAsked(short), .erasureAskedNext])
        case .erased(let count):
            (result, parts, sentences) = ("erased", count, [.erased(short, parts: count)])
        case .withdrawn: (result, parts, sentences) = ("withdrawn", 0, [.erasureWithdrawn(short)])
        }
        if !others.isEmpty {
            sentences.append(.erasureOthers(others.map(RecordReference.short)))
        }
    }

    public func text(in language: Language) -> String {
        let all = sentences.map(Sentence.privacy) + (dryRun ? [.record(.nothingWritten)] : [])
        return all.map { $0.text(in: language) }.joined(separator: "\n")
    }
}

/// Requests to erase, in order of time.
public struct ErasureList: Report {
    public static let kind = "ErasureList"
    public static let list: String? = "erasures"
    public let erasures: [Entry]

    public struct Entry: Encodable, Sendable, Hashable {
        public let id: String
        public let scope: String
        /// asked, erased or rewritten.
        public let state: String
        /// Parts that have come since, and that nothing has erased.
        public let rewritten: Int
        public let reason: String
        public let origin: String
        /// RFC 3339, by the clock of whoever asked.
        public let at: String
        public let needsYou: Bool
        private let sentence: PrivacySentence

        private enum CodingKeys: String, CodingKey {
            case id, scope, state, rewritten, reason, origin, at, needsYou
        }

        init(_ matter: ErasureMatter) {
            let state: ErasureState =
                matter.unerased > 0
                ? .rewritten(matter.unerased) : matter.isAnswered ? .erased : .asked
            id = matter.record.description
            scope = matter.scope.description
            self.state = state.word
            rewritten = matter.unerased
            reason = matter.reason
            origin = matter.origin.description
            at = CivilTime.rfc3339(matter.time)
            needsYou = matter.needsYou
            sentence = .erasureRow(
                id: RecordReference.short(matter.record), state: state,
                at: CivilTime.local(matter.time), reason: matter.reason,
                needsYou: matter.needsYou)
        }

        fileprivate func text(in language: Language) -> String {
            Sentence.privacy(sentence).text(in: language)
        }
    }

    init(_ matters: [ErasureMatter]) { erasures = matters.map(Entry.init) }

    public func text(in language: Language) -> String {
        guard !erasures.isEmpty else { return Sentence.privacy(.noErasures).text(in: language) }
        return erasures.map { $0.text(in: language) }.joined(separator: "\n")
    }
}
