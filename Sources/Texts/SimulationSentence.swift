/// What is said about simulated counties.
public enum SimulationSentence: Sendable, Hashable {
    /// What was injected, as JSON names it.
    public enum Fault: String, Sendable, CaseIterable {
        case line, restart, restore, clone, clock
        case powerCut = "power-cut"
        case kill
        case droppedWrite = "dropped-write"
        case tornSector = "torn-sector"
        case lyingSync = "lying-sync"
        case ioError = "io-error"
        case noSpace = "no-space"
        case shortWrite = "short-write"
        case flippedByte = "flipped-byte"
    }

    public struct FaultCount: Sendable, Hashable {
        public let fault: Fault
        public let count: UInt64

        public init(_ fault: Fault, _ count: UInt64) {
            self.fault = fault
            self.count = count
        }
    }

    case ran(
        scenario: String, first: UInt64, last: UInt64, seeds: UInt64, seconds: Double,
        perSecond: Double)
    case planted(String)
    case portion(ClosedRange<UInt64>)
    case lookedFor(String, seeds: UInt64?)
    case faults([FaultCount])
    case checks(UInt64)
    case falseSiblings(UInt64, of: UInt64)
    case sound
    case failed(UInt64)
    case violation(seed: UInt64, String)
    case broken(first: UInt64, last: UInt64, end: String)

    case replayed(seed: UInt64, hash: String, checks: UInt64, violations: Int)
    case shrinking(steps: Int)
    case shrunk(from: Int, to: Int, attempts: Int)
    case county(stations: Int, computers: Int, loss: UInt64, duplication: UInt64)
    case nothingToShrink(seed: UInt64)

    case unknownScenario(String)
    case knownScenarios([String])
    case unknownBug(String)
    case unknownBugRemedy
    case noHooks
    case noHooksRemedy
    case noPlan(String)
    case noPlanRemedy
    case badPlan(String)
    case badPlanRemedy

    /// So many in ten thousand.
    static func share(_ part: UInt64, of whole: UInt64) -> String {
        guard whole > 0 else { return "0" }
        let hundredths = (part * 10_000 + whole / 2) / whole
        let fraction = hundredths % 100
        return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
    }
}
