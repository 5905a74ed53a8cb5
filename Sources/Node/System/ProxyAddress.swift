import Transport

/// Where a proxy stands, as it is written: `http://127.0.0.1:3128` or `socks5://127.0.0.1:1080`.
public struct ProxyAddress: Hashable, Sendable, CustomStringConvertible {
    private let kind: LineProxy.Kind
    private let address: ListenAddress

    /// nil for another scheme, a path, credentials in the address, or a port that nobody can be called at.
    public init?(_ text: String) {
        guard let mark = text.firstRange(of: "://"),
            let kind = LineProxy.Kind(rawValue: String(text[..<mark.lowerBound])),
            let address = try? ListenAddress(String(text[mark.upperBound...])), address.port > 0
        else { return nil }
        self.kind = kind
        self.address = address
    }

    public var isLoopback: Bool { address.isLoopback }

    public var description: String { "\(kind.rawValue)://\(address)" }

    func proxy(credentials: String?) -> LineProxy {
        LineProxy(kind, address: "\(address)", credentials: credentials)
    }
}
