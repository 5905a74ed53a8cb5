import ArgumentParser
import Commands

/// Whether what identifies somebody is shown in full, and why.
struct RevealOptions: ParsableArguments {
    @Flag(help: "In full; that it was shown, and why, goes into the log first.")
    var reveal = false
    @Option(help: "With --reveal: why, without a name.") var reason: String?
    @Option(help: "With --reveal, of somebody under 14: code or name of a purpose.")
    var purpose: String?

    func validate() throws {
        guard reveal || reason == nil && purpose == nil else {
            throw ValidationError("--reason and --purpose go with --reveal")
        }
    }

    /// nil where nothing is to be revealed.
    var grounds: RevealGrounds? {
        reveal ? RevealGrounds(reason: reason, purpose: purpose) : nil
    }
}
