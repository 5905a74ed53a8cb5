/// What a range of seeds came to.
package struct PowerCutReport: Sendable {
    /// What broke a promise, and what has it happen again.
    package struct Finding: Sendable {
        package let seed: UInt64
        /// Which life of the seed's machine, from 1.
        package let life: Int
        package let violation: Violation
    }

    package var seeds = 0
    package var cuts: UInt64 = 0
    package var kills: UInt64 = 0
    /// Times that a store was opened again and compared, and changes that were compared then.
    package var comparisons = 0
    package var changes = 0
    /// Steps that a cut or a kill came into; `open` for those into an opening.
    package var interrupted: [String: Int] = [:]
    /// Operations that cuts left whole, not at all, torn; the sectors that were missing of these.
    package var kept: UInt64 = 0
    package var dropped: UInt64 = 0
    package var torn: UInt64 = 0
    package var tornSectors: UInt64 = 0
    package var syncs: UInt64 = 0
    package var findings: [Finding] = []

    mutating func add(_ counters: VirtualDisk.Counters) {
        cuts += counters.cuts
        kills += counters.kills
        kept += counters.kept
        dropped += counters.dropped
        torn += counters.torn
        tornSectors += counters.tornSectors
        syncs += counters.syncs
    }
}
