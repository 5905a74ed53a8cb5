public import SyncCore

/// Somebody who has logged in. Only the hash of the token is kept.
public struct LoginSession: Hashable, Sendable {
    /// Milliseconds without a command, and in all, after which one has to log in again.
    public static let idle: Int64 = 30 * 60_000
    public static let longest: Int64 = 12 * 3_600_000

    public let login: String
    public let opened: BootTime
    public let seen: BootTime

    public init(login: String, opened: BootTime, seen: BootTime) {
        self.login = login
        self.opened = opened
        self.seen = seen
    }

    /// It ends with the machine's run at the latest: a clock that is set changes nothing.
    public func holds(at now: BootTime) -> Bool {
        now.boot == opened.boot && now.boot == seen.boot
            && now.milliseconds >= seen.milliseconds
            && now.elapsed(since: seen) < Self.idle && now.elapsed(since: opened) < Self.longest
    }

    /// 32 random bytes in hexadecimal digits.
    public static func token(_ randomness: any Randomness) -> String {
        Hex.encode(randomness.bytes(32))
    }

    /// nil for what is no token.
    public static func hash(ofToken token: String) -> Hash? {
        guard token.utf8.count == 64, let bytes = Hex.decode(token) else { return nil }
        return Hash.sha256(bytes)
    }
}
