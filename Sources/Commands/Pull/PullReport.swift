import Node
import Store
import SyncCore
public import Texts

/// Who answered, what came, who did not and why: one row for every node that was to be visited.
public struct PullReport: Report {
    public static let kind = "Pull"
    public static let list: String? = "stations"
    public let asked: Int
    /// With these, both sides hold the same now, and what came is signed for.
    public let agreed: Int
    public let stations: [Entry]

    public struct Entry: Encodable, Sendable {
        public let code: String
        public let name: String
        public let origin: Nullable<String>
        public let address: Nullable<String>
        /// A fixed word: agreed, partly, differs, busy, unreachable, notOurs, …, noAddress, neverCame.
        public let result: String
        /// A fixed word more; may be empty.
        public let detail: String
        /// New here, and on the disk.
        public let changes: Int
        public let receipts: Int
        public let roundTrips: Int
        /// Bytes of bodies.
        public let sent: Int
        public let received: Int
        public let milliseconds: Int64
        /// In English, for people; null when all is well.
        public let reason: Nullable<String>
        public let hint: Nullable<String>
        let end: PullEnd

        private enum CodingKeys: String, CodingKey {
            case code, name, origin, address, result, detail, changes, receipts, roundTrips, sent
            case received, milliseconds, reason, hint
        }

        init(_ target: PullTarget, _ visit: PullOutcome?) {
            code = target.card.code ?? ""
            name = target.card.name ?? ""
            origin = Nullable(target.origin?.description)
            address = Nullable(target.address)
            end = PullEnd(target, visit?.outcome)
            result = end.result
            detail = end.detail
            changes = visit?.changes ?? 0
            receipts = visit?.receipts ?? 0
            roundTrips = visit?.outcome.roundTrips ?? 0
            sent = visit?.outcome.sent ?? 0
            received = visit?.outcome.received ?? 0
            milliseconds = visit?.outcome.milliseconds ?? 0
            reason = Nullable(end.reason(of: code).map { Sentence.pull($0).text(in: .en) })
            hint = Nullable(end.remedy(for: code).map { Sentence.pull($0).text(in: .en) })
        }
    }

    private enum CodingKeys: String, CodingKey { case asked, agreed, stations }

    init(stations: [Entry]) {
        self.stations = stations
        asked = stations.count
        agreed = stations.filter { $0.end.exit == .done }.count
    }

    /// What all have in common; else "done in part". Nobody was reached, where some have no address and
    /// the others gave no answer.
    public var exit: ExitStatus {
        let exits = Set(stations.map(\.end.exit))
        if exits.count <= 1 { return exits.first ?? .done }
        return exits == [.otherNodeUnreachable, .configuration] ? .otherNodeUnreachable : .partly
    }

    public func text(in language: Language) -> String {
        guard !stations.isEmpty else { return Sentence.pull(.noStations).text(in: language) }
        let head = Sentence.pull(.pulled(asked: asked, agreed: agreed)).text(in: language)
        return ([head] + stations.map { $0.text(in: language) }).joined(separator: "\n")
    }
}

extension PullReport.Entry {
    fileprivate func text(in language: Language) -> String {
        guard let reason = end.reason(of: code) else {
            let arrived = PullSentence.arrived(
                code: code, name: name, changes: changes, receipts: receipts,
                roundTrips: roundTrips, received: received, ms: milliseconds)
            return Sentence.pull(arrived).text(in: language)
        }
        let missed = PullSentence.missed(code: code, name: name, changes: changes)
        let line = [missed, reason].map { Sentence.pull($0).text(in: language) }
            .joined(separator: "  ")
        guard let remedy = end.remedy(for: code) else { return line }
        return "\(line)\n  → \(Sentence.pull(remedy).text(in: language))"
    }
}
