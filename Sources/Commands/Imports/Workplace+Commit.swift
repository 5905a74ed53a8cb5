import Node
import Store
import SyncCore
import Texts

/// Ends the transaction of a dry run.
private struct TakenBack: Error {}

extension Workplace {
    /// Does `body` in one transaction for good; in a dry run does it and takes it back.
    func commit<T>(to scope: Scope, _ body: (CommitDoor) throws -> T) throws -> T {
        guard isDryRun else {
            return try store.commit(to: scope, by: author(in: scope), at: now, body)
        }
        var answer: T?
        do {
            try store.commit(to: scope, by: author(in: scope), at: now) { door in
                answer = try body(door)
                throw TakenBack()
            }
        } catch is TakenBack {}
        guard let answer else { throw Problem("bug", .bug, .unexpected("dry run")) }
        return answer
    }
}
