import Node
import Texts

extension ListenAddress {
    /// An address that another node can be called at: with a port, and, until the line is under TLS, on
    /// this machine.
    /// - Throws: `Problem`.
    init(callable text: String) throws {
        let address: ListenAddress
        do throws(ListenAddressError) { address = try ListenAddress(text) } catch {
            throw Self.malformed(text)
        }
        guard address.port > 0 else { throw Self.malformed(text) }
        guard address.isLoopback else {
            throw Problem(
                "address-not-loopback", .notPermitted, .record(.addressNotLoopback(text)),
                remedy: .record(.addressNotLoopbackRemedy))
        }
        self = address
    }

    private static func malformed(_ text: String) -> Problem {
        Problem(
            "bad-address", .usage, .record(.badAddress(text)),
            remedy: .record(.badAddressRemedy))
    }
}
