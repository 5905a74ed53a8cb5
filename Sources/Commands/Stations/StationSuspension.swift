import Node
import ServiceRecords
import Store
import SyncCore
public import Texts

extension StationCommands {
    /// `station suspend`: this node speaks with a station no more, or, lifted, speaks with it again. The
    /// word stands in the station's scope; nothing that was written counts otherwise for it, and the station
    /// goes on recording.
    /// - Parameters:
    ///   - origin: six or more digits of one PC's origin; nil: all of the station.
    ///   - isLifted: takes back what was said before of the same PC, or of all of the station.
    /// - Throws: `Problem`.
    public static func suspend(
        _ place: Workplace, code: String, origin text: String? = nil, reason: String?,
        isLifted: Bool = false
    ) throws -> SuspensionReport {
        try place.requireAggregator()
        let card = try place.station(code: code)
        try place.require(.manageStations, in: card.scope)
        let reason = try Reason(reason).text
        let origin = try text.map { try self.origin($0, of: card, at: place) }
        do {
            let isNews = try place.commit(to: card.scope) { door in
                let present = try door.view.stationStanding(of: card.scope).suspended
                let isNews =
                    isLifted
                    ? present.contains { origin == nil || $0.origin == origin }
                    : !present.contains { $0.origin == origin && $0.reason == reason }
                if isNews {
                    try door.write(
                        .suspend(Suspension(of: origin, reason: reason, isLifted: isLifted)))
                }
                return isNews
            }
            return SuspensionReport(
                code: card.code ?? "", place: place.placeName(card.code, card.name),
                origin: origin, reason: reason, isSuspended: !isLifted, isNews: isNews,
                isDryRun: place.isDryRun)
        } catch let problem as Problem { throw problem } catch { throw Problem(error) }
    }
}

/// A station that is spoken with no more, or again.
public struct SuspensionReport: Report {
    public static let kind = "Suspension"
    public let code: String
    /// Null: all of the station.
    public let origin: Nullable<String>
    public let reason: String
    public let isSuspended: Bool
    /// Whether it says more than was said before.
    public let isNews: Bool
    public let isDryRun: Bool
    private let place: String

    private enum CodingKeys: String, CodingKey {
        case code, origin, reason
        case isSuspended = "suspended"
        case isNews = "new"
        case isDryRun = "dryRun"
    }

    init(
        code: String, place: String, origin: Origin?, reason: String, isSuspended: Bool,
        isNews: Bool, isDryRun: Bool
    ) {
        self.code = code
        self.place = place
        self.origin = Nullable(origin?.description)
        self.reason = reason
        self.isSuspended = isSuspended
        self.isNews = isNews
        self.isDryRun = isDryRun
    }

    public func text(in language: Language) -> String {
        let short = origin.value.map { String($0.prefix(12)) }
        var lines: [Sentence] =
            switch (isSuspended, isNews) {
            case (true, true): [.key(.suspended(place: place, origin: short)), .key(.suspendedHow)]
            case (false, true): [.key(.lifted(place: place, origin: short)), .key(.liftedHow)]
            case (true, false): [.key(.suspendedAlready(place: place, origin: short))]
            case (false, false): [.key(.notSuspended(place: place, origin: short))]
            }
        if isDryRun { lines.append(.record(.nothingWritten)) }
        return lines.map { $0.text(in: language) }.joined(separator: "\n")
    }
}
