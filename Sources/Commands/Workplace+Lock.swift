import Foundation
import Node
import Texts

extension Workplace {
    /// Does what a daemon would do, where none runs: alone on the data directory.
    /// - Throws: `Problem`.
    func underLock<T>(_ body: () throws -> T) throws -> T {
        do {
            let lock = try DirectoryLock.acquire(
                directory: home.directory.path, timeout: .seconds(30))
            defer { lock.release() }
            return try body()
        } catch DirectoryLockError.unavailable(let number) {
            throw Problem(
                "disk", .disk, .diskFailed("node.lock: errno \(number)"), remedy: .diskRemedy)
        } catch is DirectoryLockError {
            throw Problem(
                "already-running", .temporary, .node(.alreadyRunning), remedy: .tryAgain)
        } catch { throw Problem(error) }
    }
}
