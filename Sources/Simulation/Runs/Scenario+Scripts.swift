extension Scenario {
    /// Those with a number of their own, a county for each.
    package static let scripts = amnesia + delivery + conflicts
}
