/// A reader of received bytes, and what must hold of any bytes whatsoever that it is given.
///
/// The claims are the same for libFuzzer (`Scripts/fuzz`) and for the tests over `Tests/Corpus`.
public struct FuzzTarget: Sendable, CustomStringConvertible {
    /// The name on the command line and of the folder in the corpus.
    public let name: String
    /// Valid encodings, from which the fuzzer sets out.
    public let seeds: @Sendable () throws -> [[UInt8]]
    /// Whether the bytes were taken; throws where a claim does not hold.
    public let check: @Sendable ([UInt8]) throws(Violation) -> Bool

    init(
        _ name: String, seeds: @escaping @Sendable () throws -> [[UInt8]],
        check: @escaping @Sendable ([UInt8]) throws(Violation) -> Bool
    ) {
        self.name = name
        self.seeds = seeds
        self.check = check
    }

    public var description: String { name }

    public static let all = [
        canonical, personal, batch, run, message, exchange, checkpoint, proof, csv, join, enrolment,
        sidecar, bundle, attachment, body,
    ]
}
