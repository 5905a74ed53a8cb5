extension Scenario {
    /// Stories, a county for each; most have a number of their own.
    package static let scripts =
        amnesia + branches + countyCopies + formerWords + delivery + forgery + conflicts + decisions
        + people
        + resyncs + resynced + townships

    /// Lost memories and branches once more, with a resync of some level before some of the exchanges.
    private static let resynced = (amnesia + branches).compactMap { scenario in
        scenario.amidResyncs.map { play in
            Scenario(
                "\(scenario.name)-resync", "with resyncs in the middle: \(scenario.claim)",
                play: play)
        }
    }
}
