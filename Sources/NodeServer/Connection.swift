import Hummingbird
import NIOCore
import NIOSSL
import Node

/// The connection that a request came by, as far as its handler may touch it: it can be ended.
struct Connection: InitializableFromSource, Sendable {
    private let channel: any Channel

    init(source: ApplicationRequestContextSource) { channel = source.channel }

    /// Of ours, at which the connection came in; zero for one that is gone.
    var port: Int { channel.localAddress?.port ?? 0 }

    /// Who is at the other end, by the handshake.
    func caller() async -> Caller {
        guard let certificate = try? await channel.nioSSL_peerCertificate().get(),
            let bytes = try? certificate.toDERBytes()
        else { return .anonymous }
        return .certified(bytes)
    }

    /// Closes the connection after `wait`, unless the result is cancelled before.
    @discardableResult
    func close(after wait: Duration) -> Scheduled<Void> {
        channel.eventLoop.scheduleTask(in: TimeAmount(wait)) { [channel] in
            channel.close(promise: nil)
        }
    }

    /// Keeps the system from taking in more than about 128 KiB that the line has not yet carried.
    /// It would take megabytes and then none for minutes: nobody could tell a slow line from a dead
    /// one.
    func boundSendBuffer() async {
        // Refused only by a connection that is closed already: the next write meets that.
        try? await channel.setOption(.socketOption(.so_sndbuf), value: 64 << 10).get()
    }

    /// Returns when the connection's own loop has seen all pieces given to it so far. Without that
    /// a quick writer is megabytes ahead before it hears that the line is full.
    func catchUp() async {
        // Refused only by a loop that has ended: the next write meets that.
        try? await channel.eventLoop.submit {}.get()
    }
}
