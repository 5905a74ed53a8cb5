/// A proxy between a node and the line. Names are resolved by the proxy, whichever kind it is: a station
/// behind one often has no name server.
public struct LineProxy: Hashable, Sendable, CustomStringConvertible {
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Requests in the clear are handed to it whole, TLS goes through it by CONNECT.
        case http
        case socks5
    }

    public var kind: Kind
    /// HOST:PORT.
    public var address: String
    /// `USER:PASSWORD`; nil: none are asked for. Stands in no description.
    public var credentials: String?

    public init(_ kind: Kind, address: String, credentials: String? = nil) {
        self.kind = kind
        self.address = address
        self.credentials = credentials
    }

    public var description: String { "\(kind.rawValue)://\(address)" }

    /// As libcurl has it.
    var url: String {
        switch kind {
        case .http: "http://\(address)"
        case .socks5: "socks5h://\(address)"
        }
    }
}

extension LineProxy: CustomReflectable {
    public var customMirror: Mirror { Mirror(self, children: ["proxy": description]) }
}
