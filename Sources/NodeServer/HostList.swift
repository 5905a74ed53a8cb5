import Node

/// By what names a listener may be asked.
///
/// A page of somebody else's whose host name was made to lead to this machine (DNS rebinding) asks by that
/// name, and a page says in `Origin` where it comes from (RFC 9110 §7.2, RFC 6454 §7). A name is taken as it
/// is written in the address bar, or not at all: nothing is decoded, resolved or cut.
struct HostList: Hashable, Sendable {
    private let names: [String]

    /// What a listener on this machine alone is called.
    init(_ address: ListenAddress) {
        let own = address.host.contains(":") ? "[\(address.host)]" : address.host
        names = [own, "localhost", "127.0.0.1", "[::1]"]
    }

    /// - Parameters:
    ///   - hosts: every `Host` field of a request.
    ///   - origin: of the page that asks; nil for whoever is no page.
    ///   - port: at which the listener listens.
    func check(hosts: [String], origin: String?, port: Int) throws(Refusal) {
        guard hosts.count == 1, let host = hosts.first?.lowercased(), takes(host, port) else {
            throw .wrongHost
        }
        guard let origin else { return }
        guard origin.lowercased() == "http://\(host)" else { throw .foreignPage }
    }

    private func takes(_ host: String, _ port: Int) -> Bool {
        names.contains { host == "\($0):\(port)" || port == 80 && host == $0 }
    }
}
