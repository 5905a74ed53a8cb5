/// Makes a plan that goes wrong smaller, as long as it goes on going wrong in a like way (delta debugging,
/// Zeller and Hildebrandt 2002, without its complements).
package struct Shrinking: Sendable {
    package private(set) var plan: Plan
    package private(set) var violations: [String]
    /// Plans that were tried.
    package private(set) var attempts = 0
    private let kinds: Set<String>
    private let judge: @Sendable (Plan) -> [String]

    /// nil for a plan in which nothing goes wrong.
    /// - Parameter judge: what is wrong with a plan.
    package init?(
        _ plan: Plan, judge: @escaping @Sendable (Plan) -> [String] = { Trial($0).violations }
    ) {
        let violations = judge(plan)
        guard !violations.isEmpty else { return nil }
        self.plan = plan
        self.violations = violations
        self.judge = judge
        kinds = Self.kinds(of: violations)
    }

    /// - Parameter isOver: asked before every attempt; whether what there is will do.
    package mutating func run(until isOver: () -> Bool = { false }) {
        simplifyCounty()
        var width = max(1, plan.steps.count / 2)
        while !isOver() {
            let isSmaller = removeSteps(by: width, until: isOver)
            if width > 1 { width = max(1, width / 2) } else if !isSmaller { break }
        }
        simplifyCounty()
    }

    /// Takes out every `width` steps that are not needed, the last first.
    private mutating func removeSteps(by width: Int, until isOver: () -> Bool) -> Bool {
        var isSmaller = false
        var end = plan.steps.count
        while end > 0, !isOver() {
            let start = max(0, end - width)
            var smaller = plan
            smaller.steps.removeSubrange(start..<end)
            if take(smaller) { isSmaller = true }
            end = start
        }
        return isSmaller
    }

    private mutating func simplifyCounty() {
        var smaller = plan
        smaller.loss = 0
        smaller.duplication = 0
        _ = take(smaller)
        for (stations, computers) in [(1, 1), (1, plan.computers), (plan.stations, 1)] {
            smaller = plan
            smaller.stations = stations
            smaller.computers = computers
            if take(smaller) { break }
        }
    }

    private mutating func take(_ smaller: Plan) -> Bool {
        guard smaller != plan else { return false }
        attempts += 1
        let found = judge(smaller)
        guard !kinds.isDisjoint(with: Self.kinds(of: found)) else { return false }
        plan = smaller
        violations = found
        return true
    }

    /// Violations without the numbers and ids in them.
    private static func kinds(of violations: [String]) -> Set<String> {
        Set(
            violations.map { violation in
                violation.split(separator: " ").filter { word in
                    !word.contains { $0.isNumber }
                        && !(word.count >= 8 && word.allSatisfy(\.isHexDigit))
                }.joined(separator: " ")
            })
    }
}
