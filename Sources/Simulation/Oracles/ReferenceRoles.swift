import SyncCore

/// Who may write what, written down a second time from the protocol's text: for one change all words that
/// its author had seen, one after the other.
struct ReferenceRoles {
    private struct Said {
        let word: RoleWord
        let context: Context
        var dots: Set<Dot>

        func isSeen(by context: Context) -> Bool { dots.contains { context.covers($0) } }
    }

    private var said: [Hash: Said] = [:]

    init(_ changes: [Change], authorities: Set<Origin>) {
        for change in changes where change.header.kind != SystemKind.hop {
            let first = change.canonical.original
            guard authorities.contains(change.header.origin),
                authorities.contains(first.header.origin),
                case .role(let word) = PeopleChange(first)
            else { continue }
            let new = Said(word: word, context: first.header.context, dots: [first.header.dot])
            said[change.originalLeaf, default: new].dots.insert(change.dot)
        }
    }

    func permit(_ change: Change) -> Bool {
        var write = change.canonical
        while write.header.kind == SystemKind.copy, let inner = write.carried { write = inner }
        guard let actor = write.header.actor, write.header.kind >= SystemKind.range.upperBound
        else {
            return true
        }
        let context = write.header.context
        let seen = said.filter { $0.value.word.user == actor && $0.value.isSeen(by: context) }
        return write.groups.allSatisfy { group in
            let tag = GroupTag(kind: write.header.kind, group: group.group)
            return Set(seen.values.compactMap(\.word.role)).contains { role in
                let about = seen.filter { ($0.value.word.role ?? role) == role }
                let last = about.filter { old in
                    !about.contains { $0.key != old.key && old.value.isSeen(by: $0.value.context) }
                }
                return !last.isEmpty
                    && last.values.allSatisfy { $0.word.isGranted && $0.word.rights.permit(tag) }
            }
        }
    }
}
