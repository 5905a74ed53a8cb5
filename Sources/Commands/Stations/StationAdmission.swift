import Node
import ServiceRecords
import Store
import SyncCore
public import Texts

extension StationCommands {
    /// What waits for the operator: origins that wrote here and that nobody has admitted.
    /// - Throws: `Problem`.
    public static func waiting(_ place: Workplace, code: String? = nil) throws -> WaitingList {
        try place.requireAggregator()
        let scope = try place.scopeToRead(code: code)
        return WaitingList(try origins(at: place, in: scope), at: place)
    }

    /// `station admit`: the operator's word that an origin may write.
    /// - Parameter origin: its first six digits, or more.
    /// - Throws: `Problem`.
    public static func admit(
        _ place: Workplace, origin: String, code: String? = nil
    ) throws -> AdmissionReport {
        try place.requireAggregator()
        let scope = try place.scopeToRead(code: code)
        let digits = origin.lowercased()
        let found = try origins(at: place, in: scope).filter {
            digits.utf8.count >= 6 && $0.origin.description.hasPrefix(digits)
        }
        guard let waiting = found.first else {
            throw Problem(
                "not-waiting", .inputNotFound, .doctor(.notWaiting(String(origin.prefix(40)))),
                remedy: .verbatim("yizhan station admit"))
        }
        guard found.count == 1 else {
            let names = found.map { "\($0.code ?? "")/\($0.origin)" }
            throw Problem(
                "ambiguous", .badInput, .doctor(.severalWait(String(origin.prefix(40)), names)),
                remedy: .doctor(.admitHow))
        }
        try place.require(.manageStations, in: waiting.scope)
        do {
            if !place.isDryRun {
                try place.store.admit(
                    waiting, by: place.author(in: waiting.scope), at: place.now)
            }
        } catch { throw Problem(error) }
        return AdmissionReport(waiting, at: place)
    }

    private static func origins(at place: Workplace, in scope: Scope?) throws -> [WaitingOrigin] {
        do {
            return try place.store.view { try $0.waitingOrigins() }
                .filter { scope == nil || $0.scope == scope }
        } catch { throw Problem(error) }
    }
}

/// Origins that wait for the operator, by station.
public struct WaitingList: Report {
    public static let kind = "WaitingOrigins"
    public static let list: String? = "waiting"
    public let waiting: [Entry]

    public struct Entry: Encodable, Sendable, Hashable {
        public let code: Nullable<String>
        public let name: Nullable<String>
        public let origin: String
        /// Changes of it that are kept here.
        public let changes: UInt64
        /// The origin whose place it takes by that one's signature; null for a stranger.
        public let predecessor: Nullable<String>
        fileprivate let sentence: Sentence

        private enum CodingKeys: String, CodingKey {
            case code, name, origin, changes, predecessor
        }
    }

    init(_ waiting: [WaitingOrigin], at place: Workplace) {
        self.waiting = waiting.map { waiting in
            Entry(
                code: Nullable(waiting.code), name: Nullable(waiting.name),
                origin: waiting.origin.description, changes: waiting.changes,
                predecessor: Nullable(waiting.predecessor?.description),
                sentence: .doctor(
                    .waiting(
                        place: place.placeName(waiting.code, waiting.name),
                        origin: waiting.origin.description, changes: waiting.changes,
                        predecessor: waiting.predecessor?.short,
                        isBarred: waiting.isBarred)))
        }
    }

    public func text(in language: Language) -> String {
        let lines: [Sentence] =
            waiting.isEmpty
            ? [.doctor(.nobodyWaits)] : waiting.map(\.sentence) + [.doctor(.admitHow)]
        return lines.map { $0.text(in: language) }.joined(separator: "\n")
    }
}

/// An origin that was admitted.
public struct AdmissionReport: Report {
    public static let kind = "Admission"
    public let code: Nullable<String>
    public let name: Nullable<String>
    public let origin: String
    /// Changes of it that are kept here, and count from now on.
    public let changes: UInt64
    public let isDryRun: Bool
    private let sentence: DoctorSentence

    private enum CodingKeys: String, CodingKey {
        case code, name, origin, changes
        case isDryRun = "dryRun"
    }

    init(_ waiting: WaitingOrigin, at place: Workplace) {
        code = Nullable(waiting.code)
        name = Nullable(waiting.name)
        origin = waiting.origin.description
        changes = waiting.changes
        isDryRun = place.isDryRun
        sentence = .admitted(
            place: place.placeName(waiting.code, waiting.name), origin: waiting.origin.short,
            changes: waiting.changes)
    }

    public func text(in language: Language) -> String {
        let lines: [Sentence] = [.doctor(sentence)] + (isDryRun ? [.record(.nothingWritten)] : [])
        return lines.map { $0.text(in: language) }.joined(separator: "\n")
    }
}
