import Foundation
import Store
import Testing

@testable import Node

/// What a backup may name.
@Suite struct BackupManifestTests {
    private let pair: Pair

    init() throws { pair = try Pair() }

    @Test func `a backup with a sidecar is none, since it would go on as the old origin`() throws {
        let made = try Backup(pair.station).write(
            to: pair.station.directory.appendingPathComponent("one.yzk"))
        func naming(_ name: String) -> BackupManifest {
            BackupManifest(
                version: made.version, time: made.time, role: made.role, code: made.code,
                name: made.name, files: made.files + [.init(name: name, size: 0, digest: "")],
                portrait: made.portrait)
        }
        #expect(made.isSound && naming("keys/another").isSound)
        #expect(!naming("keys/sidecar").isSound && !naming("sidecar").isSound)
    }
}
