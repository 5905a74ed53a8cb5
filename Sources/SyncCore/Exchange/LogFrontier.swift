/// The tree over a log before a run that stands by itself: with it the run can be proved down to its
/// author's signature by whoever holds nothing of the log yet.
public struct LogFrontier: Hashable, Sendable {
    public let scope: Scope
    public let origin: Origin
    /// Of 1 to `Limits.logLength` changes.
    public let frontier: Frontier

    public init(scope: Scope, origin: Origin, frontier: Frontier) {
        self.scope = scope
        self.origin = origin
        self.frontier = frontier
    }

    /// Whether the run begins where this ends.
    public func precedes(_ run: Run) -> Bool {
        scope == run.scope && origin == run.origin && frontier.size + 1 == run.first
    }

    /// What it takes in a message, at most.
    public var wireBytes: Int { 38 + 32 * frontier.peaks.count }
}

extension LogFrontier {
    func write(to writer: inout ByteWriter) {
        writer.identifier(scope)
        writer.identifier(origin)
        writer.varint(frontier.size)
        for peak in frontier.peaks { writer.hash(peak) }
    }

    init(from reader: inout ByteReader) throws(MalformedBytes) {
        scope = try reader.identifier()
        origin = try reader.identifier()
        let size = try reader.varint()
        guard (1...Limits.logLength).contains(size) else { throw reader.failure(.outOfRange) }
        var peaks: [Hash] = []
        for _ in 0..<size.nonzeroBitCount { peaks.append(try reader.hash()) }
        guard let frontier = Frontier(size: size, peaks: peaks) else {
            throw reader.failure(.outOfRange)
        }
        self.frontier = frontier
    }
}
