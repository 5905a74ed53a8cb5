import Authority
import CoreFoundation
import Foundation
import Glibc
import Node
import SyncCore
import Texts

/// A bundle that a person named to be read: the file itself, or a text of scanned QR codes. It is read a
/// piece at a time, whatever its size.
struct BundleFile {
    let path: String
    let header: BundleHeader
    /// Of the bundle, however it was written.
    let size: Int
    private let reader: BundleReader

    /// As many lines as there can be pieces, each scanned twice.
    private static let textBytes = 24 << 20

    /// - Throws: `Problem`: 66 without such a file, 65 for what is no bundle, 76 for a newer one's.
    init(_ path: String) throws {
        self.path = path
        let handle = try Self.open(path)
        let opening = try Self.read(handle, BundleHeader.byteCount, path)
        if let text = try Self.pieces(handle, opening, path) {
            let bundle = try Self.bundle(of: text, path)
            header = try Self.header(bundle, path)
            size = bundle.count
            reader = BundleReader(size: size) { Array(bundle[$0..<$0 + $1]) }
        } else {
            header = try Self.header(opening, path)
            size = Int(clamping: (try? handle.seekToEnd()) ?? 0)
            reader = BundleReader(size: size) { offset, count in
                try handle.seek(toOffset: UInt64(offset))
                return [UInt8](try handle.read(upToCount: count) ?? Data())
            }
        }
    }

    /// What follows the header, from its beginning.
    func contents(_ opener: BundleOpener) -> BundleContents {
        BundleContents(header, opener: opener, reader)
    }

    /// Regular files only: a pipe or a device might never end.
    private static func open(_ path: String) throws -> FileHandle {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw Problem(
                "input-not-found", .inputNotFound, .record(.fileMissing(path)),
                remedy: .record(.lookAtFile))
        }
        guard status.st_mode & S_IFMT == S_IFREG, let handle = FileHandle(forReadingAtPath: path)
        else {
            throw Problem(
                "input-unreadable", .badInput, .record(.fileUnreadable(path)),
                remedy: .record(.lookAtFile))
        }
        return handle
    }

    private static func read(_ handle: FileHandle, _ count: Int, _ path: String) throws -> [UInt8] {
        do { return [UInt8](try handle.read(upToCount: count) ?? Data()) } catch {
            throw Problem("disk", .disk, .diskFailed(path), remedy: .diskRemedy)
        }
    }

    /// The whole of a text of pieces; nil for anything else.
    private static func pieces(
        _ handle: FileHandle, _ opening: [UInt8], _ path: String
    ) throws -> String? {
        // Of a bundle this is read again, and may fail there.
        let more = (try? handle.read(upToCount: 4_096)) ?? Data()
        let beginning = opening + more
        let lines = beginning.split(separator: 0x0A).map { line in
            line.drop { $0 == 0x20 || $0 == 0x0D || $0 == 0x09 }
        }
        guard lines.contains(where: { BundlePieces.arePieces($0) }) else { return nil }
        let text = beginning + (try read(handle, textBytes, path))
        return String(decoding: text, as: UTF8.self)
    }

    private static func bundle(of text: String, _ path: String) throws -> [UInt8] {
        do throws(BundlePieces.Problem) { return try BundlePieces.bundle(from: text) } catch {
            let sentence: BundleSentence =
                switch error {
                case .unreadable(let lines): .linesUnreadable(path, lines)
                case .severalBundles: .piecesMixed(path)
                case .missing(let numbers, let count): .piecesMissing(path, numbers, of: count)
                case .damaged: .piecesDamaged(path)
                }
            throw Problem(
                "bad-pieces", .badInput, .bundle(sentence), remedy: .bundle(.scanAgain))
        }
    }

    private static func header(_ bytes: [UInt8], _ path: String) throws -> BundleHeader {
        do throws(BundleError) { return try BundleHeader(bytes: bytes) } catch {
            switch error {
            case .notABundle:
                throw Problem(
                    "not-a-bundle", .badInput, .bundle(.notABundle(path)),
                    remedy: .record(.lookAtFile))
            case .damaged:
                throw Problem(
                    "bundle-damaged", .badInput, .bundle(.headerDamaged(path)),
                    remedy: .bundle(.copyAgain))
            case .tooNew:
                throw Problem(
                    "bundle-too-new", .versionMismatch, .bundle(.tooNew(path)),
                    remedy: .upgradeRemedy)
            }
        }
    }
}
