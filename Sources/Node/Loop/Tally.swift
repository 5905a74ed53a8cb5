/// What an exchange has cost and brought so far.
struct Tally {
    /// Monotonic milliseconds; nil when no exchange is under way.
    var began: Int64?
    var wallClock: Int64 = 0
    var roundTrips = 0
    /// Bytes of bodies.
    var sent = 0
    var received = 0
    /// Changes that were new here.
    var changes = 0
    /// Receipts that were given and arrived.
    var receipts = 0
    /// Receipts in the request that is on its way.
    var offeredReceipts = 0

    init() {}

    init(began: Int64, wallClock: Int64) {
        self.began = began
        self.wallClock = wallClock
    }

    /// The outcome of an exchange that ends now, with what it has cost.
    func outcome(_ outcome: SyncOutcome, now: Int64) -> SyncOutcome {
        var outcome = outcome
        outcome.roundTrips = roundTrips
        outcome.sent = sent
        outcome.received = received
        outcome.milliseconds = began.map { now - $0 } ?? 0
        return outcome
    }
}
