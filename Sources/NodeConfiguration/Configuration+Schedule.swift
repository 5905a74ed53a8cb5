public import Node

extension Schedule.Settings {
    public init(_ configuration: Configuration) {
        self.init()
        interval = configuration[SyncKeys.interval].wholeMilliseconds
        jitterPercent = Int64(configuration[SyncKeys.jitter])
        settling = configuration[SyncKeys.settling].wholeMilliseconds
        firstBackoff = configuration[SyncKeys.retryFirst].wholeMilliseconds
    }
}

extension PullSchedule.Settings {
    /// Rounds that follow each other faster only keep stations busy.
    private static let leastInterval: Int64 = 10_000

    public init(_ configuration: Configuration) {
        self.init()
        let wanted = configuration[PullKeys.interval].wholeMilliseconds
        interval = wanted == 0 ? 0 : max(wanted, Self.leastInterval)
        timeout = configuration[PullKeys.timeout].wholeMilliseconds
        parallel = configuration[PullKeys.parallel]
    }
}
