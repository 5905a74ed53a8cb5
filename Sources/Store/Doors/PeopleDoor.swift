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

    /// Notes what somebody did.
    public func write(_ act: ActChange) throws {
        try append(
            kind: SystemKind.act, entity: nil, open: act.open, content: .none, context: context)
    }

    /// What is asked of a second person; or an answer. The id of the change.
    @discardableResult
    public func write(_ change: ApprovalChange) throws -> Entity {
        try append(
            kind: change.kind, entity: nil, open: change.open, content: .none, context: context
        ).entity
    }

    public func write(_ word: RoleWord) throws {
        let word = PeopleChange.role(word)
        try append(
            kind: word.kind, entity: nil, open: word.open, content: .none, context: context)
    }

    /// An instruction, a report on one, or a word that takes one back. The id of the change.
    @discardableResult
    public func write(_ change: ResyncChange) throws -> Entity {
        try append(
            kind: change.kind, entity: nil, open: change.open, content: .none, context: context
        ).entity
    }
}
