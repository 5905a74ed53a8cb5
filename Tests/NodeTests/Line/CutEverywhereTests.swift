import BadLine
import Foundation
import Testing

/// An exchange of about 200 kB that is cut at one byte: it resumes, and nothing is lost or doubled.
///
/// `YIZHAN_CUT_STRIDE` says how many bytes lie between two cuts, `YIZHAN_CUT_FIRST` where the first is;
/// Scripts/soak tries all of them.
@Suite(.serialized, .timeLimit(.minutes(600))) struct CutEverywhereTests {
    private static let stride = setting("YIZHAN_CUT_STRIDE") ?? 1_400
    private static let first = setting("YIZHAN_CUT_FIRST") ?? 0

    private static func setting(_ name: String) -> Int? {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
    }

    /// One run after the other over the same line, each cut a little later: as long as nothing has come
    /// through the stores stand where they stood, so one resumption shows what all of these would come to.
    @Test(arguments: LineDirection.allCases)
    func `a message that is cut at any byte has come or has not, and either way is resumed from`(
        _ direction: LineDirection
    ) async throws {
        let scene = try await CutScene.make()
        var walk = try await CutWalk(scene, direction, stride: Self.stride)
        try await walk.toTheEnd(from: Self.first)
        // Into how many messages an exchange is parted depends on how quick it was; the last change and its
        // receipt are two stages in any case, and in each at least one cut let nothing through.
        #expect(walk.stages >= (direction == .up ? CutScene.changes : 2))
        #expect(walk.cuts > walk.stages)
        #expect(direction == .down || walk.cuts * Self.stride > 150_000)
        try await scene.stop()
    }

    /// Every run begins with the same two directories and ends on its second connection, so that the cut may
    /// fall on one that has carried something before.
    @Test(arguments: LineDirection.allCases)
    func `an exchange that is cut between or in its messages resumes and loses nothing`(
        _ direction: LineDirection
    ) async throws {
        let scene = try await CutScene.make()
        let whole = try await scene.finish(scene.begin(), "uncut")
        #expect(whole.up > 150_000)
        let bytes = direction == .up ? whole.up : whole.down
        var lost = 0
        let places = Array(Swift.stride(from: Self.first % 1_000, to: bytes, by: bytes / 20 + 1))
        for place in places {
            let count = try await scene.run(cutting: place, direction)
            #expect(count <= 1, "\(place)")
            lost += count
        }
        // The last places may lie behind the end: how an exchange is parted depends on how quick it was.
        #expect(lost * 10 >= places.count * 8)
        try await scene.stop()
    }
}
