import Foundation
import ServiceRecords
import SyncCore

/// The names of what a node puts aside by itself: the time, and what kind of file it is. Whoever clears up goes
/// by them, as people keep files of their own in the same folders, or have a link there to a disk with everything
/// that they own.
enum PutAside: String, CaseIterable {
    case backup = "yzk"
    case bundle = "yzb"
    case brokenFile = "sqlite"

    /// Of the wall clock, with milliseconds: two in a row have two names.
    func name(at clock: any WallClock) -> String {
        let time = clock.now
        let text = CivilTime.rfc3339(time).filter { $0.isNumber || $0 == "T" || $0 == "Z" }
        return "\(text)-\(time % 1_000).\(rawValue)"
    }

    /// The plain files in a folder that bear such a name, and the drafts of such that a killed process has left;
    /// sorted. Folders and links are none, whatever their names.
    static func files(in folder: URL) -> [URL] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter(isName).sorted().map { folder.appendingPathComponent($0) }
            .filter(isPlainFile)
    }

    static func isName(_ name: String) -> Bool {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2 || parts.count == 3 && parts[2] == DurableFile.draftExtension,
            PutAside(rawValue: String(parts[1])) != nil
        else { return false }
        let stamp = parts[0].split(separator: "-", omittingEmptySubsequences: false)
        return stamp.count == 2 && isNumber(stamp[1], digits: 1...3)
            && isTime(Array(stamp[0]))
    }

    /// `20261130T040506Z`
    private static func isTime(_ text: [Character]) -> Bool {
        text.count == 16 && text[8] == "T" && text[15] == "Z"
            && isNumber(String(text[0..<8] + text[9..<15])[...], digits: 14...14)
    }

    private static func isNumber(_ text: Substring, digits: ClosedRange<Int>) -> Bool {
        digits.contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    private static func isPlainFile(_ url: URL) -> Bool {
        var status = stat()
        return lstat(url.path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }
}
