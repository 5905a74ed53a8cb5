extension Scenario {
    static let scripts: [Scenario] = []
}
