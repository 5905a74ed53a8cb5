import NodeConfiguration
import NodeServer

extension ServerLimits {
    init(_ configuration: Configuration) {
        self.init()
        bodyBytes = configuration[ServerKeys.bodySize]
        bodyTime = configuration[ServerKeys.bodyTime]
        idleTime = configuration[ServerKeys.idleTime]
        answerTime = configuration[ServerKeys.answerTime]
        writeTime = configuration[ServerKeys.writeTime]
        requests = configuration[ServerKeys.requests]
        connections = configuration[ServerKeys.connections]
        retryAfter = Int(configuration[ServerKeys.retryAfter].wholeMilliseconds / 1_000)
        stopTime = configuration[ServerKeys.stopTime]
    }
}
