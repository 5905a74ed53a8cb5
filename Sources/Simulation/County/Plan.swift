/// One step of a simulation. Numbers are read modulo what there is, so that any plan can be carried out,
/// also one from which steps were taken out.
package enum Step: Hashable, Sendable, Codable {
    /// Somebody records something.
    case write(machine: Int, what: Int, pick: UInt64)
    /// Somebody opens a form, and saves it much later.
    case open(machine: Int)
    case save(machine: Int, form: Int, what: Int, pick: UInt64)
    /// A station talks with its county.
    case exchange(machine: Int, seed: UInt64)
    /// The county refuses a change.
    case refuse(pick: UInt64)
    /// A message that was on its way for long arrives.
    case redeliver(pick: UInt64)
    /// The next thing on this machine ends in a power cut or a kill, at this I/O call.
    case fail(machine: Int, isPower: Bool, call: UInt64)
    case restart(machine: Int)
    case backup(machine: Int)
    /// An old image of the disk comes back; with it the keys and the sidecar, or the database alone.
    case restore(machine: Int, backup: Int, withKeys: Bool)
    /// The disk is copied into another PC, and both go on.
    case clone(machine: Int)
    /// The county instructs a township's PCs, or a PC itself; once or twice.
    case instruct(machine: Int, pick: UInt64)
    /// A wall clock is set to anything between 1970 and 2099.
    case clock(machine: Int, time: Int64)
}

/// A simulation from one seed: how large the county is, how bad its lines are, and what happens.
package struct Plan: Hashable, Sendable, Codable {
    package var seed: UInt64
    package var stations: Int
    package var computers: Int
    /// Percent of messages, each way.
    package var loss: UInt64
    package var duplication: UInt64
    package var steps: [Step]
}

extension Plan {
    /// Whether there is a county to carry it out, as large as can be simulated.
    package var isSound: Bool {
        (1...16).contains(stations) && (1...16).contains(computers) && loss <= 100
            && duplication <= 100 && steps.count <= 100_000
            && steps.allSatisfy { $0.numbers.allSatisfy { $0 >= 0 } }
    }

    /// What may happen in a plan.
    package struct Mix: Sendable {
        package var steps = 15...75
        /// Restores and clones of one plan: every one makes up to two origins, and the county admits
        /// three successors in thirty days by itself.
        package var disasters = 2
        package var crashes = true
        package var loss: ClosedRange<UInt64> = 0...30
        package var duplication: ClosedRange<UInt64> = 0...50

        package init() {}
    }

    package init(seed: UInt64, mix: Mix = Mix()) {
        var dice = Dice(seed)
        self.seed = seed
        stations = dice.chance(percent: 70) ? 1 : 2
        computers = 1 + dice.below(3)
        let isQuiet = dice.chance(percent: 20)
        loss = isQuiet ? 0 : UInt64.random(in: mix.loss, using: &dice)
        duplication = isQuiet ? 0 : UInt64.random(in: mix.duplication, using: &dice)
        steps = []
        var disasters = 0
        for _ in 0..<Int.random(in: mix.steps, using: &dice) {
            let step = Self.step(&dice, mix, mayBreak: disasters < mix.disasters)
            switch step {
            case .restore, .clone: disasters += 1
            default: break
            }
            steps.append(step)
        }
    }

    private static func step(_ dice: inout Dice, _ mix: Mix, mayBreak: Bool) -> Step {
        let machine = dice.below(8)
        switch dice.below(100) {
        case 0..<36: return .write(machine: machine, what: dice.below(100), pick: dice.next())
        case 36..<40: return .open(machine: machine)
        case 40..<44:
            return .save(
                machine: machine, form: dice.below(8), what: dice.below(100), pick: dice.next())
        case 44..<74: return .exchange(machine: machine, seed: dice.next())
        case 74..<76: return .refuse(pick: dice.next())
        case 76..<79: return .redeliver(pick: dice.next())
        case 79..<85 where mix.crashes:
            return .fail(
                machine: machine, isPower: dice.chance(percent: 60),
                call: 1 + UInt64(dice.below(60)))
        case 85..<87: return .restart(machine: machine)
        case 87..<92: return .backup(machine: machine)
        case 92..<96 where mayBreak:
            return .restore(
                machine: machine, backup: dice.below(8), withKeys: dice.chance(percent: 60))
        case 96..<98 where mayBreak: return .clone(machine: machine)
        case 98..<100:
            return .clock(
                machine: machine, time: Int64.random(in: 0...4_102_444_800_000, using: &dice))
        default: return .exchange(machine: machine, seed: dice.next())
        }
    }
}

extension Step {
    /// Whatever is read modulo what there is.
    fileprivate var numbers: [Int] {
        switch self {
        case .write(let machine, let what, _): [machine, what]
        case .save(let machine, let form, let what, _): [machine, form, what]
        case .open(let machine), .exchange(let machine, _), .fail(let machine, _, _),
            .restart(let machine), .backup(let machine), .clone(let machine),
            .clock(let machine, _), .instruct(let machine, _):
            [machine]
        case .restore(let machine, let backup, _): [machine, backup]
        case .refuse, .redeliver: []
        }
    }
}
