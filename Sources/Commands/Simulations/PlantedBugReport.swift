import Foundation
import Simulation
package import SyncCore
public import Texts

/// What can be planted, and after how many seeds it was noticed, where that was looked for.
public struct PlantedBugReport: Report {
    public static let kind = "PlantedBugs"
    public static let list: String? = "bugs"

    public struct Entry: Encodable, Sendable, Hashable {
        public let bug: String
        /// What the code takes to be true; in English, as the claims of scenarios are.
        public let belief: String
        /// In which it has to be noticed.
        public let scenario: String
        /// The first of the scenario's seeds in which it is known to be noticed.
        public let knownSeed: UInt64
        /// How many were needed now; absent where none noticed it.
        public var seeds: UInt64?
        /// By what it was noticed: the first violation, or how the process died.
        public var noticed: String?

        package init(_ bug: PlantedBug) {
            self.bug = bug.rawValue
            belief = bug.belief
            scenario = bug.whereabouts.scenario
            knownSeed = bug.whereabouts.seed
        }
    }

    public let bugs: [Entry]
    private let wasLookedFor: Bool

    public var exit: ExitStatus {
        wasLookedFor && bugs.contains { $0.seeds == nil } ? .no : .done
    }

    package init(_ bugs: [Entry], wasLookedFor: Bool) {
        self.bugs = bugs
        self.wasLookedFor = wasLookedFor
    }

    private enum CodingKeys: CodingKey { case bugs }

    public func text(in language: Language) -> String {
        let rows = bugs.map { entry in
            wasLookedFor
                ? [
                    entry.seeds == nil ? "✗" : "●", entry.bug, entry.scenario,
                    entry.seeds.map { "\($0)" } ?? "–", entry.noticed ?? "",
                ] : [entry.bug, entry.scenario, entry.belief]
        }
        let widths = (rows.first ?? []).indices.map { column in
            rows.map { $0[column].count }.max() ?? 0
        }
        return rows.map { row in
            zip(row.dropLast(), widths).map { cell, width in
                cell.padding(toLength: width + 2, withPad: " ", startingAt: 0)
            }.joined() + (row.last ?? "")
        }.joined(separator: "\n")
    }
}
