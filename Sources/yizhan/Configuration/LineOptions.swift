import ArgumentParser
import Node
import NodeConfiguration

/// How a command that calls other nodes secures its lines.
struct LineOptions: ParsableArguments {
    @Flag(
        name: .customLong("insecure"),
        help: "Without TLS, and for that reason between addresses of this machine only: for tests.")
    var isInsecure = false

    func laid(over configuration: Configuration) -> Configuration {
        var configuration = configuration
        if isInsecure { configuration.set(SecurityKeys.line, to: .insecure, flag: "--insecure") }
        return configuration
    }
}
