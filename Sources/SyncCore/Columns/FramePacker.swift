/// Makes frames small: zstd in the program, nothing at all in `StoredFrames`.
public protocol FramePacker: Sendable {
    /// The frame for which `bytes` stand behind `prefix`; nil if it would be no smaller than they are.
    ///
    /// - Parameter seams: ascending places in `bytes` where one kind of bytes ends and another begins.
    func pack(_ bytes: [UInt8], seams: [Int], after prefix: [UInt8]) -> [UInt8]?

    /// Exactly `count` bytes, or `BatchError.damaged`. Total over any input; allocates no more than
    /// that, give or take what unpacking needs for itself.
    func unpack(
        _ frame: [UInt8], to count: Int, after prefix: [UInt8]
    ) throws(BatchError) -> [UInt8]
}

/// Leaves columns as they are.
public struct StoredFrames: FramePacker {
    public init() {}

    public func pack(_ bytes: [UInt8], seams: [Int], after prefix: [UInt8]) -> [UInt8]? { nil }

    public func unpack(
        _ frame: [UInt8], to count: Int, after prefix: [UInt8]
    ) throws(BatchError) -> [UInt8] {
        throw .damaged
    }
}
