import Foundation
import Node
import Testing

@Suite(.timeLimit(.minutes(1))) struct DirectoryLockTests {
    @Test func `a second holder is kept out and told by whom, until release`() throws {
        let place = try TemporaryPlace()
        let lock = try DirectoryLock.tryAcquire(directory: place.path)
        #expect(throws: DirectoryLockError.held(by: getpid())) {
            try DirectoryLock.tryAcquire(directory: place.path)
        }
        #expect(try place.mode(of: "node.lock") == 0o600)
        lock.release()
        let next = try DirectoryLock.tryAcquire(directory: place.path)
        next.release()
        #expect(place.exists("node.lock"))
    }

    @Test func `another process is kept out, until the holder is gone`() throws {
        let place = try TemporaryPlace()
        var lock: DirectoryLock? = try DirectoryLock.tryAcquire(directory: place.path)
        #expect(try otherProcessLocks(place) == false)
        withExtendedLifetime(lock) {}
        lock = nil
        #expect(try otherProcessLocks(place))
    }

    @Test func `a wait ends with the lock as soon as it is free`() throws {
        let place = try TemporaryPlace()
        let lock = try DirectoryLock.tryAcquire(directory: place.path)
        Thread {
            Thread.sleep(forTimeInterval: 0.2); lock.release()
        }.start()
        let next = try DirectoryLock.acquire(directory: place.path, timeout: .seconds(10))
        next.release()
    }

    @Test func `a wait ends without the lock when its time is over`() throws {
        let place = try TemporaryPlace()
        let lock = try DirectoryLock.tryAcquire(directory: place.path)
        let start = ContinuousClock.now
        #expect(throws: DirectoryLockError.held(by: getpid())) {
            try DirectoryLock.acquire(directory: place.path, timeout: .milliseconds(100))
        }
        #expect((.milliseconds(100)...(.seconds(5))).contains(start.duration(to: .now)))
        lock.release()
    }

    @Test func `a missing directory cannot be locked`() throws {
        let place = try TemporaryPlace()
        #expect(throws: DirectoryLockError.unavailable(errno: ENOENT)) {
            try DirectoryLock.tryAcquire(directory: place.path + "/none")
        }
    }

    /// Whether flock(1) of util-linux, a process of its own, gets the lock.
    private func otherProcessLocks(_ place: TemporaryPlace) throws -> Bool {
        let other = Process()
        other.executableURL = URL(filePath: "/usr/bin/flock")
        other.arguments = ["--nonblock", place.path + "/node.lock", "true"]
        try other.run()
        other.waitUntilExit()
        return other.terminationStatus == 0
    }
}
