public import Authority
public import Foundation
import Node
import ServiceRecords
import Store
import SyncCore
public import Texts

/// `backup create|verify|restore|list|key`.
public enum BackupCommands {
    /// Writes a backup and reads it back.
    /// - Parameter file: nil for the folder of the node's own backups.
    /// - Throws: `Problem`.
    public static func create(_ place: Workplace, file: String?) throws -> BackupMade {
        do {
            guard let file else {
                guard let path = try place.home.safety.backUp(place.home) else {
                    throw Problem("disk", .disk, .resync(.noRoom), remedy: .diskRemedy)
                }
                let url = URL(fileURLWithPath: path)
                return BackupMade(try manifest(url, at: place), url)
            }
            try OutputFile.refuseUnwritable(file)
            let url = URL(fileURLWithPath: file)
            return BackupMade(try Backup(place.home).write(to: url), url)
        } catch { throw problem(error, file ?? "") }
    }

    /// Opens a backup of this node and compares what comes out with what it says.
    /// - Throws: `Problem`.
    public static func verify(_ place: Workplace, file: String) throws -> BackupVerified {
        try requireFile(file)
        do {
            let url = URL(fileURLWithPath: file)
            return BackupVerified(try Backup(place.home).verify(url), url)
        } catch { throw problem(error, file) }
    }

    /// The same of one that `list` names, by its file or the file's name alone: no other file is touched.
    /// - Throws: `Problem`.
    public static func verify(_ place: Workplace, listed name: String) throws -> BackupVerified {
        let files = try list(place).backups.map(\.file)
        let found = files.first { $0 == name || URL(fileURLWithPath: $0).lastPathComponent == name }
        guard let found else {
            throw Problem(
                "unknown-backup", .inputNotFound,
                .resync(.unknownBackup(String(name.prefix(100)))),
                remedy: .resync(.lookAtBackups))
        }
        return try verify(place, file: found)
    }

    /// The backups that the node has made of its own accord, the latest last.
    /// - Throws: `Problem`.
    public static func list(_ place: Workplace) throws -> BackupList {
        let entries = FolderSafety.kept(place.home).filter { $0.pathExtension == "yzk" }.map {
            BackupList.Entry($0)
        }
        do {
            return BackupList(
                backups: entries,
                lastVerified: Nullable(
                    try Backup.lastVerified(place.store).map(CivilTime.rfc3339)))
        } catch { throw Problem(error) }
    }

    /// Writes the key that opens backups: this node's, or at a county a station's.
    /// - Throws: `Problem`.
    public static func key(
        _ place: Workplace, station code: String?, file: String
    ) throws -> BackupKeyWritten {
        do {
            try place.require(.managePeople)
            let name =
                try code.map { try KeyFolder.scope(place.station(code: $0).scope) }
                ?? Backup(place.home).keyName()
            let output = try OutputFile(file)
            try output.write(Array((Hex.encode(place.home.keys.read(name)) + "\n").utf8))
            try output.finish()
            return BackupKeyWritten(file: file)
        } catch { throw Problem(error) }
    }

    /// Makes a node of a backup where there is none. It goes on as a new origin.
    /// - Parameters:
    ///   - directory: empty, or not there.
    ///   - keyFile: what `backup key` has written.
    /// - Throws: `Problem`; nothing is left then.
    public static func restore(
        file: String, keyFile: String, to directory: URL,
        passphrase: @escaping Passphrase = { nil }
    ) throws -> BackupRestored {
        for path in [file, keyFile] { try requireFile(path) }
        let text = (try? String(contentsOfFile: keyFile, encoding: .utf8)) ?? ""
        guard let key = Hex.decode(PlainText.trimmed(text)), key.count == 32 else {
            throw Problem("bad-key-file", .badInput, .resync(.badKeyFile(keyFile)))
        }
        do {
            let (home, manifest) = try NodeHome.restore(
                URL(fileURLWithPath: file), key: key, to: directory, passphrase: passphrase)
            return BackupRestored(manifest, origin: home.origin.description)
        } catch BackupError.occupied {
            throw Problem(
                "occupied", .badInput, .resync(.placeOccupied(directory.path)),
                remedy: .resync(.placeOccupiedRemedy))
        } catch { throw problem(error, file) }
    }

    private static func manifest(_ url: URL, at place: Workplace) throws -> BackupManifest {
        let backup = Backup(place.home)
        var reader = try BackupReader(url, key: place.home.keys.read(backup.keyName()))
        return try reader.manifest()
    }

