/// The small files of a node beside its database, keys and sidecar: a folder on a disk, or the memory of
/// a simulated one.
public protocol NodeFiles: Sendable {
    /// nil where there is no such file. Throws what the disk says.
    func read(_ name: String) throws -> [UInt8]?

    /// Puts `bytes` in the place of what the file held: atomically, readable by its owner alone, and on
    /// stable storage when it returns.
    func replace(_ name: String, with bytes: [UInt8]) throws

    /// Takes a file away; nothing where there is none.
    func remove(_ name: String) throws
}
