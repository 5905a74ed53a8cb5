import Foundation
import Texts

/// The edge of a configuration: which file, and its text.
enum ConfigFile {
    /// Nobody configures a megabyte.
    static let mostBytes = 1 << 20

    static let inDataDirectory = "node.yaml"
    static let installed = "/etc/yizhan/node.yaml"

    /// Named ones must be there; of the others, the first that is.
    static func path(
        named: String?, environment: [String: String], dataDirectory: URL,
        installed: String = Self.installed
    ) -> String? {
        if let named = named ?? environment["YIZHAN_CONFIG"] { return named }
        let places = [
            dataDirectory.appendingPathComponent(Self.inDataDirectory).path, installed,
        ]
        return places.first { FileManager.default.fileExists(atPath: $0) }
    }

    static func text(of path: String) throws(ConfigFault) -> String {
        let fault = { (what: ConfigurationSentence, remedy: ConfigurationSentence) in
            ConfigFault(
                place: .file(path: path, line: 0, column: 0), what: what, remedy: remedy)
        }
        let bytes: Data
        do {
            let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? file.close() }
            bytes = try read(file)
        } catch { throw fault(.unreadable, .unreadableRemedy) }
        guard bytes.count <= mostBytes else { throw fault(.tooLarge, .tooLargeRemedy) }
        guard var text = String(validating: bytes, as: UTF8.self) else {
            throw fault(.notUTF8, .notUTF8Remedy)
        }
        if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
        return text
    }

    /// One byte more than is taken, at most: what is read may have no end.
    private static func read(_ file: FileHandle) throws -> Data {
        var bytes = Data()
        while bytes.count <= mostBytes {
            guard let piece = try file.read(upToCount: mostBytes + 1 - bytes.count), !piece.isEmpty
            else { break }
            bytes += piece
        }
        return bytes
    }
}
