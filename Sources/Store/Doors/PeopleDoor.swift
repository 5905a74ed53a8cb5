public import SyncCore

/// Words about people. They govern only where this node's origin is the scope's authority.
extension CommitDoor {
    /// Names a user; the id is for this scope.
    /// - Parameter name: what people call them.
    @discardableResult
    public func write(user login: String, name: String?) throws -> Entity {
        let word = PeopleChange.user(login: login)
        let part = name.map {
            PersonalPart(
                salt: vault.salt(), group: AuthorityChange.group,
                fields: Fields([PeopleChange.personalName: .text($0)]))
        }
        return try append(
            kind: word.kind, entity: nil, open: word.open,
            content: part.map(PersonalContent.held) ?? .none, context: context
        ).entity
    }

    public func write(_ word: RoleWord) throws {
        let word = PeopleChange.role(word)
        try append(
            kind: word.kind, entity: nil, open: word.open, content: .none, context: context)
    }
}
