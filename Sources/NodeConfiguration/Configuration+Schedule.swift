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

extension Pacing.Settings {
    public init(_ configuration: Configuration) {
        self.init()
        windows = configuration[SyncKeys.windows]
        budget = configuration[SyncKeys.budget]
    }
}

extension UpstreamSettings {
    /// Reads the proxy's credentials, if a file for them is named.
    public init(_ configuration: Configuration) throws(ProxyCredentialsError) {
        try self.init(
            pacing: Pacing.Settings(configuration), proxy: configuration[SyncKeys.proxy],
            credentials: configuration[SyncKeys.proxyCredentials])
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
