import ServiceRecords
import Store
import SyncCore
public import Texts

/// Stations that have ended, who carries them on, and whom somebody has to look at.
public struct StationsEnded: Report {
    public static let kind = "StationsEnded"
    public static let list: String? = "stations"
    public let stations: [Entry]
    /// To another county, where the volunteers have yet to be accepted.
    public let movesAway: Bool
    public let isDryRun: Bool

    private enum CodingKeys: String, CodingKey {
        case stations, movesAway
        case isDryRun = "dryRun"
    }

    public struct Entry: Encodable, Sendable, Hashable {
        public let code: String
        public let name: String
        public let into: [Successor]
        /// Of the volunteers who went to the first for want of an assignment, the ids.
        public let toAssign: [String]
        public let staying: [Staying]
        fileprivate let unassigned: [String]

        private enum CodingKeys: String, CodingKey { case code, name, into, toAssign, staying }

        init(
            _ card: ScopeCard, into: [(code: String, name: String)], counts: [String: Int],
            staying: [StayingVolunteer], toAssign: [Entity], in view: StoreView
        ) throws {
            code = card.code ?? ""
            name = card.name ?? ""
            self.into = into.map {
                Successor(code: $0.code, name: $0.name, volunteers: counts[$0.code] ?? 0)
            }
            self.toAssign = toAssign.map(\.description)
            unassigned = try toAssign.prefix(StationsEnded.shown).map {
                try Self.title($0, in: view)
            }
            self.staying = try staying.map {
                Staying(
                    id: $0.entity.description, reason: $0.reason.rawValue,
                    title: try Self.title($0.entity, in: view))
            }
        }

        private static func title(_ entity: Entity, in view: StoreView) throws -> String {
            let card = try view.volunteer(entity)
            return [
                RecordReference.short(entity), card?.volunteerNumber,
                card?.name.map(PersonMask.name),
            ]
            .compactMap(\.self).joined(separator: "  ")
        }
    }

    public struct Successor: Encodable, Sendable, Hashable {
        public let code: String
        public let name: String
        /// Who go on there; of a station of another county, who are released to it.
        public let volunteers: Int
    }

    public struct Staying: Encodable, Sendable, Hashable {
        public let id: String
        /// offered, contested or nameless.
        public let reason: String
        fileprivate let title: String

        private enum CodingKeys: String, CodingKey { case id, reason }
    }

    /// More are counted, not named.
    fileprivate static let shown = 20

    public func text(in language: Language) -> String {
        var lines = stations.flatMap { $0.sentences(movesAway: movesAway) }.map(Sentence.boundary)
        lines += isDryRun ? [.record(.nothingWritten)] : next.map(Sentence.boundary)
        return lines.map { $0.text(in: language) }.joined(separator: "\n")
    }

    private var next: [BoundarySentence] {
        guard movesAway else {
            return Set(stations.flatMap(\.into).map(\.code)).sorted().map {
                .inviteNext(code: $0)
            }
        }
        return stations.flatMap { station in
            station.into.map { .adoptNext(code: $0.code, from: station.code) }
        }
    }
}

extension StationsEnded.Entry {
    fileprivate func sentences(movesAway: Bool) -> [BoundarySentence] {
        let title = "\(code) \(name)"
        let successors = into.map { "\($0.code) \($0.name)" }
        let first: BoundarySentence =
            switch (movesAway, successors.count) {
            case (true, _): .movedAway(station: title, to: successors.first ?? "")
            case (false, 1): .merged(station: title, into: successors[0])
            case (false, _): .split(station: title, into: successors)
            }
        let carried = zip(into, successors).map {
            movesAway
                ? BoundarySentence.released(count: $0.volunteers, to: $1)
                : .carriedOn(count: $0.volunteers, to: $1)
        }
        let open: [BoundarySentence] =
            toAssign.isEmpty || successors.isEmpty
            ? []
            : [.toAssign(count: toAssign.count, at: successors[0])]
                + unassigned.map(BoundarySentence.person) + [.toAssignHow]
        let left = staying.compactMap { one in
            StayingReason(rawValue: one.reason).map { BoundarySentence.staying(one.title, $0) }
        }
        return [first] + carried + open + left
    }
}
