import CoreFoundation
import Crypto
public import Foundation
public import SyncCore
import Synchronization

/// The one place where the bytes of attachments rest: a folder for each scope, a file for each name,
/// sealed under a key that follows from the vault's. Whole files are verified against their names
/// before they get them; what has come so far lies beside, with the ending `part`.
///
/// Several processes may look and add. Only one, the owner of the directory's lock, takes pieces.
public final class AttachmentFolder: Sendable {
    public static let folderName = "attachments"
    /// Left free for records: a photo may never cost one its place.
    public static let reserve: Int64 = 64 << 20

    let folder: URL
    let master: SymmetricKey
    let randomness: any Randomness
    private let reserve: Int64
    /// Pieces of one attachment may come over two lines at once.
    private let taking = Mutex<Void>(())

    init(
        in directory: URL, master: SymmetricKey, randomness: any Randomness, reserve: Int64
    ) {
        folder = directory.appendingPathComponent(Self.folderName, isDirectory: true)
        self.master = master
        self.randomness = randomness
        self.reserve = reserve
    }

    // MARK: What is here

    /// A folder, or a link, is no file of ours, whatever its name.
    public func isHeld(_ key: AttachmentKey) -> Bool { Self.isPlainFile(path(of: key)) }

    /// Names of what is whole.
    public func held(in scope: Scope) -> Set<Hash> { names(in: scope, ending: "") }

    /// Names of what has come in part.
    public func parts(in scope: Scope) -> Set<Hash> { names(in: scope, ending: Self.part) }

    /// Names of what was found to be damaged.
    public func asides(in scope: Scope) -> Set<Hash> { names(in: scope, ending: Self.damaged) }

    /// Bytes from the beginning that are here; less than all while they were not compared with the name.
    public func held(of item: AttachmentItem) -> UInt64 {
        if isHeld(item.key) { return item.size }
        guard let file = try? AttachmentFile(opening: path(of: item.key, Self.part), under: master),
            file.blocks.total == item.size
        else { return 0 }
        return file.heldUnverified
    }

    /// How long the attachment is whose bytes are here, whole or in part; nil where there are none. Of
    /// several records that name it in different lengths, a whole one bears out at most one.
    public func total(of key: AttachmentKey) -> UInt64? {
        for ending in ["", Self.part] {
            if let file = try? AttachmentFile(opening: path(of: key, ending), under: master) {
                return file.blocks.total
            }
        }
        return nil
    }

    private func names(in scope: Scope, ending: String) -> Set<Hash> {
        let folder = folder(of: scope)
        let found = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
        return Set(
            (found ?? []).compactMap { name in
                guard name.utf8.count == 64 + ending.utf8.count, name.hasSuffix(ending),
                    Self.isPlainFile(folder.appendingPathComponent(name).path)
                else { return nil }
                return Hash(hex: String(name.prefix(64)))
            })
    }

    // MARK: Reading

    /// A piece of what is whole: from `offset`, a block's beginning, `count` bytes at most, to the end of
    /// a block or of the whole.
    /// - Throws: `missing` (also where what is here has another length), `damaged` (it is set aside), `disk`.
    public func read(
        _ item: AttachmentItem, from offset: UInt64, atMost count: Int
    ) throws(AttachmentError) -> [UInt8] {
        let file = try open(item.key)
        guard file.isWhole else { throw settingAside(item.key) }
        guard file.blocks.total == item.size else {
            // The length is authenticated with every block: one that opens bears it out, and it is the
            // record that is wrong.
            do throws(AttachmentError) { _ = try file.read(block: 0) } catch .damaged {
                throw settingAside(item.key)
            }
            throw .missing
        }
        guard offset.isBlockBoundary, offset < item.size else { return [] }
        var bytes: [UInt8] = []
        var block = Int(offset) / SealedBlocks.blockBytes
        while block < file.blocks.blockCount,
            bytes.count + file.blocks.plainCount(of: block) <= count
        {
            do throws(AttachmentError) { bytes += try file.read(block: block) } catch .damaged {
                throw settingAside(item.key)
            }
            block += 1
        }
        return bytes
    }

