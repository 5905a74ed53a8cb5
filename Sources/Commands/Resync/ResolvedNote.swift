import Node
import Store
import SyncCore

extension Workplace {
    /// Writes down that conflicts were settled at once, and where in the log: it can be taken back so, too
    /// (`resync undo`). Nobody carries it out again.
    func note(resolved count: Int, through door: CommitDoor) throws {
        guard count > 0 else { return }
        let (first, last) = door.ownSequences
        let id = try door.write(
            .instruct(.init(.resolveAll, expires: now, targets: [home.origin])))
        try door.write(
            .report(
                .init(
                    on: id, .done,
                    figures: [
                        .init("resolved", Int64(count)), .init("first", Int64(clamping: first)),
                        .init("last", Int64(clamping: last)),
                    ])))
    }
}
