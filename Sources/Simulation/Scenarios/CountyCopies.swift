import Store

/// A county's server that was copied, and both copies in use (docs/PROTOCOL.md, Apart).
extension Scenario {
    static let countyCopies = [
        Scenario(
            "county-twin",
            "a county and its copy that answer by turns come to rest, and no station is renewed for it",
            script: countyTwin)
    ]

    /// Over lines good and bad, each exchange meets the one or the other.
    private static func countyTwin(_ stage: Stage) throws {
        for index in [1, 2] {
            try stage.work(at: index, upTo: 3)
            if stage.dice.chance(percent: 80) { stage.sync(index) }
        }
        stage.world.cloneCounty()
        let counties = [0, stage.world.machines.count - 1]
        let loss = stage.dice.chance(percent: 50) ? stage.dice.below(30) : 0
        let line = VirtualLine.Quality(requestLoss: UInt64(loss), answerLoss: UInt64(loss))
        for _ in 0..<(8 + stage.dice.below(16)) {
            let index = 1 + stage.dice.below(2)
            if stage.dice.chance(percent: 70) { try stage.work(at: index, upTo: 2) }
            if stage.dice.chance(percent: 25) {
                try stage.work(at: counties[stage.dice.below(2)], upTo: 2)
            }
            stage.sync(index, with: counties[stage.dice.below(2)], line)
        }
        stage.settle()
        for index in [1, 2] { stage.sync(index) }
        stage.require("nothing was lost", stage.world.truth.gone == 0)
        for index in [1, 2] {
            // Where nothing proves which end was copied, the lower gives way, once; once more where the
            // answer is lost that would have brought the proof.
            stage.require(
                "one new origin at \(index), and one for each fault of the line, at most",
                try stage.store(index).ownOrigins().count <= 2 + stage.world.figures.lineFaults)
            stage.require(
                "nothing is pending at \(index)",
                try stage.store(index).view { try $0.delivery().pending } == 0)
        }
        for index in counties {
            stage.require(
                "one new origin of each county", try stage.store(index).ownOrigins().count <= 2)
            stage.require(
                "nobody waits at \(index)",
                try stage.store(index).view { try $0.waitingOrigins() }.isEmpty)
        }
    }
}
