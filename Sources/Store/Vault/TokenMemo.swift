import Synchronization

/// Tokens that were made before: the pieces of names repeat, and a keyed hash is the dear part of an
/// index entry. In memory only, beside the key that would give them anyway.
final class TokenMemo: Sendable {
    private let tokens = Mutex<[[UInt8]: Int64]>([:])

    /// What most names of a county are made of; about two megabytes.
    private static let capacity = 1 << 14

    func token(of message: [UInt8], orMake make: ([UInt8]) -> Int64) -> Int64 {
        if let token = tokens.withLock({ $0[message] }) { return token }
        let token = make(message)
        tokens.withLock {
            if $0.count >= Self.capacity { $0.removeAll(keepingCapacity: true) }
            $0[message] = token
        }
        return token
    }
}
