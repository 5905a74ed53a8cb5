/// What was done to simulated counties, and how often it was checked.
package struct Figures: Sendable, Codable {
    package var trials = 0
    package var writes = 0
    package var failedWrites = 0
    package var refusals = 0
    /// Personal parts that a county named in an erasure.
    package var erased = 0
    /// Words about users and their roles, and writes by users.
    package var roleWords = 0
    package var userWrites = 0
    package var instructions = 0
    package var exchanges = 0
    package var lineFaults = 0
    package var flippedBytes = 0
    package var restarts = 0
    package var restores = 0
    package var clones = 0
    /// Exchanges by which somebody was found out who had forgotten something, or lives twice.
    package var foundOut = 0
    package var checks = 0
    package var registers = 0
    package var conflicts = 0
    package var falseSiblings = 0
    /// Acknowledged writes; and those whose only disk was overwritten.
    package var acknowledged = 0
    package var gone = 0
    /// Exchanges of each node until all agreed, at most.
    package var rounds = 0
    package var disk = DiskFigures()

    package init() {}

    package static func += (left: inout Figures, right: Figures) {
        left.trials += right.trials
        left.writes += right.writes
        left.failedWrites += right.failedWrites
        left.refusals += right.refusals
        left.erased += right.erased
        left.roleWords += right.roleWords
        left.userWrites += right.userWrites
        left.instructions += right.instructions
        left.exchanges += right.exchanges
        left.lineFaults += right.lineFaults
        left.flippedBytes += right.flippedBytes
        left.restarts += right.restarts
        left.restores += right.restores
        left.clones += right.clones
        left.foundOut += right.foundOut
        left.checks += right.checks
        left.registers += right.registers
        left.conflicts += right.conflicts
        left.falseSiblings += right.falseSiblings
        left.acknowledged += right.acknowledged
        left.gone += right.gone
        left.rounds = max(left.rounds, right.rounds)
        left.disk += right.disk
    }
}

/// The same of the disks.
package struct DiskFigures: Sendable, Codable {
    package var writes: UInt64 = 0
    package var syncs: UInt64 = 0
    package var cuts: UInt64 = 0
    package var kills: UInt64 = 0
    package var dropped: UInt64 = 0
    package var tornSectors: UInt64 = 0

    mutating func add(_ counters: VirtualDisk.Counters) {
        writes += counters.writes
        syncs += counters.syncs
        cuts += counters.cuts
        kills += counters.kills
        dropped += counters.dropped
        tornSectors += counters.tornSectors
    }

    static func += (left: inout DiskFigures, right: DiskFigures) {
        left.writes += right.writes
        left.syncs += right.syncs
        left.cuts += right.cuts
        left.kills += right.kills
        left.dropped += right.dropped
        left.tornSectors += right.tornSectors
    }
}
