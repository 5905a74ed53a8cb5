import ServiceRecords
import Store
import SyncCore
public import Texts

/// A join file that was written. The secret stands in the file alone.
public struct InvitationReport: Report {
    public static let kind = "Invitation"
    public let code: String
    public let name: String
    /// nil in a dry run for a station that has no scope yet.
    public let scope: String?
    public let isNewScope: Bool
    public let file: String
    public let expires: String
    public let isDryRun: Bool
    private let until: String

    private enum CodingKeys: String, CodingKey {
        case code, name, scope, isNewScope, file, expires
        case isDryRun = "dryRun"
    }

    init(
        code: String, name: String, scope: String?, isNewScope: Bool, file: String, expires: Int64,
        isDryRun: Bool
    ) {
        self.code = code
        self.name = name
        self.scope = scope
        self.isNewScope = isNewScope
        self.file = file
        self.expires = CivilTime.rfc3339(expires)
        self.isDryRun = isDryRun
        until = CivilTime.local(expires)
    }

    public func text(in language: Language) -> String {
        var lines: [RecordSentence] = [
            .invited(name: name, file: file, until: until), .invitedNext(file: file),
        ]
        if isDryRun { lines = [.nothingWritten] }
        return lines.map { Sentence.record($0).text(in: language) }.joined(separator: "\n")
    }
}

/// Join files of a station that are good no more.
public struct FilesVoided: Report {
    public static let kind = "FilesVoided"
    public let code: String
    /// How many were good until now.
    public let count: Int
    public let isDryRun: Bool
    private let place: String

    private enum CodingKeys: String, CodingKey {
        case code, count
        case isDryRun = "dryRun"
    }

    init(code: String, place: String, count: Int, isDryRun: Bool) {
        self.code = code
        self.place = place
        self.count = count
        self.isDryRun = isDryRun
    }

    public func text(in language: Language) -> String {
        let said: KeySentence = count == 0 ? .noFilesUnused(place: place) : .filesVoided(count)
        let all: [Sentence] = [.key(said)] + (isDryRun ? [.record(.nothingWritten)] : [])
        return all.map { $0.text(in: language) }.joined(separator: "\n")
    }
}

/// Stations by code, one line each.
public struct StationList: Report {
    public static let kind = "StationList"
    public static let list: String? = "stations"
    public let stations: [Entry]

    public struct Entry: Encodable, Sendable, Hashable {
        public let code: String
        public let name: String
        public let scope: String
        /// Changes held over all logs of the scope.
        public let changes: Int
        /// Origins that have written there, or may.
        public let origins: [String]
        /// Of these, those that wait for `station admit`.
        public let waiting: [String]
        /// `HOST:PORT` where its PCs listen, as far as anybody has said.
        public let addresses: [String]
        /// RFC 3339; null before the first time.
        public let lastContact: Nullable<String>
        /// "active", "suspended" or "retired", or "ended" by a merger or split: of the whole station.
        public let state: String
        /// Since when, and why it is suspended or retired; null for any other.
        public let word: Nullable<DatedReason>
        /// Origins of PCs that are suspended by themselves.
        public let suspended: [String]
        /// Until when join files are good that nobody has used: RFC 3339.
        public let unusedFiles: [String]
        /// Codes of the stations whose work it carries on, and of those that carry on its own.
        public let predecessors: [String]
        public let successors: [String]
        fileprivate let contacted: Int64?
        fileprivate let sentences: [Sentence]

        private enum CodingKeys: String, CodingKey {
            case code, name, scope, changes, origins, waiting, addresses, lastContact
            case state, word, suspended, unusedFiles, predecessors, successors
        }

        init(
            _ place: StationPlace, addresses: [String], waiting: [Origin],
            standing: StationStanding, unusedFiles: [Int64]
        ) {
            self.unusedFiles = unusedFiles.map(CivilTime.rfc3339)
            let unused = unusedFiles.last.map {
                KeySentence.filesUnused(unusedFiles.count, until: CivilTime.local($0))
            }
            let single = standing.suspended.compactMap(\.origin)
            suspended = single.map(\.description)
            let said: KeySentence?
            if let closing = standing.closing {
                state = place.isEnded ? "ended" : KeySentence.State.retired.rawValue
                word = Nullable(DatedReason(closing))
                said = .stationClosed(since: CivilTime.local(closing.since))
            } else if let whole = standing.suspended.last(where: { $0.origin == nil }) {
                state = place.isEnded ? "ended" : KeySentence.State.suspended.rawValue
                word = Nullable(DatedReason(since: whole.since, reason: whole.reason))
                said = .stationSuspended(since: CivilTime.local(whole.since))
            } else {
                state = place.isEnded ? "ended" : KeySentence.State.active.rawValue
                word = Nullable(nil)
                said = single.isEmpty ? nil : .partSuspended(Set(single).count)
            }
            let card = place.card
            code = place.code
            name = place.name
            predecessors = place.predecessors.map(\.station.code)
            successors = place.successors.map(\.code)
            sentences =
                [
                    said.map(Sentence.key), unused.map(Sentence.key),
                    place.endSentence.map(Sentence.boundary),
                ]
                .compactMap(\.self) + place.originSentences.map(Sentence.boundary)
            scope = card.scope.description
            changes = card.changes
            origins = card.stations.map(\.description)
            self.waiting = waiting.map(\.description)
            self.addresses = addresses
            lastContact = Nullable(card.lastContact.map(CivilTime.rfc3339))
            contacted = card.lastContact
        }
    }

    public func text(in language: Language) -> String {
        stations.map { station in
            let changes = Sentence.record(.label(.changes)).text(in: language)
            let contact = Sentence.record(.label(.lastContact)).text(in: language)
            let never = Sentence.record(.label(.never)).text(in: language)
            let when = station.contacted.map(CivilTime.local) ?? never
            let line =
                "\(station.code)  \(PlainText.oneLine(station.name))  \(changes) \(station.changes)  \(contact) \(when)"
            let waiting =
                station.waiting.isEmpty
                ? [] : [Sentence.doctor(.waitingHere(station.waiting.count)).text(in: language)]
            let places = station.sentences.map { $0.text(in: language) }
            return ([line] + station.addresses + waiting + places).joined(separator: "  ")
        }.joined(separator: "\n")
    }
}
