import SyncCore
import Testing

/// A bundle as QR codes: scanned in any order, some twice, some not at all.
@Suite struct BundlePiecesTests {
    private static func bundle(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 3) }
    }
    private static let alphabet = Set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")

    @Test(arguments: [1, 2, 599, 600, 601, 1_200, 5_431])
    func `any order and any repetition gives the bundle back`(count: Int) throws {
        let bundle = Self.bundle(count)
        let lines = try #require(BundlePieces.lines(of: bundle))
        #expect(lines.count == (count + 599) / 600)
        for end in ["\n", "\r\n", "\r", "\n\n"] {
            let text = (lines.reversed() + lines).map { "  \($0) " }.joined(separator: end)
            #expect(try BundlePieces.bundle(from: text) == bundle)
        }
    }

    @Test func `every character is one of a QR code's alphanumeric mode, and a piece fits a code`()
        throws
    {
        for line in try #require(BundlePieces.lines(of: Self.bundle(5_000))) {
            #expect(line.allSatisfy(Self.alphabet.contains))
            #expect(line.count <= 970)
            #expect(BundlePieces.arePieces(line.utf8))
        }
    }

    @Test func `what is missing is named`() throws {
        var lines = try #require(BundlePieces.lines(of: Self.bundle(3_000)))
        lines.remove(at: 3)
        lines.remove(at: 0)
        #expect(throws: BundlePieces.Problem.missing([1, 4], of: 5)) {
            try BundlePieces.bundle(from: lines.joined(separator: "\n"))
        }
    }

    @Test func `a misread line is none, whatever was misread in it`() throws {
        let lines = try #require(BundlePieces.lines(of: Self.bundle(700)))
        let characters = Array(lines[0])
        for index in characters.indices {
            var misread = characters
            misread[index] = misread[index] == "X" ? "Y" : "X"
            let text = String(misread) + "\n" + lines[1]
            #expect(throws: BundlePieces.Problem.self, "\(index)") {
                try BundlePieces.bundle(from: text)
            }
        }
    }

    @Test func `pieces of two bundles are not mixed`() throws {
        let one = try #require(BundlePieces.lines(of: Self.bundle(700)))
        let other = try #require(BundlePieces.lines(of: Self.bundle(701)))
        #expect(throws: BundlePieces.Problem.severalBundles) {
            try BundlePieces.bundle(from: one[0] + "\n" + other[1])
        }
    }

    @Test func `text without pieces names its lines`() {
        #expect(throws: BundlePieces.Problem.unreadable(lines: [1, 3])) {
            try BundlePieces.bundle(from: "hello\n\nYZB/12/1/1/0/0")
        }
    }

    @Test func `what is too much for codes is not cut`() {
        let limit = BundlePieces.pieceBytes * BundlePieces.countLimit
        #expect(BundlePieces.lines(of: [UInt8](repeating: 0, count: limit + 1)) == nil)
        #expect(BundlePieces.lines(of: []) == nil)
    }
}
