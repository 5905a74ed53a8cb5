import SyncCore

/// What of a node's own logs has left the machine, written down outside the database: a database that
/// holds less than this was put back to an earlier state (docs/PROTOCOL.md, Amnesia).
struct Sidecar: Equatable {
    static let fileName = "sidecar"
    private static let title = "yizhan-sidecar/1"

    /// An own log as it was at some time; in a sidecar, when it was last shown to anybody.
    struct Mark: Hashable {
        let length: UInt64
        let root: Hash
    }

    /// The origin that has spoken last.
    let origin: Origin
    var exposed: [Scope: Mark]

    init(origin: Origin, exposed: [Scope: Mark] = [:]) {
        self.origin = origin
        self.exposed = exposed
    }

    /// Lines of text, the last of which is a hash over those before it: a mangled file is none.
    var bytes: [UInt8] {
        var text = "\(Self.title)\n\(origin)\n"
        for (scope, mark) in exposed.sorted(by: { $0.key < $1.key }) {
            text += "\(scope) \(mark.length) \(mark.root.hex)\n"
        }
        return Array((text + Self.seal(text) + "\n").utf8)
    }

    init?(bytes: [UInt8]) {
        guard let text = String(validating: bytes, as: UTF8.self), text.hasSuffix("\n") else {
            return nil
        }
        let lines = text.dropLast().split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 3, lines[0] == Self.title, let origin = Origin(hex: lines[1]) else {
            return nil
        }
        let body = lines.dropLast().joined(separator: "\n") + "\n"
        guard lines[lines.count - 1] == Self.seal(body)[...] else { return nil }
        self.init(origin: origin)
        for line in lines[2..<(lines.count - 1)] {
            let parts = line.split(separator: " ", omittingEmptySubsequences: false)
            guard parts.count == 3, let scope = Scope(hex: parts[0]),
                let length = UInt64(parts[1]), let root = Hash(hex: String(parts[2]))
            else { return nil }
            exposed[scope] = Mark(length: length, root: root)
        }
    }

    private static func seal(_ text: String) -> String { Hash.sha256(Array(text.utf8)).hex }
}
