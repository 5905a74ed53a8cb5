/// What simulations came to: what was done to their nodes, and how often these were checked.
package struct SimulationTally: Sendable, Codable, Equatable {
    package var seeds: UInt64 = 0
    /// What was injected, by kind.
    package var faults: [String: UInt64] = [:]
    /// What nodes and people did: writes, exchanges.
    package var events: [String: UInt64] = [:]
    /// Questions of an oracle to a store.
    package var checks: UInt64 = 0
    package var registers: UInt64 = 0
    package var conflicts: UInt64 = 0
    /// Registers with a sibling that the author of another one had seen.
    package var falseSiblings: UInt64 = 0
    /// Exchanges of each node until all agreed, at most.
    package var rounds = 0

    package init() {}

    package static func += (left: inout SimulationTally, right: SimulationTally) {
        left.seeds += right.seeds
        left.faults.merge(right.faults, uniquingKeysWith: +)
        left.events.merge(right.events, uniquingKeysWith: +)
        left.checks += right.checks
        left.registers += right.registers
        left.conflicts += right.conflicts
        left.falseSiblings += right.falseSiblings
        left.rounds = max(left.rounds, right.rounds)
    }

    mutating func note(_ fault: SimulatedFault, _ count: some BinaryInteger) {
        if count > 0 { faults[fault.rawValue, default: 0] += UInt64(count) }
    }

    mutating func note(_ event: String, _ count: some BinaryInteger) {
        if count > 0 { events[event, default: 0] += UInt64(count) }
    }

    mutating func note(_ counters: VirtualDisk.Counters) {
        note(.powerCut, counters.cuts)
        note(.kill, counters.kills)
        note(.droppedWrite, counters.dropped)
        note(.tornSector, counters.tornSectors)
        note(.lyingSync, counters.lies)
        note(.ioError, counters.faults[.ioError] ?? 0)
        note(.noSpace, counters.faults[.noSpace] ?? 0)
        note(.shortWrite, counters.faults[.shortWrite] ?? 0)
    }
}

/// What a simulation does to its nodes.
package enum SimulatedFault: String, Sendable, CaseIterable {
    /// Messages that were lost, doubled, delayed, or cut off by a line that died.
    case line
    case restart
    /// An old image of a disk came back.
    case restore
    /// A disk was copied, and both copies went on.
    case clone
    case clock
    case powerCut = "power-cut"
    case kill
    /// Writes that a cut left nothing of, and sectors that it left missing of others.
    case droppedWrite = "dropped-write"
    case tornSector = "torn-sector"
    /// Syncs that did nothing.
    case lyingSync = "lying-sync"
    case ioError = "io-error"
    case noSpace = "no-space"
    case shortWrite = "short-write"
    /// Bytes altered in a message or on a disk.
    case flippedByte = "flipped-byte"
}

extension SimulationTally {
    init(_ figures: Figures) {
        seeds = UInt64(figures.trials)
        checks = UInt64(figures.checks)
        registers = UInt64(figures.registers)
        conflicts = UInt64(figures.conflicts)
        falseSiblings = UInt64(figures.falseSiblings)
        rounds = figures.rounds
        note(.line, figures.lineFaults)
        note(.flippedByte, figures.flippedBytes)
        note(.restart, figures.restarts)
        note(.restore, figures.restores)
        note(.clone, figures.clones)
        note(.powerCut, figures.disk.cuts)
        note(.kill, figures.disk.kills)
        note(.droppedWrite, figures.disk.dropped)
        note(.tornSector, figures.disk.tornSectors)
        note("writes", figures.writes)
        note("failed-writes", figures.failedWrites)
        note("refusals", figures.refusals)
        note("erased parts", figures.erased)
        note("role words", figures.roleWords)
        note("writes of users", figures.userWrites)
        note("exchanges", figures.exchanges)
        note("acknowledged", figures.acknowledged)
        note("gone", figures.gone)
        note("found out at first", figures.foundOut)
    }
}
