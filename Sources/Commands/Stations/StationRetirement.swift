import Node
import ServiceRecords
import Store
import SyncCore
public import Texts

extension StationCommands {
    /// `station retire`: closes the logs of a station's PCs for good. What they wrote counts, and so does
    /// what they have still to deliver; nobody takes their place by an old key alone, nor by a join file
    /// that was not used yet.
    /// - Parameter origin: six or more digits of one PC's origin; nil: all of the station.
    /// - Throws: `Problem`.
    public static func retire(
        _ place: Workplace, code: String, origin text: String? = nil, reason: String?
    ) throws -> RetirementReport {
        try place.requireAggregator()
        let card = try place.station(code: code)
        try place.require(.manageStations, in: card.scope)
        let reason = try Reason(reason).text
        let named = try text.map { [try self.origin($0, of: card, at: place)] }
        do {
            let (closed, known) = try place.commit(to: card.scope) { door in
                let closed = try named ?? door.view.liveOrigins(in: card.scope)
                let known = try door.view.stationStanding(of: card.scope).closing
                // Who has a file that nobody has used could still become the station.
                let voided = named == nil ? try door.expireInvitations(at: place.now) : 0
                if closed.isEmpty, known == nil, voided == 0 { throw neverCame(card.code ?? "") }
                for origin in closed {
                    try door.write(
                        door.view.closingWord(of: origin, in: card.scope, reason: reason))
                }
                return (closed, closed.isEmpty ? known : nil)
            }
            return RetirementReport(
                code: card.code ?? "", place: place.placeName(card.code, card.name),
                origins: closed, reason: reason, known: known, isDryRun: place.isDryRun)
        } catch let problem as Problem { throw problem } catch { throw Problem(error) }
    }

    private static func neverCame(_ code: String) -> Problem {
        Problem(
            "never-came", .inputNotFound, .pull(.neverCame(code)),
            remedy: .pull(.neverCameRemedy))
    }
}

/// A station, or PCs of it, closed for good.
public struct RetirementReport: Report {
    public static let kind = "Retirement"
    public let code: String
    /// Those that were closed now; none where all had been before, or nobody has come yet.
    public let origins: [String]
    public let reason: String
    /// Whether it says more than was said before.
    public let isNews: Bool
    public let isDryRun: Bool
    private let place: String
    private let since: Int64?

    private enum CodingKeys: String, CodingKey {
        case code, origins, reason
        case isNews = "new"
        case isDryRun = "dryRun"
    }

    init(
        code: String, place: String, origins: [Origin], reason: String, known: Standing.Closing?,
        isDryRun: Bool
    ) {
        self.code = code
        self.place = place
        self.origins = origins.map(\.description)
        self.reason = known?.reason ?? reason
        isNews = known == nil
        since = known?.since
        self.isDryRun = isDryRun
    }

    public func text(in language: Language) -> String {
        var lines: [Sentence] =
            if origins.isEmpty, since == nil {
                [.key(.filesVoid(place: place))]
            } else if let since {
                [.key(.closedAlready(place: place, since: CivilTime.local(since)))]
            } else {
                [
                    .key(.closed(place: place, origins: origins.map { String($0.prefix(12)) })),
                    .key(.closedHow),
                ]
            }
        if isDryRun { lines.append(.record(.nothingWritten)) }
        return lines.map { $0.text(in: language) }.joined(separator: "\n")
    }
}
