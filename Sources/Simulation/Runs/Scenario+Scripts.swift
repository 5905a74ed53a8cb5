extension Scenario {
    /// Stories, a county for each; most have a number of their own.
    package static let scripts =
        amnesia + branches + formerWords + delivery + forgery + conflicts + decisions + people
        + resyncs + townships
}
