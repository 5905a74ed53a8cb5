import Foundation
import Texts

@testable import NodeConfiguration

/// A configuration read from a text, as a node would read it from its file.
enum Reading {
    static func sound(
        _ text: String, environment: [String: String] = [:]
    ) throws -> Configuration {
        let file = try TemporaryFile(Data(text.utf8))
        return try withExtendedLifetime(file) {
            try Configuration(
                file: file.url.path, environment: environment,
                dataDirectory: URL(fileURLWithPath: "/nowhere"))
        }
    }

    /// Everything that is said about a text, each as `LINE:COLUMN: WHAT; REMEDY`, in English.
    static func complaints(_ text: String) -> [String] {
        ConfigDocument(text, path: "f").faults.map {
            String($0.text(in: .en).dropFirst(2))
        }
    }

    static func faults(
        file bytes: Data? = nil, environment: [String: String] = [:]
    ) throws -> [ConfigFault] {
        let file = try bytes.map(TemporaryFile.init)
        return try withExtendedLifetime(file) {
            do {
                _ = try Configuration(
                    file: file?.url.path, environment: environment,
                    dataDirectory: URL(fileURLWithPath: "/nowhere"))
                return []
            } catch let error as ConfigFaults { return error.faults }
        }
    }
}

/// A file that goes away with the value.
final class TemporaryFile {
    let url = FileManager.default.temporaryDirectory
        .appendingPathComponent("yizhan-configuration-\(UUID().uuidString).yaml")

    init(_ bytes: Data) throws { try bytes.write(to: url) }

    deinit { try? FileManager.default.removeItem(at: url) }
}
