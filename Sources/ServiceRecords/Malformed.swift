public import SyncCore

/// What every node turns down by the bytes of a change alone, whoever wrote it: the same on all
/// nodes and in any order (I3). Everything else is for people to decide.
public enum Malformed {
    private static let serviceRecord = ServiceRecord.kind.number
    private static let entryGroup = ServiceRecord.entry.number
    private static let secondsField = ServiceRecord.seconds.number

    public static func isMalformed(_ change: Change) -> Bool {
        guard change.kind == serviceRecord,
            let entry = change.groups.first(where: { $0.group == entryGroup })
        else { return false }
        guard change.createsEntity, case .int(let seconds) = entry.fields[secondsField] else {
            return true
        }
        return !ServiceRecord.secondsRange.contains(seconds)
    }
}
