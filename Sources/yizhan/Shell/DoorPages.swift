import Synchronization

/// What a command says to somebody at the door, until it is over.
final class DoorPages: Sendable {
    private let said = Mutex(Said())

    private struct Said {
        var output = ""
        var messages = ""
        var token: String?
    }

    func add(_ text: String, isData: Bool) {
        said.withLock { said in
            if isData { said.output += text } else { said.messages += text }
        }
    }

    var output: String { said.withLock(\.output) }
    var messages: String { said.withLock(\.messages) }

    /// Of the session that was opened.
    var token: String? {
        get { said.withLock(\.token) }
        set { said.withLock { $0.token = newValue } }
    }
}
