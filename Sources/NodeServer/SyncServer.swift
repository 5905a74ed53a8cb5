public import Logging
public import Node

/// The line's end for other nodes: HTTP/1.1 over TLS with `POST /v1/sync` and `POST /v1/enrol`.
///
/// It carries bytes to a `SyncAnswering` and its answers back, and keeps slow, large and too many
/// requests away from it. What it refuses itself has no body.
public struct SyncServer: Sendable {
    /// The media type of an exchange, either way.
    public static let syncContentType = "application/vnd.yizhan.sync"
    /// The media type of an enrolment, either way.
    public static let enrolmentContentType = "application/vnd.yizhan.enrol"

    /// The media type of the lane of attachments, either way.
    public static let attachmentContentType = "application/vnd.yizhan.attachment"

    private let listener: HTTPListener
    private let answering: any SyncAnswering

    /// - Parameter identity: nil: in the clear, and then only a loopback address is taken.
    public init(
        address: ListenAddress, answering: any SyncAnswering, identity: ServerIdentity.Provider?,
        limits: ServerLimits = ServerLimits(), metrics: NodeMetrics = NodeMetrics(), logger: Logger
    ) throws(ServerError) {
        self.listener = try HTTPListener(
            address: address, identity: identity, limits: limits, metrics: metrics, logger: logger)
        self.answering = answering
    }

    /// Listens and answers until the task is cancelled; then takes no more connections, finishes
    /// the requests in work (`stopTime`) and returns. `onListening` is told the port once, as soon
    /// as clients may connect.
    public func run(onListening: @escaping @Sendable (Int) -> Void) async throws(ServerError) {
        let answering = answering
        let routes = [
            "/v1/sync": Route(method: "POST", content: .type(Self.syncContentType)) {
                await answering.answerSync($0.body, from: $0.caller)
            },
            "/v1/enrol": Route(method: "POST", content: .type(Self.enrolmentContentType)) {
                await answering.answerEnrolment($0.body, from: $0.caller)
            },
            "/v1/attachment": Route(method: "POST", content: .type(Self.attachmentContentType)) {
                await answering.answerAttachment($0.body, from: $0.caller)
            },
        ]
        try await listener.run(routes, onListening: onListening)
    }
}
