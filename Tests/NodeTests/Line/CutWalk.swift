import BadLine
import Testing

/// Exchanges between the same two ends, each cut a little later than the one before, until all has come
/// through. From each place where the two stand on the way a copy of them goes on to the end.
struct CutWalk {
    /// No message with its handshake has more bytes.
    private static let farthest = 200_000

    private let scene: CutScene
    private let ends: CutScene.Ends
    private let direction: LineDirection
    private let stride: Int
    private(set) var cuts = 0
    /// Places where the two stood, the end included.
    private(set) var stages = 0

    init(_ scene: CutScene, _ direction: LineDirection, stride: Int) async throws {
        self.scene = scene
        self.direction = direction
        self.stride = stride
        ends = try scene.begin()
    }

    /// - Parameter first: the byte that is cut first, of each message.
    mutating func toTheEnd(from first: Int) async throws {
        var standing = try scene.standing(of: ends)
        while standing.pending > 0 {
            try await resume()
            standing = try await pass(standing, from: first)
            stages += 1
        }
    }

    /// Cuts until something has come through: where the two stand then.
    private mutating func pass(
        _ before: CutScene.Standing, from first: Int
    ) async throws -> CutScene.Standing {
        for place in Swift.stride(from: first, to: Self.farthest, by: stride) {
            try await scene.exchange(ends, cutting: place, direction, staysDown: true)
            cuts += 1
            let now = try scene.standing(of: ends)
            guard now == before else {
                #expect(now.held >= before.held && now.pending <= before.pending, "\(place)")
                return now
            }
        }
        throw CutWalkError.nothingComesThrough
    }

    private func resume() async throws {
        try await scene.finish(scene.copy(of: ends), "stage \(stages)")
    }
}

enum CutWalkError: Error { case nothingComesThrough }