    /// Hands out all bytes in pieces, and says at the end whether they are what the name says: until then
    /// nothing of them is proved.
    /// - Throws: `missing`, `damaged` (it is set aside), `disk`, or whatever `body` throws.
    public func export(
        _ key: AttachmentKey, salts: [[UInt8]], _ body: ([UInt8]) throws -> Void
    ) throws {
        let file = try open(key)
        let isMeant: Bool
        do { isMeant = try matches(file, key.name, salts: salts, body) } catch AttachmentError
            .damaged
        { throw settingAside(key) }
        guard isMeant else { throw settingAside(key) }
    }

    /// Takes bytes that are no good out of what is held, and keeps them: a person may still look at them.
    public func setAside(_ key: AttachmentKey) { _ = settingAside(key) }

    private func open(_ key: AttachmentKey) throws(AttachmentError) -> AttachmentFile {
        do throws(AttachmentError) {
            return try AttachmentFile(opening: path(of: key), under: master)
        } catch .damaged { throw settingAside(key) }
    }

    /// Where several records name one file, any of their salts may be the one.
    private func matches(
        _ file: AttachmentFile, _ name: Hash, salts: [[UInt8]], _ body: ([UInt8]) throws -> Void
    ) throws -> Bool {
        guard file.isWhole else { return false }
        var hashes = salts.map(AttachmentName.init)
        for block in 0..<file.blocks.blockCount {
            let bytes = try file.read(block: block)
            for index in hashes.indices { hashes[index].update(bytes) }
            try body(bytes)
        }
        return hashes.contains { $0.finalize() == name }
    }

    // MARK: Taking

    /// Takes a piece; how many bytes are here from the beginning afterwards. One that is known, or does
    /// not join, changes nothing. With the last one the whole is verified, and only then has its name.
    ///
    /// - Parameters:
    ///   - offset: a block's beginning; the piece ends at one or with the whole.
    ///   - salts: of the records that name it.
    /// - Throws: `full`, `disk`, `outOfLine` (nothing was taken), `mismatch` (all of it was dropped).
    public func take(
        _ piece: [UInt8], at offset: UInt64, of item: AttachmentItem, salts: [[UInt8]]
    ) throws(AttachmentError) -> UInt64 {
        let result = taking.withLock { _ in
            Result { () throws(AttachmentError) in
                try take(alone: piece, at: offset, of: item, salts: salts)
            }
        }
        return try result.get()
    }

    private func take(
        alone piece: [UInt8], at offset: UInt64, of item: AttachmentItem, salts: [[UInt8]]
    ) throws(AttachmentError) -> UInt64 {
        if isHeld(item.key) { return item.size }
        guard (1...AttachmentLimits.size).contains(item.size) else { throw .size(item.size) }
        let end = offset + UInt64(piece.count)
        guard offset.isBlockBoundary, end <= item.size, end == item.size || end.isBlockBoundary
        else { throw .outOfLine }
        guard !piece.isEmpty else { return held(of: item) }
        // Before a part is made: a full disk is no place for one.
        try keepFree(piece.count)
        let file = try part(of: item)
        guard offset <= file.held, end > file.held else { return file.held }
        try file.append(Array(piece[Int(file.held - offset)...]), randomness: randomness)
        guard file.isWhole else { return file.held }
        return try finish(file, item, salts: salts)
    }

    /// What has come so far, or an empty one. A part of another length belongs to another record's claim.
    /// - Throws: `disk`, `full`; what has come stays then.
    private func part(of item: AttachmentItem) throws(AttachmentError) -> AttachmentFile {
        let path = path(of: item.key, Self.part)
        do throws(AttachmentError) {
            let file = try AttachmentFile(opening: path, under: master, toWrite: true)
            if file.blocks.total == item.size {
                // All of it came, and whoever was to compare it did not get to the end.
                if file.isWhole { file.cut(to: file.blocks.blockCount - 1) }
                return file
            }
        } catch {
            guard error == .missing || error == .damaged else { throw error }
        }
        try makeFolder(of: item.key.scope)
        try clear(path)
        return try AttachmentFile(
            making: path, total: item.size, seed: randomness.bytes(16), under: master)
    }

