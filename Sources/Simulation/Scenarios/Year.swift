extension Scenario {
    /// A year of a whole county: takes the better part of a minute, where all others take an instant.
    static let year = Scenario(
        "year", "thirteen stations, 365 days, up to 180 of them without a line: all agree",
        stations: 13, computers: 1
    ) { stage in
        let year = Year(stage)
        for day in 0..<365 { try year.live(day) }
    }
}

/// What befalls thirteen townships in a year.
private struct Year {
    let stage: Stage
    /// Of each station, the days on which there is no line at all.
    let silences: [Range<Int>]
    /// The days of what happens once: whose disk is put back, and who was copied before.
    let stationFails: Int
    let countyFails: Int

    init(_ stage: Stage) {
        self.stage = stage
        silences = (1...13).map { _ in
            let length = 10 + stage.dice.below(171)
            let first = stage.dice.below(365 - length)
            return first..<(first + length)
        }
        stationFails = 60 + stage.dice.below(120)
        countyFails = 200 + stage.dice.below(120)
    }

    func live(_ day: Int) throws {
        for station in silences.indices {
            if day % 7 < 5 { work(at: station + 1) }
            if !silences[station].contains(day), stage.dice.chance(percent: 20) {
                stage.sync(station + 1, line)
            }
        }
        try breakSomething(day)
        stage.wait(days: 1)
    }

    private var line: VirtualLine.Quality {
        .init(requestLoss: 10, answerLoss: 10, duplication: 5)
    }

    private func work(at index: Int) {
        stage.world.perform(
            .write(machine: index, what: stage.dice.below(100), pick: stage.dice.next()))
    }

    private func breakSomething(_ day: Int) throws {
        if day % 30 == 17 {
            let index = stage.dice.below(14)
            stage.world.perform(
                .fail(machine: index, isPower: true, call: 1 + UInt64(stage.dice.below(60))))
        }
        if day % 40 == 11 { stage.world.perform(.refuse(pick: stage.dice.next())) }
        if day == stationFails - 14 { stage.backup(5) }
        if day == stationFails { stage.restore(5, withKeys: stage.dice.chance(percent: 50)) }
        if day == countyFails - 7 { stage.backup(0) }
        if day == countyFails { stage.restore(0, withKeys: true) }
    }
}
