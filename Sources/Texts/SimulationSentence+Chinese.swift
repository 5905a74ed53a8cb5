extension SimulationSentence {
    var chinese: String {
        switch self {
        case .ran(let scenario, let first, let last, let seeds, let seconds, let perSecond):
            "模拟 \(scenario)：种子 \(first)..\(last)，跑了 \(seeds) 个，\(seconds) 秒，每秒 \(perSecond) 个"
        case .planted(let name): "有意植入了错误 \(name)"
        case .portion(let seeds): "种子 \(seeds.lowerBound)..\(seeds.upperBound) 已跑完"
        case .lookedFor(let bug, let seeds):
            seeds.map { "\(bug)：第 \($0) 个种子发现" } ?? "\(bug)：没有发现"
        case .faults(let counts):
            "注入的故障：" + counts.map { "\($0.fault.chinese) \($0.count)" }.joined(separator: " · ")
        case .checks(let count): "核对 \(count) 次"
        case .falseSiblings(let count, let registers):
            "多余的并列写入 \(count) 处，占 \(registers) 个字段组的 \(Self.share(count, of: registers))%"
        case .sound: "● 没有发现问题"
        case .failed(let count): "✗ \(count) 个种子出了问题；重现："
        case .violation(let seed, let what): "种子 \(seed)：\(what)"
        case .broken(let first, let last, let end): "✗ 种子 \(first)..\(last) 的进程中途结束（\(end)）"
        case .replayed(let seed, let hash, let checks, let violations):
            "种子 \(seed)：轨迹 \(hash)，核对 \(checks) 次，"
                + (violations == 0 ? "没有发现问题" : "问题 \(violations) 处")
        case .shrinking(let steps): "计划有 \(steps) 步，正在缩小"
        case .shrunk(let from, let to, let attempts): "从 \(from) 步缩到 \(to) 步，试了 \(attempts) 次"
        case .county(let stations, let computers, let loss, let duplication):
            "\(stations) 个站点，每站 \(computers) 台电脑，丢失 \(loss)%，重复 \(duplication)%"
        case .nothingToShrink(let seed): "种子 \(seed) 没有问题，不用缩小"
        case .unknownScenario(let name): "没有叫 \(name) 的情景"
        case .knownScenarios(let names): "情景有：\(names.joined(separator: " "))"
        case .unknownBug(let name): "没有叫 \(name) 的可植入的错误"
        case .unknownBugRemedy: "用 yizhan simulate bugs 查看有哪些"
        case .noHooks: "这个程序里不能植入错误，没有模拟"
        case .noHooksRemedy: "用调试版：swift build --product yizhan"
        case .noPlan(let name): "情景 \(name) 不是由计划生成的，不能缩小"
        case .noPlanRemedy: "用 yizhan simulate replay --trace 逐步查看"
        case .badPlan(let path): "\(path) 不是模拟计划"
        case .badPlanRemedy: "计划由 yizhan simulate shrink --out 写出；至少一个站点、一台电脑，百分数不超过 100"
        }
    }
}

extension SimulationSentence.Fault {
    var chinese: String {
        switch self {
        case .line: "线路"
        case .restart: "重启"
        case .restore: "恢复旧备份"
        case .clone: "复制磁盘"
        case .clock: "时钟跳变"
        case .powerCut: "断电"
        case .kill: "进程被杀"
        case .droppedWrite: "断电丢失的写入"
        case .tornSector: "断电缺失的扇区"
        case .lyingSync: "谎报落盘"
        case .ioError: "读写出错"
        case .noSpace: "磁盘已满"
        case .shortWrite: "只写了一半"
        case .flippedByte: "字节被改"
        }
    }
}
