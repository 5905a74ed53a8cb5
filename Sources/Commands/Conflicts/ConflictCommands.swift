import Node
import ServiceRecords
import Store
import SyncCore
import Texts

/// What two people wrote without seeing each other: listed, looked at, decided, taken back. Every
/// decision is an ordinary write of somebody who has seen all versions.
public enum ConflictCommands {
    /// The record that a person means: one in conflict, of whatever kind, by six or more digits of its
    /// id; any other as everywhere.
    static func find(_ text: String, in view: StoreView) throws -> Entity {
        let prefix = PlainText.compact(text).lowercased()
        if prefix.utf8.count >= 6 {
            let open = try view.conflicts().map(\.entity).filter {
                $0.description.hasPrefix(prefix)
            }
            if let first = open.first, Set(open).count == 1 { return first }
        }
        return try RecordReference.any(text, in: view).0
    }

    /// The one conflict of a record that is meant.
    static func conflict(
        of record: Entity, group: String?, in view: StoreView
    ) throws -> Conflict {
        let all = try view.conflicts(of: record)
        let short = RecordReference.short(record)
        guard !all.isEmpty else {
            throw Problem("not-in-conflict", .no, .conflict(.notInConflict(short)))
        }
        let meant = all.filter { group == nil || $0.tag.groupName == group }
        guard let first = meant.first else {
            throw Problem(
                "not-in-conflict", .no, .conflict(.unknownGroup(group ?? "")),
                remedy: .conflict(.stillOpenRemedy))
        }
        guard meant.count == 1 else { throw severalGroups(meant.map(\.tag.groupName)) }
        return first
    }

    static func severalGroups(_ names: [String]) -> Problem {
        Problem(
            "several-groups", .usage, .conflict(.severalGroups(names)),
            remedy: .conflict(.severalGroupsRemedy))
    }
}

extension Workplace {
    /// - Throws: `Problem` where what is written here would not count.
    func requireAdmission(_ door: CommitDoor) throws {
        guard try !door.isAdmitted(home.origin) else { return }
        throw Problem(
            "not-admitted", .notPermitted, .conflict(.notAdmittedHere),
            remedy: .conflict(.notAdmittedHereRemedy))
    }
}
