import SyncCore
import Synchronization

/// What was worked out of the words of claims' searches, each time the same from the same bytes: signatures
/// and points take a while. In memory only.
final class SearchMemo: Sendable {
    /// Who stood in a bucket when its points were made, and by which changes.
    typealias Mark = [[Int64]]

    private struct Known {
        var signed: [Entity: Bool] = [:]
        var matches: [Entity: [UInt8]?] = [:]
        var points: [Entity: (mark: Mark, points: [[UInt8]])] = [:]
    }
    private let known = Mutex(Known())

    private static let capacity = 1 << 14

    /// Whether a word is signed as it has to be.
    func isSigned(_ word: Entity, orFind find: () throws -> Bool) rethrows -> Bool {
        if let known = known.withLock({ $0.signed[word] }) { return known }
        let isSigned = try find()
        known.withLock {
            if $0.signed.count >= Self.capacity { $0.signed = [:] }
            $0.signed[word] = isSigned
        }
        return isSigned
    }

    /// Which point of an answer is the number that was asked about.
    func match(of answer: Entity, orFind find: () -> [UInt8]?) -> [UInt8]? {
        if let known = known.withLock({ $0.matches[answer] }) { return known }
        let match = find()
        known.withLock {
            if $0.matches.count >= Self.capacity { $0.matches = [:] }
            $0.matches[answer] = .some(match)
        }
        return match
    }

    /// The points of a question's bucket, as long as it holds whom it held.
    func points(
        for question: Entity, _ mark: Mark, orMake make: () throws -> [[UInt8]]
    ) rethrows -> [[UInt8]] {
        if let known = known.withLock({ $0.points[question] }), known.mark == mark {
            return known.points
        }
        let points = try make()
        known.withLock {
            if $0.points.count >= Self.capacity >> 6 { $0.points = [:] }
            $0.points[question] = (mark, points)
        }
        return points
    }
}
