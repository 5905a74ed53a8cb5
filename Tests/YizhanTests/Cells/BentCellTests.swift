import Foundation
import Store
import Testing

/// A disk, or a hand at the file, may leave anything in any cell: no command and no exchange ends a process by
/// it, and none calls it a bug of the program.
@Suite(.timeLimit(.minutes(60))) struct BentCellTests {
    /// Of how many cells one is bent; 1 for all of them takes hours.
    private static let stride =
        ProcessInfo.processInfo.environment["YIZHAN_CELL_STRIDE"].flatMap { Int($0) } ?? 199

    @Test(arguments: [false, true])
    func `whatever stands in a cell, nothing traps and nothing is called a bug`(
        isCounty: Bool
    ) async throws {
        let scene = try BentScene()
        let folder = scene.folder.url.path
        let step = Self.stride
        var first = 0
        while true {
            let result = await #expect(processExitsWith: .success) {
                [
                    folder = folder as String, isCounty = isCounty as Bool, from = first as Int,
                    step = step as Int
                ] in
                try Self.bendAll(folder, isCounty, from: from, step: step)
            }
            guard result == nil else { break }
            let last = BentNode.last(in: scene.folder.url)
            Issue.record("the process ended: \(last?.text ?? "before the first cell")")
            guard let last, last.number >= first else { break }
            first = last.number + step
        }
        let bugs = try? String(
            contentsOf: scene.folder.url.appendingPathComponent("bugs"), encoding: .utf8)
        #expect(bugs == nil, "\(bugs ?? "")")
    }

    private static func bendAll(
        _ path: String, _ isCounty: Bool, from: Int, step: Int
    ) throws {
        let folder = URL(fileURLWithPath: path)
        let hurt = folder.appendingPathComponent(isCounty ? "sound/county" : "sound/station")
        let cells = try BentCell.all(in: hurt.appendingPathComponent(Store.fileName))
        try #require(cells.count > 1_000)
        let file = folder.appendingPathComponent("bugs")
        for number in Swift.stride(from: from, to: cells.count, by: step) {
            var node = BentNode(isCounty: isCounty, in: folder)
            try node.suffer(cells[number], number: number)
            guard !node.bugs.isEmpty else { continue }
            let known = (try? Data(contentsOf: file)) ?? Data()
            let new = node.bugs.map { $0 + "\n" }.joined()
            try (known + Data(new.utf8)).write(to: file)
        }
    }
}
