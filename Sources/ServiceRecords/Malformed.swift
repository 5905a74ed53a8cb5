public import SyncCore

/// What every node turns down by the bytes of a change alone, whoever wrote it: the same on all
/// nodes and in any order (I3). Everything else is for people to decide.
public enum Malformed {
    public static func isMalformed(_ change: Change) -> Bool {
        guard change.kind == ServiceRecord.kind.number,
            let entry = change.groups.first(where: { $0.group == ServiceRecord.entry.number })
        else { return false }
        guard change.createsEntity,
            let seconds = entry.fields[ServiceRecord.seconds.number]?.asInt
        else { return true }
        return !ServiceRecord.secondsRange.contains(seconds)
    }
}
