import CoreFoundation
import Crypto
import Foundation
import SyncCore

/// A file that is held against its name, some blocks at a time: no more than one of them is in memory, and whoever
/// has other things to do looks on later.
public final class AttachmentLook {
    public enum Result: Hashable, Sendable {
        case sound
        case flawed(AttachmentFlaw)
    }

    /// nil while blocks are left.
    public private(set) var result: Result?
    private let file: AttachmentFile?
    private let name: Hash
    private var hashes: [AttachmentName]
    private var next = 0

    /// - Parameters:
    ///   - salts: of the records that name it; any of them may be the one.
    ///   - sizes: that these records say.
    init(at path: String, _ name: Hash, salts: [[UInt8]], sizes: [UInt64], master: SymmetricKey) {
        self.name = name
        hashes = salts.map(AttachmentName.init)
        do throws(AttachmentError) {
            let file = try AttachmentFile(opening: path, under: master)
            self.file = file
            guard !file.isWhole else { return }
            let total = file.blocks.total
            result = .flawed(Self.harm(path, sizes.contains(total) ? [total] : sizes))
        } catch {
            file = nil
            let flaw: AttachmentFlaw =
                switch error {
                case .missing: .missing
                case .damaged: Self.harm(path, sizes)
                case .disk, .full, .mismatch, .outOfLine, .unreadable, .size, .changing: .unread
                }
            result = .flawed(flaw)
        }
    }

    /// Reads so many blocks more at most.
    /// - Returns: how many were read.
    @discardableResult
    public func goOn(blocks count: Int = .max) -> Int {
        guard result == nil, let file else { return 0 }
        var read = 0
        while read < count, next < file.blocks.blockCount {
            do throws(AttachmentError) {
                let bytes = try file.read(block: next)
                for index in hashes.indices { hashes[index].update(bytes) }
            } catch {
                result = .flawed(error == .damaged ? .altered : .unread)
                return read + 1
            }
            next += 1
            read += 1
        }
        if next == file.blocks.blockCount {
            result = hashes.contains { $0.finalize() == name } ? .sound : .flawed(.altered)
        }
        return read
    }

    /// Of a file that is none, or not whole.
    private static func harm(_ path: String, _ sizes: [UInt64]) -> AttachmentFlaw {
        var status = stat()
        guard lstat(path, &status) == 0, let least = sizes.min() else { return .altered }
        return status.st_size < SealedBlocks.fileBytes(of: least) ? .short : .altered
    }
}

extension AttachmentFolder {
    /// Begins to hold a file against its name; nothing of it was read yet but its beginning.
    public func look(
        at key: AttachmentKey, salts: [[UInt8]], sizes: [UInt64]
    ) -> AttachmentLook {
        AttachmentLook(at: path(of: key), key.name, salts: salts, sizes: sizes, master: master)
    }
}
