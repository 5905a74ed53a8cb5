import Glibc

/// Where a server listens: an IP address in digits (or `localhost`) and a TCP port.
///
/// Names are not looked up: what a node listens on must not depend on a resolver.
public struct ListenAddress: Hashable, Sendable, CustomStringConvertible {
    /// The address in digits, without brackets. `localhost` is read as 127.0.0.1.
    public let host: String
    /// 0...65535; with 0 the system picks a free one.
    public let port: Int

    /// Reads `127.0.0.1:8420`, `[::1]:8420` or `localhost:8420`.
    public init(_ text: String) throws(ListenAddressError) {
        let (host, port) = try Self.split(text)
        self.host = host.lowercased() == "localhost" ? "127.0.0.1" : host
        guard Self.octets(of: self.host) != nil || Self.isIPv6(self.host) else {
            throw .badHost(host)
        }
        self.port = try Self.port(port)
    }

    /// Whether only this machine can reach it: 127.0.0.0/8 (RFC 1122 §3.2.1.3) or ::1 (RFC 4291
    /// §2.5.3).
    public var isLoopback: Bool {
        if let octets = Self.octets(of: host) { return octets[0] == 127 }
        return Self.words(of: host) == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]
    }

    /// As `init` reads it.
    private init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// The same host at another port: where the system chose one.
    public func with(port: Int) -> ListenAddress { ListenAddress(host: host, port: port) }

    public var description: String {
        Self.isIPv6(host) ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}

/// Why a text is no address to listen on. Show the text back; nothing was opened.
public enum ListenAddressError: Error, Hashable {
    /// There is no `:PORT` at the end.
    case missingPort
    /// The port is not a number of 0...65535.
    case badPort(String)
    /// Neither an IPv4 address, nor an IPv6 address in brackets, nor `localhost`.
    case badHost(String)
}

extension ListenAddress {
    /// Host without brackets, and what follows the colon. An IPv6 address must stand in brackets
    /// (RFC 3986 §3.2.2).
    private static func split(_ text: String) throws(ListenAddressError) -> (String, String) {
        guard let colon = text.lastIndex(of: ":") else { throw .missingPort }
        let host = text[..<colon]
        let port = String(text[text.index(after: colon)...])
        guard host.contains(":") || host.contains("[") else { return (String(host), port) }
        if text.last == "]" { throw .missingPort }
        let inner = String(host.dropFirst().dropLast())
        guard host.first == "[", host.last == "]", isIPv6(inner) else {
            throw .badHost(String(host))
        }
        return (inner, port)
    }

    private static func port(_ text: String) throws(ListenAddressError) -> Int {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), text.utf8.count <= 5,
            let port = Int(text), port <= 65535
        else { throw .badPort(text) }
        return port
    }

    private static func isIPv6(_ host: String) -> Bool { words(of: host) != nil }

    private static func octets(of host: String) -> [UInt8]? { binary(host, AF_INET, bytes: 4) }

    private static func words(of host: String) -> [UInt8]? { binary(host, AF_INET6, bytes: 16) }

    private static func binary(_ host: String, _ family: Int32, bytes: Int) -> [UInt8]? {
        guard !host.utf8.contains(0) else { return nil }  // C would read no further.
        var address = [UInt8](repeating: 0, count: bytes)
        return inet_pton(family, host, &address) == 1 ? address : nil
    }
}
