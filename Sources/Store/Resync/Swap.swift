import GRDB
import SyncCore

/// Puts the content of one database into the place of another's: SQLite's own backup, which is one
/// transaction of the target. Whoever has the target open sees the old content or the new; a power cut
/// or a full disk leaves the old.
struct Swap {
    let fresh: any DatabaseWriter
    let live: any DatabaseWriter

    /// - Parameter isUnchanged: asked while nobody can write to the target any more.
    /// - Returns: false where something has changed; then nothing has happened.
    func run(isUnchanged: @escaping () throws -> Bool) throws -> Bool {
        do {
            try StoreError.mapping {
                try fresh.writeWithoutTransaction { source in
                    try live.writeWithoutTransaction { target in
                        try copy(source, to: target, isUnchanged)
                    }
                }
            }
            return true
        } catch is Overtaken { return false }
    }

    private struct Overtaken: Error {}

    private func copy(
        _ source: Database, to target: Database, _ isUnchanged: @escaping () throws -> Bool
    ) throws {
        // The first page takes the target's write lock; the last one commits.
        var isAsked = false
        try source.backup(to: target, pagesPerStep: 1) { _ in
            guard !isAsked else { return KillPoint.swap.pass() }
            isAsked = true
            guard try isUnchanged() else { throw Overtaken() }
        }
    }
}

/// Tells whether anybody has committed to a store since this was made.
final class Watch {
    private let queue: DatabaseQueue
    private let version: Int64

    /// - Parameter path: of the store.
    init(_ path: String) throws {
        var configuration = Store.configuration
        configuration.readonly = true
        queue = try DatabaseQueue(path: path, configuration: configuration)
        version = try Self.version(queue)
    }

    func isUnchanged() throws -> Bool { try Self.version(queue) == version }

    private static func version(_ queue: DatabaseQueue) throws -> Int64 {
        try queue.unsafeRead { try Int64.fetchOne($0, sql: "PRAGMA data_version") ?? 0 }
    }
}
