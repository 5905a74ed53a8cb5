import Node
import Texts

extension CallAddress {
    /// What somebody typed as the address of another node.
    /// - Throws: `Problem`.
    init(callable text: String) throws {
        do throws(ListenAddressError) { try self.init(text) } catch { throw Self.malformed(text) }
    }

    private static func malformed(_ text: String) -> Problem {
        Problem(
            "bad-address", .usage, .record(.badAddress(text)),
            remedy: .record(.badAddressRemedy))
    }
}
