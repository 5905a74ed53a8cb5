import Store
import SyncCore

/// What an aggregator asks its stations for again: changes that are damaged here and that a repair found
/// nowhere above. Stations call when they can, so it outlives the repair, and is asked for in whatever
/// exchange comes, once of each of them.
struct BelowAsking: Hashable, Sendable {
    static let settingName = "asked-below"
    /// Pieces of logs; the next repair asks for more.
    static let limit = 256

    /// The repair that asks, and where it stands.
    let instruction: Entity
    let scope: Scope
    var wants: [Want]
    /// Changes that were mended by it.
    var mended = 0
    /// Who has been asked for all of it that they may hold.
    var asked: Set<Origin> = []
    /// Something has come of it since it was last looked at.
    var isDue = false

    init(_ card: InstructionCard, _ wants: [Want]) {
        instruction = card.id
        scope = card.scope
        self.wants = Array(wants.prefix(Self.limit))
    }

    /// What a neighbour may have of it.
    func wants(of peer: Peer) -> [Want] {
        guard peer.standpoint == .below, !asked.contains(peer.origin) else { return [] }
        return wants.filter { peer.scopes.contains($0.scope) }
    }

    var text: String {
        var words = [instruction.description, scope.description, "\(mended)", isDue ? "due" : "-"]
        words += wants.map { "\($0.scope):\($0.origin):\($0.first):\($0.last)" }
        words += asked.sorted().map(\.description)
        return words.joined(separator: " ")
    }

    /// nil for anything that `text` does not write.
    init?(_ text: String) {
        let words = text.split(separator: " ")
        guard words.count >= 4, let id = Entity(hex: words[0]), let scope = Scope(hex: words[1]),
            let mended = UInt32(words[2]).map(Int.init)
        else { return nil }
        instruction = id
        self.scope = scope
        self.mended = mended
        isDue = words[3] == "due"
        wants = []
        for word in words.dropFirst(4) {
            let parts = word.split(separator: ":")
            if parts.count == 1, let origin = Origin(hex: parts[0]) {
                asked.insert(origin)
            } else if parts.count == 4, let scope = Scope(hex: parts[0]),
                let origin = Origin(hex: parts[1]), let first = UInt64(parts[2]),
                let last = UInt64(parts[3]), (1...Limits.logLength).contains(last),
                (1...last).contains(first)
            {
                wants.append(
                    Want(
                        scope: scope, origin: origin, first: first, last: last, isLiteral: true))
            } else {
                return nil
            }
        }
    }
}
