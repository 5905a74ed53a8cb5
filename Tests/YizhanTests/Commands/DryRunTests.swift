import Commands
import Foundation
import Node
import Store
import Testing

/// A command that cannot be tried without being done says so, and does nothing.
@Suite struct DryRunTests {
    @Test func whatCannotBeTriedIsRefused() throws {
        let place = try RecordPlace()
        let out = place.folder.path("out")
        let commands = [
            ["node", "init", "--role", "county", "--code", "620103", "--name", "七里河区"],
            ["node", "init", "--join", place.folder.path("join.json")],
            // An address that is refused, lest it serve for ever.
            ["node", "serve", "--listen", "10.0.0.1:1"], ["sync", "now"],
            ["generate", "--profile", "station", "--out", out],
        ]
        for command in commands {
            let fresh = place.folder.path("fresh")
            let directory =
                command.contains("init") ? fresh : place.station.home.directory.path
            let result = try Program.run(command + ["--dry-run", "--data-dir", directory])
            #expect(result.exit == 64, "\(command)")
            #expect(result.output.isEmpty)
            #expect(result.errors.contains("--dry-run"))
            #expect(!FileManager.default.fileExists(atPath: fresh))
            #expect(!FileManager.default.fileExists(atPath: out))
        }
        #expect(try place.station.store.view { try $0.exchanges(limit: 9) }.isEmpty)
    }

    /// The same commands without the option are no misuse.
    @Test func withoutTheOptionTheyAreDone() throws {
        let place = try RecordPlace()
        let fresh = place.folder.path("fresh")
        let made = try Program.run([
            "node", "init", "--role", "county", "--code", "620103", "--name", "七里河区",
            "--data-dir", fresh,
        ])
        #expect(made.exit == 0)
        #expect(FileManager.default.fileExists(atPath: fresh))
        let out = place.folder.path("out")
        let generated = try Program.run([
            "generate", "--profile", "station", "--scale", "1", "--out", out,
        ])
        #expect(generated.exit == 0, "\(generated.errors)")
        #expect(FileManager.default.fileExists(atPath: out))
    }
}
