extension SimulationSentence {
    var english: String {
        switch self {
        case .ran(let scenario, let first, let last, let seeds, let seconds, let perSecond):
            "\(scenario): \(seeds) of the seeds \(first)..\(last) in \(seconds) s, "
                + "\(perSecond) a second"
        case .planted(let name): "Planted on purpose: \(name)"
        case .portion(let seeds): "seeds \(seeds.lowerBound)..\(seeds.upperBound) done"
        case .lookedFor(let bug, let seeds):
            seeds.map { "\(bug): noticed at seed \($0)" } ?? "\(bug): not noticed"
        case .faults(let counts):
            "Faults injected: "
                + counts.map { "\($0.fault.english) \($0.count)" }.joined(separator: " · ")
        case .checks(let count): "Checks: \(count)"
        case .falseSiblings(let count, let registers):
            "False siblings: \(count), \(Self.share(count, of: registers)) % of "
                + "\(registers) registers"
        case .sound: "● nothing found"
        case .failed(let count): "✗ \(count) seeds went wrong; to have them again:"
        case .violation(let seed, let what): "seed \(seed): \(what)"
        case .broken(let first, let last, let end):
            "✗ the process of the seeds \(first)..\(last) ended early (\(end))"
        case .replayed(let seed, let hash, let checks, let violations):
            "seed \(seed): trace \(hash), checks \(checks), "
                + (violations == 0 ? "nothing found" : "violations \(violations)")
        case .shrinking(let steps): "a plan of \(steps) steps is being made smaller"
        case .shrunk(let from, let to, let attempts):
            "From \(from) steps to \(to), in \(attempts) attempts"
        case .county(let stations, let computers, let loss, let duplication):
            "stations \(stations), PCs of each \(computers), loss \(loss) %, "
                + "duplication \(duplication) %"
        case .nothingToShrink(let seed): "seed \(seed) goes well: nothing to make smaller"
        case .unknownScenario(let name): "there is no scenario \(name)"
        case .knownScenarios(let names): "scenarios: \(names.joined(separator: " "))"
        case .unknownBug(let name): "there is no bug \(name) to plant"
        case .unknownBugRemedy: "yizhan simulate bugs lists them"
        case .noHooks: "no bug can be planted in this build; nothing was simulated"
        case .noHooksRemedy: "use a debug build: swift build --product yizhan"
        case .noPlan(let name): "the scenario \(name) does not come from a plan"
        case .noPlanRemedy: "look at it step by step: yizhan simulate replay --trace"
        case .badPlan(let path): "\(path) is no plan of a simulation"
        case .badPlanRemedy:
            "yizhan simulate shrink --out writes plans; at least one station and one PC, "
                + "per cents up to 100"
        }
    }
}

extension SimulationSentence.Fault {
    var english: String {
        switch self {
        case .line: "line"
        case .restart: "restart"
        case .restore: "restore"
        case .clone: "clone"
        case .clock: "clock"
        case .powerCut: "power cut"
        case .kill: "kill"
        case .droppedWrite: "dropped write"
        case .tornSector: "torn sector"
        case .lyingSync: "lying sync"
        case .ioError: "I/O error"
        case .noSpace: "no space"
        case .shortWrite: "short write"
        case .flippedByte: "flipped byte"
        }
    }
}