    private func finish(
        _ file: AttachmentFile, _ item: AttachmentItem, salts: [[UInt8]]
    ) throws(AttachmentError) -> UInt64 {
        var hashes = salts.map(AttachmentName.init)
        for block in 0..<file.blocks.blockCount {
            do throws(AttachmentError) {
                let bytes = try file.read(block: block)
                for index in hashes.indices { hashes[index].update(bytes) }
            } catch .damaged {
                // What the disk has lost meanwhile comes again; the rest stays.
                file.cut(to: block)
                return file.held
            }
        }
        guard hashes.contains(where: { $0.finalize() == item.key.name }) else {
            unlink(path(of: item.key, Self.part))
            throw .mismatch
        }
        try file.sync()
        try place(path(of: item.key, Self.part), as: item.key)
        return item.size
    }

    // MARK: Taking away

    /// Removes the bytes, whole or in part, and what was set aside. Nothing where there are none.
    public func remove(_ key: AttachmentKey) {
        for ending in ["", Self.part, Self.damaged] { unlink(path(of: key, ending)) }
    }

    /// Removes what has come in part and what was set aside, and leaves what is whole.
    public func sweep(_ key: AttachmentKey) {
        for ending in [Self.part, Self.damaged] { unlink(path(of: key, ending)) }
    }

    /// The bytes no longer count as held.
    private func settingAside(_ key: AttachmentKey) -> AttachmentError {
        rename(path(of: key), path(of: key, Self.damaged))
        return .damaged
    }
}

extension AttachmentFolder {
    static let part = ".part"
    static let damaged = ".damaged"

    func folder(of scope: Scope) -> URL {
        folder.appendingPathComponent(scope.description, isDirectory: true)
    }

    func path(of key: AttachmentKey, _ ending: String = "") -> String {
        folder(of: key.scope).appendingPathComponent(key.name.hex + ending).path
    }

    /// On stable storage, like what is then put into it.
    func makeFolder(of scope: Scope) throws(AttachmentError) {
        for folder in [folder, folder(of: scope)] {
            if mkdir(folder.path, 0o700) != 0 {
                guard errno == EEXIST else { throw .of(errno) }
                continue
            }
            try sync(folder.deletingLastPathComponent())
        }
    }

    /// Gives a verified file its name, on stable storage.
    func place(_ draft: String, as key: AttachmentKey) throws(AttachmentError) {
        try clear(path(of: key))
        guard rename(draft, path(of: key)) == 0 else { throw .of(errno) }
        try sync(folder(of: key.scope))
    }

    static func isPlainFile(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    /// Moves a folder or a link out of the way that stands where a file has to be; nothing of it is removed.
    private func clear(_ path: String) throws(AttachmentError) {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG else { return }
        let aside = "\(path).foreign-\(Hex.encode(randomness.bytes(4)))"
        guard rename(path, aside) == 0 else { throw .of(errno) }
    }

    private func sync(_ folder: URL) throws(AttachmentError) {
        let descriptor = Foundation.open(folder.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .disk(errno: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .disk(errno: errno) }
    }

    /// - Throws: `full` when so many bytes more would touch what is left for records.
    func keepFree(_ count: Int) throws(AttachmentError) {
        var system = statvfs()
        let directory = folder.deletingLastPathComponent().path
        guard statvfs(directory, &system) == 0 else { return }
        let (free, overflow) = Int64(clamping: system.f_bavail)
            .multipliedReportingOverflow(by: Int64(clamping: system.f_frsize))
        guard overflow || free - reserve >= Int64(count) else { throw .full }
    }
}

extension Store {
    /// The attachments of this store in the node's directory. Nothing is made before something is taken.
    /// - Parameter reserve: bytes that are left free on the disk for records.
    public func attachments(
        in directory: URL, reserve: Int64 = AttachmentFolder.reserve
    ) -> AttachmentFolder {
        let folder = AttachmentFolder(
            in: directory, master: vault.attachmentKey, randomness: randomness, reserve: reserve)
        folders.withLock { $0.append(folder) }
        try? sweepErased()
        return folder
    }
}
