import Commands
import Foundation
import Testing

/// What is typed unseen is the bytes that were typed.
@Suite struct SecretLineTests {
    private static let lines: [(typed: [UInt8], read: [UInt8]?)] = [
        (Array("口令 1\n".utf8), Array("口令 1".utf8)),
        ([0xFF, 0xC3, 0x28, 0x0A], [0xFF, 0xC3, 0x28]),
        ([0x61, 0x00, 0x62, 0x0A], [0x61, 0x00, 0x62]),
        ([0x0A], []), ([0x61], [0x61]), ([], nil),
        (Array(repeating: 0x61, count: 5_000) + [0x0A], Array(repeating: 0x61, count: 4_097)),
    ]

    @Test(arguments: lines)
    func `no byte of a line is mended, and none is left out`(
        typed: [UInt8], read: [UInt8]?
    ) throws {
        let pipe = Pipe()
        try pipe.fileHandleForWriting.write(
            contentsOf: Data(typed + (typed.last == 0x0A ? [0x62] : [])))
        try pipe.fileHandleForWriting.close()
        let descriptor = pipe.fileHandleForReading.fileDescriptor
        #expect(SecretLine.read(from: descriptor) == read)
        // What follows a line is the next one's.
        #expect(SecretLine.read(from: descriptor) == (typed.last == 0x0A ? [0x62] : nil))
    }
}
