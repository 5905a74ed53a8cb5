public import SyncCore

/// How the visit to one station went, and what it brought.
public struct PullOutcome: Codable, Hashable, Sendable {
    /// Hexadecimal, as JSON has it.
    private let origin: String
    public let outcome: SyncOutcome
    /// Changes that were new here. They are on the disk, however the visit ended.
    public let changes: Int
    /// Receipts that were given.
    public let receipts: Int

    public init(_ station: Origin, _ outcome: SyncOutcome, changes: Int = 0, receipts: Int = 0) {
        origin = station.description
        self.outcome = outcome
        self.changes = changes
        self.receipts = receipts
    }

    /// nil in what another program made up.
    public var station: Origin? { Origin(hex: origin) }
}
