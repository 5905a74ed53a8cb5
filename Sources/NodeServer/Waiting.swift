import Synchronization

/// A number of places for requests in work.
final class Places: Sendable {
    private let free: Mutex<Int>

    init(_ count: Int) { free = Mutex(count) }

    /// Takes a place; false when there is none. Who takes one gives it back.
    func take() -> Bool {
        free.withLock { free in
            guard free > 0 else { return false }
            free -= 1
            return true
        }
    }

    func giveBack() { free.withLock { $0 += 1 } }
}

/// What `operation` comes to, or nil when it takes longer than `limit` or the task is cancelled.
/// The operation itself is not stopped, nobody can do that from here: only the waiting ends.
func value<Value: Sendable>(
    within limit: Duration, of operation: @escaping @Sendable () async -> Value
) async -> Value? {
    let wait = Wait<Value>()
    Task { wait.end(with: await operation()) }
    let timer = Task {
        try? await Task.sleep(for: limit)
        wait.end(with: nil)
    }
    defer { timer.cancel() }
    return await withTaskCancellationHandler {
        await withCheckedContinuation { wait.begin($0) }
    } onCancel: {
        wait.end(with: nil)
    }
}

/// One waiter and the first of several ends of its wait, in either order.
private final class Wait<Value: Sendable>: Sendable {
    private enum State {
        case nothing
        case waiting(CheckedContinuation<Value?, Never>)
        case ended(Value?)
    }

    private let state = Mutex(State.nothing)

    func begin(_ continuation: CheckedContinuation<Value?, Never>) {
        state.withLock { state in
            if case .ended(let value) = state {
                continuation.resume(returning: value)
            } else {
                state = .waiting(continuation)
            }
        }
    }

    func end(with value: Value?) {
        state.withLock { state in
            switch state {
            case .nothing: state = .ended(value)
            case .waiting(let continuation):
                state = .ended(value)
                continuation.resume(returning: value)
            case .ended: break
            }
        }
    }
}