    private static func requireFile(_ path: String) throws {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder),
            !isFolder.boolValue
        else {
            throw Problem(
                "input-not-found", .inputNotFound, .record(.fileMissing(path)),
                remedy: .record(.lookAtFile))
        }
    }

    private static func problem(_ error: any Error, _ file: String) -> Problem {
        switch error {
        case BackupError.notABackup:
            Problem("not-a-backup", .badInput, .resync(.notABackup(file)))
        case BackupError.wrongKey:
            Problem(
                "wrong-key", .notPermitted, .resync(.backupWrongKey(file)),
                remedy: .resync(.backupWrongKeyRemedy))
        case BackupError.damaged, BackupError.occupied:
            Problem(
                "backup-damaged", .badInput, .resync(.backupDamaged(file)),
                remedy: .resync(.makeAnother))
        case BackupError.differs:
            Problem(
                "backup-differs", .badInput, .resync(.backupDiffers(file)),
                remedy: .resync(.makeAnother))
        case let error as SafetyError where error == .noRoom:
            Problem("no-room", .disk, .resync(.noRoom), remedy: .diskRemedy)
        case is SafetyError: Problem("disk", .disk, .diskFailed(file), remedy: .diskRemedy)
        default: Problem(error)
        }
    }
}

/// A backup that was written and read back.
public struct BackupMade: Report {
    public static let kind = "BackupMade"
    public let file: String
    public let changes: Int
    public let bytes: Int64
    public let verified = true
    /// Places in which the node contradicts itself; the backup is a true copy of them.
    public let findings: Int

    init(_ manifest: BackupManifest, _ url: URL) {
        file = url.path
        changes = manifest.portrait.changes
        bytes = BackupList.size(url)
        findings = manifest.portrait.findings
    }

    public func text(in language: Language) -> String {
        Sentence.resync(.backedUp(file: file, changes: changes, bytes: bytes)).text(in: language)
            + BackupList.words(findings, in: language)
    }
}

public struct BackupVerified: Report {
    public static let kind = "BackupVerified"
    public let file: String
    /// RFC 3339.
    public let madeAt: String
    public let changes: Int
    /// Places in which the node contradicted itself when it was backed up.
    public let findings: Int

    init(_ manifest: BackupManifest, _ url: URL) {
        file = url.path
        madeAt = CivilTime.rfc3339(manifest.time)
        changes = manifest.portrait.changes
        findings = manifest.portrait.findings
    }

    public func text(in language: Language) -> String {
        Sentence.resync(.backupWhole(file: file, changes: changes, at: madeAt)).text(in: language)
            + BackupList.words(findings, in: language)
    }
}

extension BackupList {
    /// What is said of a node that was not whole when it was backed up; nothing of one that was.
    fileprivate static func words(_ findings: Int, in language: Language) -> String {
        guard findings > 0 else { return "" }
        let sentences: [ResyncSentence] = [.backedUpDiffering(findings), .backedUpDifferingRemedy]
        return sentences.map { "\n" + Sentence.resync($0).text(in: language) }.joined()
    }
}

public struct BackupList: Report {
    public static let kind = "BackupList"
    public static let list: String? = "backups"
    public let backups: [Entry]
    /// RFC 3339; null where none ever was.
    public let lastVerified: Nullable<String>

    public struct Entry: Encodable, Sendable, Hashable {
        public let file: String
        public let at: String
        public let bytes: Int64

        init(_ url: URL) {
            let attributes = try? FileManager.default.attributesOfItem(atPath: url.path)
            let date = attributes?[.modificationDate] as? Date ?? Date(timeIntervalSince1970: 0)
            file = url.path
            at = CivilTime.rfc3339(Int64(date.timeIntervalSince1970 * 1_000))
            bytes = BackupList.size(url)
        }
    }

    static func size(_ url: URL) -> Int64 {
        let attributes = try? FileManager.default.attributesOfItem(atPath: url.path)
        return (attributes?[.size] as? NSNumber)?.int64Value ?? 0
    }

    public func text(in language: Language) -> String {
        guard !backups.isEmpty else { return Sentence.resync(.noBackups).text(in: language) }
        return backups.map {
            Sentence.resync(.backupRow(file: $0.file, at: $0.at, bytes: $0.bytes)).text(
                in: language)
        }.joined(separator: "\n")
    }
}

public struct BackupKeyWritten: Report {
    public static let kind = "BackupKey"
    public let file: String

    public func text(in language: Language) -> String {
        [ResyncSentence.backupKeyWritten(file), .backupKeyRemedy].map {
            Sentence.resync($0).text(in: language)
        }.joined(separator: "\n")
    }
}

public struct BackupRestored: Report {
    public static let kind = "BackupRestored"
    public let code: String
    public let name: String
    public let changes: Int
    /// As which the node goes on.
    public let origin: String

    init(_ manifest: BackupManifest, origin: String) {
        code = manifest.code
        name = manifest.name
        changes = manifest.portrait.changes
        self.origin = origin
    }

    public func text(in language: Language) -> String {
        let sentences: [ResyncSentence] = [
            .restored(
                code: code, name: name, changes: changes, origin: String(origin.prefix(12))),
            .restoredNext,
        ]
        return sentences.map { Sentence.resync($0).text(in: language) }.joined(separator: "\n")
    }
}
