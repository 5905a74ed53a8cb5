public import Transport

/// How a node speaks with its level above.
public struct UpstreamSettings: Sendable {
    public var pacing = Pacing.Settings()
    public var batching = Batching.Settings()
    /// Through whom the line goes; nil: straight.
    public var proxy: LineProxy?

    public init() {}
}
