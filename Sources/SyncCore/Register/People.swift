/// The users of a scope and their roles, as the authority's words say it: a function of these words
/// alone, in any order (I3).
///
/// A user's right is judged by what the author of a change had in front of them: the words about the user
/// that the change's context covers. Of these a word replaces those that its own author had seen; of
/// what is left, a revocation beside a grant wins.
public struct People: Hashable, Sendable {
    public struct User: Hashable, Sendable {
        public let entity: Entity
        public let login: String
        /// Where the change stands that names the user.
        public let dot: Dot
    }

    private struct Placed: Hashable, Sendable {
        let word: RoleWord
        /// Wherever the word stands, and where it was written first: an author who has seen that length
        /// of a forked log is taken to have seen it.
        var dots: Set<Dot>
        let context: Context
    }

    /// By login, then by id.
    public let users: [User]
    private let words: [Entity: [Placed]]

    /// - Parameter words: changes that govern; those that say nothing about people are passed over.
    init(_ words: [GoverningChange]) {
        var users: [Entity: User] = [:]
        var placed: [Hash: Placed] = [:]
        for change in words {
            guard case .people(let word) = change.content else { continue }
            switch word {
            case .user(let login):
                let entity = Entity(creatingLeaf: change.original)
                let dot = min(change.dot, users[entity]?.dot ?? change.dot)
                users[entity] = User(entity: entity, login: login, dot: dot)
            case .role(let word):
                placed[
                    change.original, default: Placed(word: word, dots: [], context: change.context)
                ].dots.formUnion([change.dot, change.written])
            }
        }
        self.users = users.values.sorted { ($0.login, $0.entity) < ($1.login, $1.entity) }
        self.words = Dictionary(grouping: placed.values, by: \.word.user)
    }

    /// What a user may write who has `context` in front of them, by role; nothing for somebody unknown.
    public func roles(of user: Entity, seenBy context: Context) -> [RoleNumber: [WriteRights]] {
        let seen = words[user, default: []].filter { $0.dots.contains(where: context.covers) }
        let granted = Set(seen.filter(\.word.isGranted).compactMap(\.word.role))
        var roles: [RoleNumber: [WriteRights]] = [:]
        for role in granted {
            let about = seen.filter { $0.word.role == role || $0.word.role == nil }
            let standing = about.filter { word in
                !about.contains { $0 != word && word.dots.contains(where: $0.context.covers) }
            }
            // Words whose authors had seen each other leave nothing, and that is no grant.
            if !standing.isEmpty, standing.allSatisfy(\.word.isGranted) {
                roles[role] = standing.map(\.word.rights)
            }
        }
        return roles
    }

    /// Whether anybody held a role, as somebody knew who had `context` in front of them.
    public func hasRoles(_ context: Context) -> Bool {
        users.contains { !roles(of: $0.entity, seenBy: context).isEmpty }
    }

    /// Whether a user who has `context` in front of them may write a group. Of two grants of one role
    /// that did not know of each other both have to allow it.
    public func permit(_ user: Entity, _ tag: GroupTag, seenBy context: Context) -> Bool {
        roles(of: user, seenBy: context).values.contains { rights in
            rights.allSatisfy { $0.permit(tag) }
        }
    }

    /// Whether a change was its author's to write. What a node writes by itself, without a user, always
    /// is; what somebody sends again is theirs to decide who do.
    func permit(_ change: Change) -> Bool {
        var write = change.canonical
        while write.header.kind == SystemKind.copy, let inner = write.carried { write = inner }
        let header = write.header
        guard let actor = header.actor, !SystemKind.range.contains(header.kind),
            !PlantedBug.rightsUnjudged.isPlanted
        else { return true }
        return write.groups.allSatisfy {
            permit(
                actor, GroupTag(kind: header.kind, group: $0.group), seenBy: header.context)
        }
    }
}
