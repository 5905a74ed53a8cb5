import Node
import NodeConfiguration
import NodeServer

extension ServingNode.Settings {
    /// - Parameter role: an aggregator listens unless it is told not to, a station if it is told to.
    init(_ configuration: Configuration, role: NodeRole) throws {
        self.init()
        let usual = role == .station ? nil : try ListenAddress("127.0.0.1:8420")
        listen = configuration[ListenKeys.sync].address(auto: usual)
        console = configuration[ListenKeys.console].address(auto: nil)
        limits = ServerLimits(configuration)
        schedule = Schedule.Settings(configuration)
        attachments = AttachmentSettings(configuration)
        upstream = try UpstreamSettings(configuration)
        pulls = PullSchedule.Settings(configuration)
        protection = configuration[SecurityKeys.line]
    }
}
