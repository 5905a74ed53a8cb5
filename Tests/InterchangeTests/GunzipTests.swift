import Foundation
import Interchange
import Testing

@Suite struct GunzipTests {
    static let text = "姓名,手机号\r\n王强,13800138000\r\n"
    static let packed = bytes(
        "H4sIAAAAAAACA3u6fPLTCb06zzq7n83Z9bR/Oy/X877up3t26RgaWxgYgAkDXi4ABMYYYSYAAAA=")
    /// 64 KiB of zeros in 96 bytes.
    static let zeros = bytes(
        "H4sIAAAAAAACA+3BAQEAAACAkP6v7ggK" + String(repeating: "A", count: 84)
            + "auuOl9cAAAEA")
    static let limits = Gunzip.Limits(bytes: 4 << 20, ratio: 200)

    static func bytes(_ base64: String) -> [UInt8] {
        Data(base64Encoded: base64).map(Array.init) ?? []
    }

    static func unpack(
        _ file: [UInt8], pieces: Int, limits: Gunzip.Limits = limits
    ) throws -> [UInt8] {
        let gunzip = Gunzip(limits: limits)
        var output: [UInt8] = []
        for start in stride(from: 0, to: file.count, by: pieces) {
            let end = min(start + pieces, file.count)
            try gunzip.unpack(Array(file[start..<end]), into: &output)
        }
        try gunzip.finish(into: &output)
        return output
    }

    @Test(arguments: [1, 2, 3, 7, 1_000])
    func aFileUnpacksInPiecesOfAnySize(pieces: Int) throws {
        let plain = Array(Self.text.utf8)
        #expect(try Self.unpack(Self.packed, pieces: pieces) == plain)
        #expect(try Self.unpack(plain, pieces: pieces) == plain)
        #expect(try Self.unpack(Self.packed + Self.packed, pieces: pieces) == plain + plain)
        #expect(try Self.unpack(Self.packed + [0, 0, 0], pieces: pieces) == plain)
    }

    @Test func whatFillsTheBufferExactlyIsNotLost() throws {
        #expect(try Self.unpack(Self.zeros, pieces: 96) == [UInt8](repeating: 0, count: 65_536))
        #expect(try Self.unpack(Self.zeros + Self.packed, pieces: 7).count == 65_536 + 38)
    }

    @Test(arguments: [[], [0x1F], [0x41]])
    func aFileTooShortToTellIsPlain(file: [UInt8]) throws {
        #expect(try Gunzip.unpack(file, limits: Self.limits) == file)
    }

    @Test func everyCutIsFound() {
        for length in 2..<Self.packed.count {
            #expect(throws: Gunzip.Problem.truncated) {
                try Gunzip.unpack(Array(Self.packed.prefix(length)), limits: Self.limits)
            }
        }
    }

    @Test func damageIsFound() {
        for position in [2, 20, Self.packed.count - 8, Self.packed.count - 4] {
            var file = Self.packed
            file[position] ^= 0x55
            #expect(throws: Gunzip.Problem.damaged, "\(position)") {
                try Gunzip.unpack(file, limits: Self.limits)
            }
        }
        #expect(throws: Gunzip.Problem.damaged) {
            try Gunzip.unpack(Self.packed + Array("rest".utf8), limits: Self.limits)
        }
    }

    @Test func outputIsBounded() {
        let mebibytes = Array(repeatElement(Self.zeros, count: 64).joined())
        #expect(throws: Never.self) {
            try Gunzip.unpack(mebibytes, limits: .init(bytes: 4 << 20, ratio: 1_000))
        }
        #expect(throws: Gunzip.Problem.tooLarge(limit: 3 << 20)) {
            try Gunzip.unpack(mebibytes, limits: .init(bytes: 3 << 20, ratio: 1_000))
        }
        #expect(throws: Gunzip.Problem.ratioExceeded(limit: 200)) {
            try Gunzip.unpack(mebibytes, limits: .init(bytes: 4 << 20, ratio: 200))
        }
        #expect(throws: Gunzip.Problem.tooLarge(limit: 3)) {
            try Gunzip.unpack(Array("abcd".utf8), limits: .init(bytes: 3))
        }
    }
}
