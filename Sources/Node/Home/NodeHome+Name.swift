import Store
import Synchronization

/// What a node is called: by whoever made it, then by the level above, which may give a station or a
/// county another code or name while its daemon runs (docs/TOWNSHIPS.md).
final class CalledName: Sendable {
    private let known: Mutex<(code: String, name: String)>

    init(_ store: Store) throws { known = Mutex(try Self.read(store)) }

    private static func read(_ store: Store) throws -> (code: String, name: String) {
        (try store.setting("code") ?? "", try store.setting("name") ?? "")
    }

    var now: (code: String, name: String) { known.withLock { $0 } }

    func lookAgain(_ store: Store) throws {
        let read = try Self.read(store)
        known.withLock { $0 = read }
    }
}

extension NodeHome {
    public var code: String { called.now.code }
    public var name: String { called.now.name }

    /// To be called after something came that may have said so.
    public func lookAtName() throws { try called.lookAgain(store) }
}
