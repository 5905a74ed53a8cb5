import Authority
import Testing

/// Delays against guessing, on a clock that a test winds.
@Suite struct GuessBudgetTests {
    private static let hour: Int64 = 3_600_000

    private func time(_ milliseconds: Int64, boot: String = "a") -> BootTime {
        BootTime(boot: boot, milliseconds: milliseconds)
    }

    /// Guesses that are looked at when one is tried at every one of these moments.
    private func evaluated(_ moments: [BootTime]) -> [BootTime] {
        guard let first = moments.first else { return [] }
        var own = GuessBudget(.user, at: first)
        var all = GuessBudget(.node, at: first)
        return moments.filter { now in
            var (mine, theirs) = (own, all)
            let waits = [mine.spend(.user, at: now), theirs.spend(.node, at: now)]
            guard waits.allSatisfy({ $0 == nil }) else { return false }
            (own, all) = (mine, theirs)
            return true
        }
    }

    @Test func `of ten thousand guesses in an hour under forty are looked at`() {
        let moments = (0..<10_000).map { time(1_000 + Int64($0) * Self.hour / 10_000) }
        #expect((1..<40).contains(evaluated(moments).count))
    }

    /// Whoever guesses at one login after the other meets the budget of all.
    @Test func `nor of ten thousand at a hundred logins`() {
        var all = GuessBudget(.node, at: time(0))
        var owns = (0..<100).map { _ in GuessBudget(.user, at: time(0)) }
        var count = 0
        for index in 0..<10_000 {
            let now = time(Int64(index) * Self.hour / 10_000)
            var (own, everybody) = (owns[index % 100], all)
            let waits = [own.spend(.user, at: now), everybody.spend(.node, at: now)]
            guard waits.allSatisfy({ $0 == nil }) else { continue }
            (owns[index % 100], all) = (own, everybody)
            count += 1
        }
        #expect((1..<40).contains(count))
    }

    /// Every restart begins a clock that stood at nothing: what was tried before stays tried.
    @Test func `restarts of the machine give no guess back`() {
        let restarts = (0..<3_600).flatMap { second in
            (0..<3).map { time(Int64($0) * 300, boot: "\(second)") }
        }
        #expect(evaluated(restarts).count == GuessBudget.Size.user.burst)
    }

    @Test func `a clock that runs backwards gives none, and none that stands still`() {
        let back = (0..<1_000).map { time(Self.hour - Int64($0) * 3_000) }
        let still = (0..<1_000).map { _ in time(5) }
        #expect(evaluated(back).count == GuessBudget.Size.user.burst)
        #expect(evaluated(still).count == GuessBudget.Size.user.burst)
    }

    @Test func `somebody who waits gets what was said, and no sooner`() {
        var budget = GuessBudget(left: 0, filled: time(1_000))
        let wait = budget.spend(.user, at: time(31_000))
        #expect(wait == GuessBudget.Size.user.pause - 30_000)
        #expect(budget.spend(.user, at: time(31_000 + (wait ?? 0) - 1)) == 1)
        #expect(budget.spend(.user, at: time(31_000 + (wait ?? 0))) == nil)
        #expect(budget.left == 0)
    }

    @Test func `a right password is no guess`() {
        var budget = GuessBudget(.user, at: time(0))
        for step in 0..<1_000 {
            #expect(budget.spend(.user, at: time(Int64(step))) == nil)
            budget.giveBack(.user)
        }
        #expect(budget.left == GuessBudget.Size.user.burst)
    }
}

@Suite struct LoginSessionTests {
    @Test(
        arguments: [
            (0, 0, true), (0, LoginSession.idle - 1, true), (0, LoginSession.idle, false),
            (LoginSession.longest - 2, LoginSession.longest - 1, true),
            (LoginSession.longest - 1, LoginSession.longest, false), (5_000, 4_999, false),
        ] as [(Int64, Int64, Bool)])
    func `a session ends idle, in the end, and never before`(
        seen: Int64, now: Int64, holds: Bool
    ) {
        let session = LoginSession(
            login: "a", opened: BootTime(boot: "x", milliseconds: 0),
            seen: BootTime(boot: "x", milliseconds: seen))
        #expect(session.holds(at: BootTime(boot: "x", milliseconds: now)) == holds)
        #expect(!session.holds(at: BootTime(boot: "y", milliseconds: now)), "another run")
    }

    @Test func `only a token is a token`() {
        #expect(LoginSession.hash(ofToken: String(repeating: "0a", count: 32)) != nil)
        for text in [
            "", "00", String(repeating: "zz", count: 32), String(repeating: "0", count: 63),
        ] {
            #expect(LoginSession.hash(ofToken: text) == nil)
        }
    }
}

@Suite struct PasswordTests {
    private static let cheap = PasswordCost(rounds: 16, blockSize: 1, parallelism: 1)
    private static let salt = [UInt8](repeating: 3, count: 16)

    @Test func `a password fits what was made of it, however its characters were composed`() throws
    {
        let record = try PasswordRecord("Pássword", salt: Self.salt, cost: Self.cheap)
        #expect(record.fits("Pássword"))
        #expect(record.fits("Pa\u{301}ssword"))
        #expect(!record.fits("Password"))
        #expect(!record.fits(""))
        let read = try #require(PasswordRecord(text: record.text))
        #expect(read.fits("Pássword"))
        #expect(!PasswordRecord.nobody(Self.cheap).fits(""))
    }

    @Test func `another salt makes another record, and 128 MiB are usual`() throws {
        let one = try PasswordRecord("geheim", salt: Self.salt, cost: Self.cheap)
        let other = try PasswordRecord(
            "geheim", salt: [UInt8](repeating: 4, count: 16), cost: Self.cheap)
        #expect(one.text != other.text)
        #expect(128 * PasswordCost.usual.rounds * PasswordCost.usual.blockSize == 128 << 20)
    }

    @Test(arguments: [
        "", "scrypt", "scrypt$16$1$1$00$00", "bcrypt$16$1$1$00$00",
        "scrypt$1099511627776$8$1$\(String(repeating: "00", count: 16))$\(String(repeating: "00", count: 32))",
        "scrypt$17$8$1$\(String(repeating: "00", count: 16))$\(String(repeating: "00", count: 32))",
        "scrypt$16$-1$1$\(String(repeating: "00", count: 16))$\(String(repeating: "00", count: 32))",
        "scrypt$65536$99999999999$1$\(String(repeating: "00", count: 16))$\(String(repeating: "00", count: 32))",
    ])
    func `a damaged record is none, and asks for no memory`(text: String) {
        #expect(PasswordRecord(text: text) == nil)
    }
}
