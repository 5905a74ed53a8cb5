import Authority
import Foundation
import SyncCore
import Texts

/// Where somebody's own shell keeps the token of their session, for one node: a file that only they can
/// read, in their home and never in the node's directory.
public struct SessionFile: Sendable {
    private let url: URL

    /// - Parameters:
    ///   - node: the node's directory, or the socket through which it is reached.
    ///   - environment: `YIZHAN_SESSION` names another file.
    public init(for node: String, environment: [String: String]) {
        if let named = environment["YIZHAN_SESSION"], !named.isEmpty {
            url = URL(fileURLWithPath: named)
            return
        }
        let state =
            environment["XDG_STATE_HOME"].flatMap { $0.isEmpty ? nil : $0 }
            ?? (environment["HOME"] ?? "/nonexistent") + "/.local/state"
        let name = "session-" + Hash.sha256(Array(node.utf8)).hex.prefix(16)
        url = URL(fileURLWithPath: state).appendingPathComponent("yizhan", isDirectory: true)
            .appendingPathComponent(name)
    }

    /// nil where nobody is logged in.
    public func token() -> String? {
        guard let data = try? Data(contentsOf: url), data.count <= 256 else { return nil }
        let text = String(decoding: data, as: UTF8.self)
        let token = text.trimmingCharacters(in: .whitespacesAndNewlines)
        return token.isEmpty ? nil : token
    }

    /// - Throws: `Problem` where the disk fails.
    public func keep(_ token: String) throws {
        let folder = url.deletingLastPathComponent()
        try? FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        guard PrivateFile.replace(url, contents: Array((token + "\n").utf8)) else {
            throw Problem("disk", .disk, .diskFailed(url.path), remedy: .diskRemedy)
        }
    }

    public func forget() { try? FileManager.default.removeItem(at: url) }
}
