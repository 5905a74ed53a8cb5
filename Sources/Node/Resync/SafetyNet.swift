public import Store
public import SyncCore

/// What is put aside before a level replaces anything. A level whose net cannot be spread does not begin.
public protocol SafetyNet: Sendable {
    /// Writes what is not delivered into a bundle for the level above; its file, nil where all is delivered.
    /// - Throws: whatever keeps it from standing whole in its place.
    func catchUndelivered(of home: NodeHome) throws -> String?

    /// Writes a backup, and reads it back; its file.
    /// - Throws: the same.
    func backUp(_ home: NodeHome) throws -> String?

    /// Compares everything that the store holds with itself, and alters nothing.
    /// - Parameter narrowing: of which records tables are compared; logs are compared whole.
    /// - Throws: `StoreError`.
    func check(_ home: NodeHome, _ narrowing: Narrowing) throws -> CheckReport

    /// Puts a sound file into the place of one in which SQLite trips over pages; nil where nothing can be done.
    /// - Throws: `SalvageError`, `StoreError`, and what keeps the broken file from being put aside.
    func salvage(_ home: NodeHome) throws -> SalvageReport?

    /// Something was erased: what was put aside before must not show it any more.
    /// - Throws: where something is left that shows it.
    func forgetErased(of home: NodeHome) throws

    /// Removes what was put aside longer ago than it is kept.
    func sweep(_ home: NodeHome)
}

/// Why nothing was put aside, in a fixed word.
public struct SafetyError: Error, Hashable, Sendable {
    public let word: String

    public init(_ word: String) { self.word = word }
}

/// For nodes without a folder: those of a simulation, whose disks are compared from outside.
public struct NoSafetyNet: SafetyNet {
    public init() {}

    public func catchUndelivered(of home: NodeHome) throws -> String? { nil }
    public func backUp(_ home: NodeHome) throws -> String? { nil }
    public func salvage(_ home: NodeHome) throws -> SalvageReport? {
        try home.store.salvage(at: home.clock.now) { _ in }
    }
    public func forgetErased(of home: NodeHome) {}
    public func sweep(_ home: NodeHome) {}

    public func check(_ home: NodeHome, _ narrowing: Narrowing) throws -> CheckReport {
        try home.store.checkInPlace(comparingTables: true, of: narrowing) { _ in }
    }
}

extension SafetyNet {
    /// Compares everything with itself, all tables whole.
    public func check(_ home: NodeHome) throws -> CheckReport { try check(home, .none) }
}
