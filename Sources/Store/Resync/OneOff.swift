/// Bytes that differ from some others in one place: what a disk or a memory does to them most.
enum OneOff {
    /// The first of them that is what is looked for; nil where none is, or looking would take too long.
    ///
    /// Single bits first, then whole bytes.
    /// - Parameters:
    ///   - budget: tries, at most; more places are not begun.
    ///   - isWhole: whether what is looked for was found.
    static func first(
        near bytes: [UInt8], within budget: Int, where isWhole: ([UInt8]) throws -> Bool
    ) rethrows -> [UInt8]? {
        var trial = bytes
        for masks in [single, others] where bytes.count * masks.count <= budget {
            for place in bytes.indices {
                for mask in masks {
                    trial[place] = bytes[place] ^ mask
                    if try isWhole(trial) { return trial }
                }
                trial[place] = bytes[place]
            }
        }
        return nil
    }

    private static let single: [UInt8] = (0..<8).map { 1 << $0 }
    private static let others: [UInt8] = (1...255).filter { $0.nonzeroBitCount > 1 }
}
