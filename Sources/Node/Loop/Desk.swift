import Store
import SyncCore
import Synchronization

/// What both ends of a node share while its process lives: with whom it is speaking, what it guesses
/// them to hold, and the thread on which what they bring is committed.
///
/// One exchange at a time between two nodes, whoever began: the loop enters for the whole of an
/// exchange that it begins, the answering end for each request. Nothing of it outlives the process, so
/// a crash leaves no lock behind.
public final class Desk: Sendable {
    private struct State: Sendable {
        var engaged: Set<Origin> = []
        var memories: [Origin: PeerMemory] = [:]
        var askings: [Origin: VisitAsking] = [:]
        var isAnswered = false
        var hasTripped = false
    }

    let committer: GroupCommitter
    private let store: Store
    private let state = Mutex(State())

    /// - Parameter commitsInline: whether what peers bring is committed on the thread that brings it;
    ///   for a simulation.
    public init(_ home: NodeHome, commitsInline: Bool = false) {
        store = home.store
        committer = GroupCommitter(store: home.store, isInline: commitsInline)
    }

    /// Ends the committer's thread after what is queued.
    public func close() { committer.close() }

    /// False when somebody else here is speaking with that node.
    func enter(_ peer: Origin) -> Bool { state.withLock { $0.engaged.insert(peer).inserted } }

    func isEngaged(_ peer: Origin) -> Bool { state.withLock { $0.engaged.contains(peer) } }

    func leave(_ peer: Origin) { state.withLock { _ = $0.engaged.remove(peer) } }

    /// What the peer is believed to hold, by whichever end has spoken with it last; by the store, where
    /// none has since the process began.
    /// - Throws: `StoreError`.
    func memory(of peer: Origin) throws -> PeerMemory {
        if let memory = state.withLock({ $0.memories[peer] }) { return memory }
        return try store.memory(of: peer)
    }

    func remember(_ memory: PeerMemory, of peer: Origin) {
        state.withLock { $0.memories[peer] = memory }
    }

    /// What is asked for again of a neighbour that calls; nil where nothing is.
    func asking(of peer: Origin) -> VisitAsking? { state.withLock { $0.askings[peer] } }

    func ask(_ asking: VisitAsking, of peer: Origin) {
        state.withLock { $0.askings[peer] = asking }
    }

    /// It has come to its end: the loop has to go on with what a level above has given.
    func stopAsking(_ peer: Peer) {
        state.withLock { state in
            state.askings[peer.origin] = nil
            if peer.standpoint == .above { state.isAnswered = true }
        }
    }

    /// Whether what a visit was asked for has come to its end, and nobody has looked at what it brought.
    var isAnswered: Bool { state.withLock(\.isAnswered) }

    /// What a neighbour asked for could not be read.
    func noteTripped() { state.withLock { $0.hasTripped = true } }

    /// Whether that has happened since this was last called.
    func takeTripped() -> Bool {
        state.withLock { state in
            defer { state.hasTripped = false }
            return state.hasTripped
        }
    }

    /// Whether a visit has brought, or not given, all that was asked for since this was last called.
    func takeAnswered() -> Bool {
        state.withLock { state in
            defer { state.isAnswered = false }
            return state.isAnswered
        }
    }
}
