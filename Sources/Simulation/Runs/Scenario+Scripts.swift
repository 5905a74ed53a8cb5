extension Scenario {
    /// Those with a number of their own, a county for each.
    static let scripts = amnesia + delivery + conflicts
}
