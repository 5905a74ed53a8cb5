import Foundation
import Simulation
public import Texts

/// What can be simulated.
public struct ScenarioReport: Report {
    public static let kind = "Scenarios"
    public static let list: String? = "scenarios"

    public struct Entry: Encodable, Sendable, Hashable {
        public let name: String
        /// What must come out; in English, as the documents of the protocol are.
        public let claim: String
    }

    public let scenarios: [Entry]

    init(_ scenarios: [Scenario]) {
        self.scenarios = scenarios.map { Entry(name: $0.name, claim: $0.claim) }
    }

    public func text(in language: Language) -> String {
        let width = scenarios.map(\.name.count).max() ?? 0
        return scenarios.map { entry in
            entry.name.padding(toLength: width + 2, withPad: " ", startingAt: 0) + entry.claim
        }.joined(separator: "\n")
    }
}
