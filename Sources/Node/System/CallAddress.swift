/// Where another node is called: an IP address in digits or a host name, and a TCP port from 1 on.
public struct CallAddress: Hashable, Sendable, CustomStringConvertible {
    /// Whether it surely is on this machine. A name is never taken for that: it leads to where somebody
    /// else says.
    public let isLoopback: Bool
    public let description: String

    /// Reads `192.0.2.7:8420`, `[::1]:8420`, `localhost:8420` or `county.example:8420`.
    public init(_ text: String) throws(ListenAddressError) {
        let address: ListenAddress
        if let colon = text.lastIndex(of: ":"), Self.isName(String(text[..<colon])) {
            // The port is read as any other.
            address = try ListenAddress("127.0.0.1" + text[colon...])
            isLoopback = text[..<colon].lowercased() == "localhost"
            description = isLoopback ? address.description : text
        } else {
            address = try ListenAddress(text)
            isLoopback = address.isLoopback
            description = address.description
        }
        guard address.port > 0 else { throw .badPort("0") }
    }

    /// RFC 1123 §2.1. A name whose last label is a number would be read as an IPv4 address by some.
    private static func isName(_ text: String) -> Bool {
        let labels = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard text.utf8.count <= 253, let last = labels.last,
            !last.allSatisfy({ (0x30...0x39).contains($0) })
        else { return false }
        return labels.allSatisfy { label in
            (1...63).contains(label.count) && label.first != UInt8(ascii: "-")
                && label.last != UInt8(ascii: "-")
                && label.allSatisfy {
                    (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20)
                        || $0 == UInt8(ascii: "-")
                }
        }
    }
}
