import Commands
import ServiceRecords

/// What a command, or an operation of the API, asks of whoever gives it.
enum Admission: Sendable, Equatable {
    /// Nothing: it looks at no record of a node, or is for somebody who is about to log in.
    case anybody
    /// That they are logged in.
    case session
    /// That one of their roles allows this. Which records may be written, the store asks by itself.
    case act(Act)
}

extension Workplace {
    /// Lets the node itself do everything, and a user what one of their roles allows.
    /// - Throws: `Problem` 77.
    func admit(_ admission: Admission) throws {
        if case .act(let act) = admission { try require(act) }
    }
}
