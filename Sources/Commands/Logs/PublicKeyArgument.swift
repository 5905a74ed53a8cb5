import Foundation
public import Node
import Store
import SyncCore
import Texts

/// The county's public key as a person gives it: 64 hexadecimal digits, or a file with them, or with the
/// 32 bytes.
public enum PublicKeyArgument {
    public static func read(_ text: String) throws -> [UInt8] {
        if let key = key(hex: text) { return key }
        guard FileManager.default.fileExists(atPath: text) else { throw bad(text) }
        let bytes = try InputFile.read(text)
        if bytes.count == 32 { return bytes }
        guard bytes.count < 1_024, let key = key(hex: String(decoding: bytes, as: UTF8.self)) else {
            throw bad(text)
        }
        return key
    }

    /// The county that a node here belongs to: itself, or its level above.
    public static func known(to home: NodeHome) throws -> [UInt8] {
        try home.store.upstream()?.key ?? home.publicKey
    }

    /// Neither a key nor a node that would know it.
    public static let needed = Problem(
        "county-key-needed", .usage, .log(.countyKeyNeeded), remedy: .log(.countyKeyRemedy))

    private static func key(hex text: String) -> [UInt8]? {
        let digits = text.trimmingCharacters(in: .whitespacesAndNewlines).lowercased()
        return Hex.decode(digits).flatMap { $0.count == 32 ? $0 : nil }
    }

    private static func bad(_ text: String) -> Problem {
        Problem(
            "bad-county-key", .usage, .log(.countyKeyBad(String(text.prefix(80)))),
            remedy: .log(.countyKeyRemedy))
    }
}
