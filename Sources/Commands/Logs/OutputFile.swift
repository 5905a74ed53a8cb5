import Foundation
import Texts

/// A file that a person named to be written, a piece at a time. It appears whole under its name, or not
/// at all: until `finish` it grows beside it. Only its owner may read it. What is there already is
/// never replaced.
final class OutputFile {
    private let path: String
    private let draft: String
    private let handle: FileHandle
    private var buffer: [UInt8] = []
    private var isFinished = false

    /// - Throws: `Problem`: 64 without a name, 65 when the file exists, 74 when it cannot be made.
    init(_ path: String) throws {
        try Self.refuseExisting(path)
        self.path = path
        draft = path + ".\(getpid()).tmp"
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failed(path) }
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    deinit { if !isFinished { unlink(draft) } }

    /// Before something is done of which the file is to speak.
    /// - Throws: `Problem`, as the file itself would.
    static func refuseUnwritable(_ path: String) throws { _ = try OutputFile(path) }

    static func refuseExisting(_ path: String) throws {
        guard !path.isEmpty else {
            throw Problem("output-nameless", .usage, .record(.outputNameless))
        }
        guard !FileManager.default.fileExists(atPath: path) else {
            throw Problem(
                "output-exists", .badInput, .record(.outputExists(path)),
                remedy: .record(.chooseAnotherFile))
        }
    }

    func write(_ piece: [UInt8]) throws {
        buffer += piece
        if buffer.count >= 1 << 20 { try flush() }
    }

    /// Puts the file in its place, on stable storage.
    func finish() throws {
        try flush()
        do { try handle.synchronize() } catch { throw Self.failed(path) }
        guard rename(draft, path) == 0 else { throw Self.failed(path) }
        isFinished = true
        syncFolder()
    }

    /// Some file systems cannot; the file itself is safe.
    private func syncFolder() {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    private func flush() throws {
        do { try handle.write(contentsOf: buffer) } catch { throw Self.failed(path) }
        buffer.removeAll(keepingCapacity: true)
    }

    private static func failed(_ path: String) -> Problem {
        Problem("disk", .disk, .diskFailed(path), remedy: .diskRemedy)
    }
}
