/// A node's road to its neighbours: libcurl in the daemon, a model of a bad line in the simulation.
///
/// One thread owns it, and nothing arrives between polls: the node's own loop decides when the
/// world may speak. Every request that was sent has exactly one outcome, which a later `poll`
/// returns under the request's id; a cancelled one too.
///
/// A class, because a conformer stands for one thing in the world (a multi handle with its open
/// connections, the far end of a modelled line) and a copy of it would have no meaning.
public protocol Transport: AnyObject {
    /// Queues one POST. Two requests to the same host follow each other on one connection; the
    /// limits and the elapsed time of the second begin when it has the line.
    ///
    /// `request.id` must not be that of a request whose outcome is still to come.
    func send(_ request: LineRequest)

    /// Gives up a request: a later poll returns it as `cancelled`. What the peer has already read
    /// cannot be taken back. An id that is not on its way is passed over: its outcome came first.
    func cancel(_ id: UInt64)

    /// Moves all requests on, and waits until an outcome is there, somebody wakes us or `deadline`
    /// has passed. A deadline in the past looks once and does not wait.
    func poll(until deadline: Int64) -> [LineOutcome]

    /// Monotonic milliseconds since the transport was made; the clock of `deadline`.
    var now: Int64 { get }

    /// What ends a wait in `poll` from another thread.
    var waker: LineWaker { get }
}
