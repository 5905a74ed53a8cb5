public import SyncCore

/// The name by which a node is asked for in a handshake (RFC 6066 §3): it says with which of its keys the
/// other side expects to speak, since a node that lost its past has several. Nobody looks it up.
public enum TLSName {
    /// Kept for private use: no public name server will ever know it.
    private static let suffix = ".yizhan.internal"

    public static func of(_ origin: Origin) -> String { origin.description + suffix }

    /// nil for any other name.
    public static func origin(in name: String) -> Origin? {
        let name = name.lowercased()
        guard name.hasSuffix(suffix) else { return nil }
        return Origin(hex: String(name.dropLast(suffix.count)))
    }
}
