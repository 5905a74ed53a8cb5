import Node
import ServiceRecords
import Store
import SyncCore
public import Texts

extension StationCommands {
    /// `station set`: where a station listens, so that this node can call it. Nil takes the address
    /// back.
    /// - Parameters:
    ///   - origin: the PC, where the station has several.
    /// - Throws: `Problem`.
    public static func set(
        _ place: Workplace, code: String, address: String?, origin: String? = nil
    ) throws -> StationAddress {
        try place.requireAggregator()
        let station = try place.station(code: code)
        try place.require(.manageStations, in: station.scope)
        let address = try address.map { try CallAddress(callable: $0).description }
        let peers = try place.store.view { try $0.peers(below: station.scope) }
        let peer = try choose(origin, among: peers, of: station)
        if !place.isDryRun { try place.store.setAddress(address, of: peer) }
        return StationAddress(
            code: station.code ?? "", name: station.name ?? "", origin: peer.description,
            address: Nullable(address), isDryRun: place.isDryRun)
    }

    /// The node of a station that is meant; its only one where nothing is given.
    static func choose(
        _ text: String?, among peers: [PeerCard], of station: ScopeCard
    ) throws -> Origin {
        let code = station.code ?? ""
        guard let first = peers.first else {
            throw Problem(
                "never-came", .inputNotFound, .pull(.neverCame(code)),
                remedy: .pull(.neverCameRemedy))
        }
        guard let text else {
            guard peers.count == 1 else {
                let origins = peers.map(\.origin.description)
                throw Problem(
                    "several-nodes", .usage, .pull(.severalNodes(code, origins)),
                    remedy: .pull(.severalNodesRemedy))
            }
            return first.origin
        }
        let digits = text.lowercased()
        let found = peers.map(\.origin).filter {
            digits.utf8.count >= 6 && $0.description.hasPrefix(digits)
        }
        guard let origin = found.first else {
            throw Problem(
                "unknown-node", .inputNotFound, .pull(.unknownNode(code, origin: text)),
                remedy: .key(.seeList))
        }
        guard found.count == 1 else {
            throw Problem(
                "several-nodes", .usage, .pull(.severalNodes(code, found.map(\.description))),
                remedy: .pull(.severalNodesRemedy))
        }
        return origin
    }
}

/// Where a station is called from now on.
public struct StationAddress: Report {
    public static let kind = "StationAddress"
    public let code: String
    public let name: String
    /// Of the node that listens there.
    public let origin: String
    /// Null where it is not called.
    public let address: Nullable<String>
    public let isDryRun: Bool

    private enum CodingKeys: String, CodingKey {
        case code, name, origin, address
        case isDryRun = "dryRun"
    }

    public func text(in language: Language) -> String {
        let sentence: PullSentence =
            if let address = address.value {
                .addressSet(name: name, code: code, address: address)
            } else {
                .addressGone(name: name, code: code)
            }
        let lines: [Sentence] = [.pull(sentence)] + (isDryRun ? [.record(.nothingWritten)] : [])
        return lines.map { $0.text(in: language) }.joined(separator: "\n")
    }
}
