import CoreFoundation
import Foundation
import Glibc

/// A file that grows beside its place and stands in it whole, on stable storage, or not at all. Readable
/// by its owner alone.
final class DurableFile {
    /// Of its name until it is whole.
    static let draftExtension = "new"

    private let url: URL
    private let draft: URL
    private let handle: FileHandle
    private var isFinished = false
    private(set) var size = 0

    /// - Throws: `SafetyError`.
    init(_ url: URL) throws {
        self.url = url
        draft = url.appendingPathExtension(Self.draftExtension)
        let descriptor = open(draft.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw SafetyError.disk }
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    deinit { if !isFinished { unlink(draft.path) } }

    func write(_ piece: [UInt8]) throws {
        do { try handle.write(contentsOf: piece) } catch { throw SafetyError.disk }
        size += piece.count
    }

    func finish() throws {
        do { try handle.synchronize() } catch { throw SafetyError.disk }
        guard rename(draft.path, url.path) == 0 else { throw SafetyError.disk }
        isFinished = true
        let folder = open(url.deletingLastPathComponent().path, O_RDONLY | O_CLOEXEC)
        guard folder >= 0 else { return }
        fsync(folder)
        close(folder)
    }
}

extension SafetyError {
    public static let disk = SafetyError("disk")
    public static let noRoom = SafetyError("no-room")
    /// What is not delivered is damaged itself: it cannot be put aside whole.
    public static let damaged = SafetyError("damaged-here-alone")

    /// Makes a folder for the owner alone.
    static func makeFolder(_ url: URL) throws {
        do {
            try FileManager.default.createDirectory(
                at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch { throw SafetyError.disk }
    }
}
