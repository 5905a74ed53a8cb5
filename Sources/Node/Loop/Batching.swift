/// How large requests and answers may be on one line, learned from what became of the last ones. Pure.
///
/// Both aim at twenty seconds of the line, so that every window of a bad one brings something through
/// (protocol §5). Sizes are in the bytes that whoever composes counts, which may pack them: only the
/// relation between a size and the time that it took is relied on.
public struct Batching: Hashable, Sendable {
    public struct Settings: Hashable, Sendable {
        /// Milliseconds that a full message should take.
        public var aim: Int64 = 20_000
        /// Bytes to begin with: eight seconds of 2 kB/s, should that be the line.
        public var first = 16 << 10
        /// Bytes at the least, so that a change with its proof fits, and at the most.
        public var bounds = (4 << 10)...(1 << 20)

        public init() {}
    }

    public private(set) var request: BatchSize
    public private(set) var answer: BatchSize

    public init(settings: Settings = Settings()) {
        request = BatchSize(settings)
        answer = BatchSize(settings)
    }

    /// A request was answered. Only one that was full says what the line carries.
    /// - Parameter milliseconds: for both ways together.
    public mutating func answered(
        isRequestFull: Bool, isAnswerFull: Bool, milliseconds: Int64
    ) {
        if isRequestFull { request.carried(in: milliseconds) }
        if isAnswerFull { answer.carried(in: milliseconds) }
    }

    /// No larger than what is left for both ways together; as it is, where nothing is left or no bound is
    /// set.
    func within(_ left: Int?) -> Batching {
        guard let left, left > 0 else { return self }
        var small = self
        small.request.shrink(to: left / 2)
        small.answer.shrink(to: left / 2)
        return small
    }

    /// The line was cut or too slow. Where an answer had begun, the request was not too large for it.
    /// - Parameter sent: bytes of a request that was not full: half of a limit that it did not come near is
    ///   no smaller request. Nil: it was full.
    public mutating func failed(answerHadBegun: Bool, sent: Int? = nil) {
        if !answerHadBegun { request.halve(from: sent) }
        answer.halve()
    }
}

/// The size of messages in one direction: grows quickly until it failed once, slowly from half of that
/// on, as TCP's window does (RFC 5681).
public struct BatchSize: Hashable, Sendable {
    private static let quickly = 4

    public private(set) var bytes: Int
    private var threshold: Int
    private let settings: Batching.Settings

    init(_ settings: Batching.Settings) {
        bytes = settings.first
        threshold = settings.bounds.upperBound
        self.settings = settings
    }

    /// A message of this size took so long.
    mutating func carried(in milliseconds: Int64) {
        // At most 2^20 bytes times an aim in milliseconds: far from an overflow.
        let inTime = Int(clamping: Int64(bytes) * settings.aim / max(milliseconds, 1))
        let grown =
            bytes < threshold ? min(bytes * Self.quickly, threshold) : bytes + bytes / 8
        bytes = bounded(min(grown, inTime))
    }

    /// - Parameter failed: what did not get through, if that was less than might have been. One of the
    ///   smallest size says nothing of sizes.
    mutating func halve(from failed: Int? = nil) {
        let failed = failed.map { $0 > settings.bounds.lowerBound ? $0 : bytes } ?? bytes
        bytes = bounded(min(bytes, failed) / 2)
        threshold = bytes
    }

    mutating func shrink(to limit: Int) { bytes = bounded(min(bytes, limit)) }

    private func bounded(_ bytes: Int) -> Int {
        min(max(bytes, settings.bounds.lowerBound), settings.bounds.upperBound)
    }
}
