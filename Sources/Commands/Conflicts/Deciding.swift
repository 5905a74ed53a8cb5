import ServiceRecords
import Store
import SyncCore
import Texts

extension ConflictCommands {
    /// What a person takes.
    public enum Choice: Sendable, Hashable {
        /// A version by its number, as `show` gives it.
        case number(Int)
        case side(ConflictSide)
        /// Of a record that was voided and edited.
        case void, keep

        /// `2`, `station`, `county`, `void`, `keep`; nil for anything else.
        public init?(_ text: String) {
            switch text {
            case "void": self = .void
            case "keep": self = .keep
            default:
                if let side = ConflictSide(rawValue: text) {
                    self = .side(side)
                } else if let number = Int(text), number > 0 {
                    self = .number(number)
                } else {
                    return nil
                }
            }
        }
    }
}

/// What comes of a choice, before it is written.
enum Verdict {
    case take(Version)
    case lifecycle(isVoided: Bool)

    /// Why a side cannot simply be taken.
    struct Undecided: Error {
        let why: ConflictLeft
    }

    /// What one side says about a conflict.
    /// - Throws: `Undecided`.
    init(_ side: ConflictSide, of conflict: Conflict, in view: StoreView) throws {
        guard conflict.versions.allSatisfy(\.isHeld) else { throw Undecided(why: .partsNotHeld) }
        let theirs = try conflict.attributed(in: view)
            .filter { $0.author.isByAuthority == (side == .county) }.map(\.version)
        guard let last = theirs.last else { throw Undecided(why: .noneOfThatSide) }
        if conflict.reason == .voidedAndEdited {
            let voids = theirs.filter(\.isVoid)
            guard voids.isEmpty || voids.count == theirs.count else {
                throw Undecided(why: .severalOfThatSide)
            }
            self = .lifecycle(isVoided: !voids.isEmpty)
        } else {
            guard theirs.allSatisfy({ $0.fields == last.fields }) else {
                throw Undecided(why: .severalOfThatSide)
            }
            self = .take(last)
        }
    }

    func write(_ conflict: Conflict, through door: CommitDoor) throws {
        switch self {
        case .take(let version): try door.take(version, of: conflict.entity)
        case .lifecycle(let isVoided):
            let void = conflict.versions.last { $0.isVoid }
            try door.write(
                lifecycle: conflict.tag, of: conflict.entity, isVoided: isVoided,
                reason: isVoided ? void?.fields[Lifecycle.reason.number] : nil)
        }
    }
}

extension Version {
    /// A write of the lifecycle that voids the record.
    var isVoid: Bool {
        tag.group == Lifecycle.group.number
            && fields[Lifecycle.state.number] == .int(Lifecycle.voided)
    }
}
