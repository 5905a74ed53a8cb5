import Crypto
import Foundation
import SyncCore
import Synchronization
import Testing

@testable import Store

/// Bytes of attachments on a real disk.
@Suite struct AttachmentFolderTests {
    private let place: TemporaryPlace
    private let folder: AttachmentFolder
    private static let scope = SeededRandomness(1).identifier(Scope.self)

    init() throws {
        place = try TemporaryPlace()
        folder = Self.folder(in: place)
    }

    static func folder(in place: TemporaryPlace, reserve: Int64 = 0) -> AttachmentFolder {
        AttachmentFolder(
            in: place.url, master: SymmetricKey(data: [UInt8](repeating: 3, count: 32)),
            randomness: SeededRandomness(2), reserve: reserve)
    }

    /// Bytes in which no block is like another.
    static func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { place in
            let mixed = place &* 31 &+ (place >> 8) &* 7
            return UInt8(truncatingIfNeeded: mixed &+ (place >> 14) &* 13)
        }
    }

    private func source(_ bytes: [UInt8], _ name: String = "source") throws -> String {
        let url = place.url.appendingPathComponent(name)
        try Data(bytes).write(to: url)
        return url.path
    }

    private func add(_ bytes: [UInt8]) throws -> (AttachmentItem, salt: [UInt8]) {
        let added = try folder.add(source(bytes), to: Self.scope, limit: .max)
        let key = AttachmentKey(scope: Self.scope, name: added.name)
        return (AttachmentItem(key: key, size: added.size), added.salt)
    }

    private func all(_ item: AttachmentItem, _ salt: [UInt8]) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try folder.export(item.key, salts: [salt]) { bytes += $0 }
        return bytes
    }

    private func looked(at item: AttachmentItem, _ salt: [UInt8]) -> AttachmentLook.Result? {
        let look = folder.look(at: item.key, salts: [salt], sizes: [item.size])
        look.goOn()
        return look.result
    }

    private static func item(of bytes: [UInt8], salt: [UInt8]) -> AttachmentItem {
        AttachmentItem(
            key: AttachmentKey(scope: scope, name: Hash.sha256(salt, bytes)),
            size: UInt64(bytes.count))
    }

    /// Around the ends of blocks and of the pieces that are synced together.
    static let sizes = [
        1, 2, 16_383, 16_384, 16_385, 32_768, 100_000, 1 << 20, (1 << 20) + 1, 3_000_000,
    ]

    @Test(arguments: sizes)
    func whatIsAddedIsNamedByItsSaltedHashAndComesBack(size: Int) throws {
        let bytes = Self.bytes(size)
        let (item, salt) = try add(bytes)
        #expect(item.key.name == Hash.sha256(salt, bytes))
        #expect(item.size == UInt64(size))
        #expect(folder.isHeld(item.key))
        #expect(folder.held(in: Self.scope) == [item.key.name])
        #expect(try all(item, salt) == bytes)
        #expect(looked(at: item, salt) == .sound)
        let wrong = [UInt8](repeating: 0, count: 16)
        #expect(looked(at: item, wrong) == .flawed(.altered))
    }

    @Test func nothingOnTheDiskIsInTheClearOrForOthers() throws {
        let bytes = Array(String(repeating: "签到表 欧阳慕雪 ", count: 4_000).utf8)
        let (item, _) = try add(bytes)
        let path = folder.path(of: item.key)
        let file = try Data(contentsOf: URL(fileURLWithPath: path))
        #expect(file.firstRange(of: Data(bytes.prefix(16))) == nil)
        for (path, mode) in [
            (path, 0o600), (folder.folder(of: Self.scope).path, 0o700),
            (folder.folder.path, 0o700),
        ] {
            let found = try FileManager.default.attributesOfItem(atPath: path)
            #expect(found[.posixPermissions] as? Int == mode, "\(path)")
        }
    }

    /// Two files of one content have nothing in common, not even a block.
    @Test func theSameBytesTwiceLookDifferent() throws {
        let bytes = Self.bytes(40_000)
        let (first, second) = (try add(bytes), try add(bytes))
        #expect(first.0.key.name != second.0.key.name)
        let files = try [first.0, second.0].map {
            try Data(contentsOf: URL(fileURLWithPath: folder.path(of: $0.key)))
        }
        for start in stride(from: 32, to: files[0].count - 16, by: 1_000) {
            #expect(files[1].firstRange(of: files[0][start..<start + 16]) == nil)
        }
    }

    // MARK: What is refused

    @Test func whatIsNoFileOrTooLongIsRefusedAndLeavesNothing() throws {
        let long = try source(Self.bytes(1_001))
        let empty = try source([], "empty")
        let cases: [(String, UInt64, AttachmentError)] = [
            (long, 1_000, .size(1_001)), (empty, .max, .size(0)),
            (place.url.path, .max, .unreadable), ("/dev/null", .max, .unreadable),
            (place.url.path + "/none", .max, .unreadable),
        ]
        for (path, limit, error) in cases {
            #expect(throws: error) { try folder.add(path, to: Self.scope, limit: limit) }
            #expect(throws: error) { try folder.check(path, limit: limit) }
        }
        #expect(folder.held(in: Self.scope).isEmpty)
    }

    @Test func roomIsLeftForRecords() throws {
        let greedy = Self.folder(in: place, reserve: .max / 2)
        let path = try source(Self.bytes(10))
        #expect(throws: AttachmentError.full) {
            try greedy.add(path, to: Self.scope, limit: .max)
        }
        let item = Self.item(of: Self.bytes(10), salt: [1])
        #expect(throws: AttachmentError.full) {
            try greedy.take(Self.bytes(10), at: 0, of: item, salts: [[1]])
        }
        #expect(!greedy.isHeld(item.key) && greedy.held(of: item) == 0)
        #expect(greedy.parts(in: Self.scope).isEmpty)
        #expect(!FileManager.default.fileExists(atPath: folder.folder.path))
    }

    /// A second close would hit a file that somebody else has opened meanwhile.
    @Test func whatCannotBeBegunIsClosedOnceAndLeavesNothing() throws {
        let path = place.url.appendingPathComponent("begun").path
        let isOver = Mutex(false)
        let lost = Mutex(0)
        let done = DispatchSemaphore(value: 0)
        Thread {
            while !isOver.withLock({ $0 }) {
                let other = open("/dev/null", O_RDONLY)
                for _ in 0..<20 where fcntl(other, F_GETFD) < 0 { lost.withLock { $0 += 1 } }
                close(other)
            }
            done.signal()
        }.start()
        let master = SymmetricKey(data: [UInt8](repeating: 3, count: 32))
        for _ in 0..<5_000 {
            #expect(throws: AttachmentError.full) {
                try AttachmentFile(
                    making: path, total: 10, seed: [UInt8](repeating: 1, count: 16), under: master
                ) { (_, _, _) throws(AttachmentError) in throw .full }
            }
        }
        isOver.withLock { $0 = true }
        done.wait()
        #expect(lost.withLock { $0 } == 0)
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    /// A killed program's draft is in nobody's way.
    @Test func whatWasLeftHalfAddedIsWrittenOver() throws {
        _ = try add(Self.bytes(10))
        let draft = folder.folder(of: Self.scope).appendingPathComponent("adding.new")
        try Data(Self.bytes(99)).write(to: draft)
        let (item, salt) = try add(Self.bytes(20))
        #expect(try all(item, salt) == Self.bytes(20))
        #expect(!FileManager.default.fileExists(atPath: draft.path))
        #expect(folder.held(in: Self.scope).count == 2)
    }

    // MARK: Pieces

    /// Pieces of so many blocks each.
    @Test(arguments: [1, 2, 5, 64])
    func piecesAddUpToTheWhole(blocks: Int) throws {
        let bytes = Self.bytes(300_001)
        let salt = [UInt8](repeating: 9, count: 16)
        let item = Self.item(of: bytes, salt: salt)
        var offset = 0
        while offset < bytes.count {
            #expect(!folder.isHeld(item.key))
            let end = min(offset + blocks << 14, bytes.count)
            let held = try folder.take(
                Array(bytes[offset..<end]), at: UInt64(offset), of: item, salts: [[1], salt])
            #expect(held == UInt64(end))
            #expect(folder.held(of: item) == held)
            offset = end
        }
        #expect(try all(item, salt) == bytes)
        #expect(folder.parts(in: Self.scope).isEmpty)
    }

    @Test func aPieceThatDoesNotJoinChangesNothing() throws {
        let bytes = Self.bytes(100_000)
        let item = Self.item(of: bytes, salt: [7])
        #expect(try folder.take(Array(bytes[..<16_384]), at: 0, of: item, salts: [[7]]) == 16_384)
        #expect(
            try folder.take(Array(bytes[65_536..<81_920]), at: 65_536, of: item, salts: [[7]])
                == 16_384)
        // Known already, and partly known.
        #expect(try folder.take(Array(bytes[..<16_384]), at: 0, of: item, salts: [[7]]) == 16_384)
        #expect(try folder.take(Array(bytes[..<49_152]), at: 0, of: item, salts: [[7]]) == 49_152)
        for (offset, count) in [(1, 16_384), (49_152, 16_383), (98_304, 5_000)] {
            #expect(throws: AttachmentError.outOfLine) {
                try folder.take(
                    [UInt8](repeating: 0, count: count), at: UInt64(offset), of: item, salts: [[7]])
            }
        }
        #expect(
            try folder.take(Array(bytes[49_152...]), at: 49_152, of: item, salts: [[7]]) == 100_000)
        #expect(try all(item, [7]) == bytes)
    }

    @Test func aLieIsDroppedWhole() throws {
        var bytes = Self.bytes(50_000)
        let item = Self.item(of: bytes, salt: [7])
        bytes[49_999] ^= 1
        _ = try folder.take(Array(bytes[..<32_768]), at: 0, of: item, salts: [[7]])
        #expect(throws: AttachmentError.mismatch) {
            try folder.take(Array(bytes[32_768...]), at: 32_768, of: item, salts: [[7]])
        }
        #expect(!folder.isHeld(item.key) && folder.held(of: item) == 0)
        #expect(folder.parts(in: Self.scope).isEmpty)
    }

    /// What a cut of power leaves of a part: less, torn in a block, or with a block that is none.
    @Test(arguments: [0, 31, 32, 33, 16_444, 20_000, 32_856, 49_267])
    func aTornPartGoesOnFromItsLastWholeBlock(length: Int) throws {
        let bytes = Self.bytes(60_000)
        let item = Self.item(of: bytes, salt: [7])
        _ = try folder.take(Array(bytes[..<49_152]), at: 0, of: item, salts: [[7]])
        let path = folder.path(of: item.key, AttachmentFolder.part)
        #expect(truncate(path, length) == 0)
        let held = folder.held(of: item)
        #expect(held == UInt64(max(0, length - 32) / 16_412 * 16_384))
        #expect(
            try folder.take(Array(bytes[Int(held)...]), at: held, of: item, salts: [[7]]) == 60_000)
        #expect(try all(item, [7]) == bytes)
    }

    /// All of it came, and whoever was to compare it was killed: the last block comes again, and with it
    /// the comparison.
    @Test(arguments: [10, 16_384, 60_000])
    func aPartThatHasAllIsFinishedByItsLastBlock(size: Int) throws {
        let bytes = Self.bytes(size)
        let (item, salt) = try add(bytes)
        let path = folder.path(of: item.key, AttachmentFolder.part)
        #expect(rename(folder.path(of: item.key), path) == 0)
        let held = folder.held(of: item)
        #expect(held == UInt64((size - 1) / 16_384 * 16_384), "nobody may believe that it is here")
        #expect(try folder.take([], at: 0, of: item, salts: [salt]) == held)
        let rest = Array(bytes[Int(held)...])
        #expect(try folder.take(rest, at: held, of: item, salts: [salt]) == UInt64(size))
        #expect(try all(item, salt) == bytes)
        #expect(folder.parts(in: Self.scope).isEmpty)
    }

    /// What cannot be opened now may be opened later: nothing of it is thrown away.
    @Test func aPartThatCannotBeOpenedStays() throws {
        let bytes = Self.bytes(60_000)
        let item = Self.item(of: bytes, salt: [7])
        _ = try folder.take(Array(bytes[..<49_152]), at: 0, of: item, salts: [[7]])
        let path = folder.path(of: item.key, AttachmentFolder.part)
        let away = place.url.appendingPathComponent("away").path
        // A socket is what no right opens.
        #expect(rename(path, away) == 0 && mknod(path, S_IFSOCK | 0o600, 0) == 0)
        let rest = Array(bytes[49_152...])
        #expect(throws: AttachmentError.disk(errno: ENXIO)) {
            try folder.take(rest, at: 49_152, of: item, salts: [[7]])
        }
        #expect(rename(away, path) == 0)
        #expect(try folder.take(rest, at: 49_152, of: item, salts: [[7]]) == 60_000)
    }

    /// A record that says another length is wrong, not the file.
    @Test func aFileIsNotSetAsideForWhatARecordSays() throws {
        let (item, salt) = try add(Self.bytes(60_000))
        for size: UInt64 in [59_999, 60_001, 1, 1 << 30] {
            #expect(throws: AttachmentError.missing) {
                try folder.read(AttachmentItem(key: item.key, size: size), from: 0, atMost: 1 << 20)
            }
        }
        #expect(try all(item, salt) == Self.bytes(60_000))
        #expect(folder.total(of: item.key) == 60_000)
        // Where the header is what lies, the file is none of ours.
        try flip(folder.path(of: item.key), at: 31)
        #expect(throws: AttachmentError.damaged) { try folder.read(item, from: 0, atMost: 1 << 20) }
        #expect(!folder.isHeld(item.key) && folder.asides(in: Self.scope) == [item.key.name])
    }

    /// The disk has lost a block in the middle: it comes again, and what is whole before it stays.
    @Test func aSpoiledBlockComesAgain() throws {
        let bytes = Self.bytes(60_000)
        let item = Self.item(of: bytes, salt: [7])
        _ = try folder.take(Array(bytes[..<49_152]), at: 0, of: item, salts: [[7]])
        try flip(folder.path(of: item.key, AttachmentFolder.part), at: 20_000)
        let held = try folder.take(Array(bytes[49_152...]), at: 49_152, of: item, salts: [[7]])
        #expect(held == 16_384)
        #expect(!folder.isHeld(item.key))
        let rest = Array(bytes[16_384...])
        #expect(try folder.take(rest, at: 16_384, of: item, salts: [[7]]) == 60_000)
        #expect(try all(item, [7]) == bytes)
    }

    /// A part of which another record says another length is begun anew.
    @Test func aPartOfAnotherLengthIsBegunAnew() throws {
        let bytes = Self.bytes(60_000)
        let item = Self.item(of: bytes, salt: [7])
        let other = AttachmentItem(key: item.key, size: 99_000)
        _ = try folder.take(Array(bytes[..<49_152]), at: 0, of: other, salts: [[7]])
        #expect(folder.held(of: item) == 0)
        #expect(try folder.take(bytes, at: 0, of: item, salts: [[7]]) == 60_000)
    }

    /// Whoever writes a known name into another scope gets nothing by it.
    @Test func scopesAreKeptApart() throws {
        let (item, _) = try add(Self.bytes(10))
        let other = AttachmentKey(scope: SeededRandomness(5).identifier(), name: item.key.name)
        #expect(!folder.isHeld(other))
        #expect(throws: AttachmentError.missing) {
            try folder.read(AttachmentItem(key: other, size: 10), from: 0, atMost: 1 << 20)
        }
    }

    // MARK: Damage

    /// A bit anywhere, the end cut off, a block moved, another file's header.
    @Test func damageIsNoticedAndSetAside() throws {
        let bytes = Self.bytes(60_000)
        for alter in Self.alterations {
            let (item, salt) = try add(bytes)
            try alter(folder.path(of: item.key))
            let found = looked(at: item, salt)
            #expect(found == .flawed(.altered) || found == .flawed(.short))
            #expect(throws: AttachmentError.damaged) { try all(item, salt) }
            #expect(!folder.isHeld(item.key))
            // And it can come again.
            #expect(try folder.take(bytes, at: 0, of: item, salts: [salt]) == 60_000)
            #expect(try all(item, salt) == bytes)
        }
    }

    static let alterations: [@Sendable (String) throws -> Void] =
        [0, 8, 24, 31, 32, 50, 16_443, 16_444, 60_143].map { place in
            { try flip($0, at: place) }
        } + [
            { _ = truncate($0, 60_000) }, { _ = truncate($0, 10) },
            { path in
                var file = try Data(contentsOf: URL(fileURLWithPath: path))
                let block = file[32..<16_444]
                file.replaceSubrange(32..<16_444, with: file[16_444..<32_856])
                file.replaceSubrange(16_444..<32_856, with: block)
                try file.write(to: URL(fileURLWithPath: path))
            },
        ]

    @Test func nothingIsLeftOfWhatIsRemoved() throws {
        let bytes = Self.bytes(60_000)
        let (item, salt) = try add(bytes)
        try flip(folder.path(of: item.key), at: 100)
        #expect(throws: AttachmentError.damaged) { try all(item, salt) }
        _ = try folder.take(Array(bytes[..<16_384]), at: 0, of: item, salts: [salt])
        folder.sweep(item.key)
        #expect(folder.parts(in: Self.scope).isEmpty && folder.asides(in: Self.scope).isEmpty)
        let (whole, _) = try add(bytes)
        folder.sweep(whole.key)
        #expect(folder.isHeld(whole.key))
        folder.remove(whole.key)
        let left = try FileManager.default.contentsOfDirectory(
            atPath: folder.folder(of: Self.scope).path)
        #expect(left == ["adding.lock"])
    }
}

private func flip(_ path: String, at place: Int) throws {
    let url = URL(fileURLWithPath: path)
    var bytes = try Data(contentsOf: url)
    bytes[place] ^= 0x40
    try bytes.write(to: url)
}
