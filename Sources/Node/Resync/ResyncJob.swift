import Store
import SyncCore

/// The instruction that a node is carrying out, as it stands in the store: whoever is stopped in the
/// middle goes on from there.
struct ResyncJob: Hashable, Sendable {
    static let settingName = "resync-job"

    enum Phase: Hashable, Sendable {
        /// What has to be put aside first does not stand yet: nothing is asked for.
        case preparing
        /// An exchange is awaited; so many changes have come, and so many when it was last looked at.
        case asking(got: Int, seen: Int)
        /// The fetched store has taken the place of the old one; only the report is missing.
        case swapped(RefetchFigures)
    }

    let id: Entity
    let scope: Scope
    let level: ResyncLevel
    var phase: Phase

    init(_ card: InstructionCard) {
        id = card.id
        scope = card.scope
        level = card.instruction.level
        phase = .preparing
    }

    var text: String {
        let words: [String] =
            switch phase {
            case .preparing: ["preparing"]
            case .asking(let got, let seen): ["asking", "\(got)", "\(seen)"]
            case .swapped(let figures):
                [
                    "swapped", "\(figures.fetched)", "\(figures.appended)", "\(figures.healed)",
                ]
            }
        return ([id.description, scope.description, level.word] + words).joined(separator: " ")
    }

    /// nil for anything that `text` does not write.
    init?(_ text: String) {
        let words = text.split(separator: " ")
        guard words.count >= 4, let id = Entity(hex: words[0]), let scope = Scope(hex: words[1]),
            let level = ResyncLevel(word: String(words[2]))
        else { return nil }
        let numbers = words.dropFirst(4).compactMap { Int($0) }
        switch (words[3], numbers.count) {
        case ("preparing", 0): phase = .preparing
        case ("asking", 2): phase = .asking(got: numbers[0], seen: numbers[1])
        case ("swapped", 3):
            phase = .swapped(
                RefetchFigures(fetched: numbers[0], appended: numbers[1], healed: numbers[2]))
        default: return nil
        }
        self.id = id
        self.scope = scope
        self.level = level
    }
}
