import GRDB
import ServiceRecords
public import SyncCore

/// Decisions, and taking them back: ordinary writes, made in front of what is there now. Nothing is
/// ever taken out of a log.
extension CommitDoor {
    /// Writes a version again, whole. Whoever calls has seen all of the versions.
    public func take(_ version: Version, of record: Entity) throws {
        try restate(version, of: record, context: context)
    }

    /// Writes the lifecycle of a record.
    public func write(
        lifecycle tag: GroupTag, of record: Entity, isVoided: Bool, reason: Value? = nil
    ) throws {
        var fields = Fields()
        fields[Lifecycle.state.number] = .int(isVoided ? Lifecycle.voided : Lifecycle.active)
        fields[Lifecycle.reason.number] = reason
        try append(
            kind: tag.kind, entity: record, open: .groups([.init(tag.group, fields)]),
            content: .none, context: context)
    }

    /// Takes a decision back: writes again what stood before it. What is written has seen the decision,
    /// and none of it the rest, so that the same question is open again.
    public func takeBack(_ decision: Decision) throws {
        let context = context
        for version in decision.before {
            try restate(
                version, of: decision.entity,
                context: PlantedBug.undoSeesItself.isPlanted ? self.context : context)
        }
        if decision.before.isEmpty {
            try write(lifecycle: decision.tag, of: decision.entity, isVoided: false)
        }
    }

    private func restate(_ version: Version, of record: Entity, context: Context) throws {
        let tag = version.tag
        let open = version.stored.change.fields(of: tag.group)
        let part =
            version.personal.isEmpty
            ? nil
            : PersonalPart(salt: vault.salt(), group: tag.group, fields: version.personal)
        try append(
            kind: tag.kind, entity: record, open: .groups([.init(tag.group, open)]),
            content: part.map(PersonalContent.held) ?? .none, context: context)
    }

    /// Sends a change again that does not count: a wrapper in this node's log, under the context that
    /// the original's author had.
    public func requeue(_ change: Change) throws {
        try wrap(
            change, as: SystemKind.requeue, context: change.canonical.original.header.context)
    }

    /// Says that somebody has dealt with a change that does not count.
    public func dismiss(_ change: Change, reason: String) throws {
        let said = Dismissal(dot: change.dot, leaf: change.leaf, reason: reason)
        try append(
            kind: SystemKind.dismiss, entity: nil, open: said.open, content: .none,
            context: context)
    }

    /// Whether what is written through this door counts.
    public func isAdmitted(_ origin: Origin) throws -> Bool {
        try StandingTable(log: log, scope: scope).standing().isAdmitted(origin)
    }
}
