import Commands
import ServiceRecords

extension APIOperation {
    /// `db`, as far as it changes no record.
    static let database = [
        APIOperation(
            name: "db check", changes: true,
            about: """
                Compares bytes, leaves, roots, receipts and tables. A POST, since files of attachments that \
                are not what they are called are set aside.
                """,
            admission: .act(.decide),
            fields: [
                InputField(
                    name: "code", form: .text(longest: 20),
                    about: "The station whose digest is asked for, at an aggregator.",
                    example: "620102001")
            ],
            answer: AnswerForm(DatabaseCheck.self, check, example: APIExample.check),
            failures: [.inputNotFound]
        ) { input, visit in try DatabaseCommands.check(visit.place, code: input["code"]) }
    ]

    private static let check = JSONSchema.object(
        [
            "isSound": .flag(), "changes": .count("Compared."),
            "digest": .text("Of the only scope, or of the one that was asked for."),
            "digests": .list(
                of: .object(
                    [
                        "code": .text("Of the station."), "scope": .text(),
                        "digest": .text("Of the state, in hexadecimal digits."),
                    ], optional: ["code"])),
            "findings": .list(
                of: .object([
                    "what": .text(
                        "leaf, key, personalPart, tail, root, receipt, tables, index or file."),
                    "place": .text("Origin and sequence, or a table."),
                ])),
            "damagedAttachments": .list(
                "Ids; their files were set aside and will be fetched again.", of: .text()),
            "unreadAttachments": .list(
                "Ids; the disk did not give their files, which were left as they are.", of: .text()),
            "sweptFiles": .count("Files that no record names, and that were removed."),
        ], optional: ["digest"])

    /// `backup`, as far as it names no file of the caller's.
    static let backups = [
        APIOperation(
            name: "backup create", changes: true,
            about: "Writes an encrypted backup into the node's own folder, and reads it back.",
            admission: .act(.decide),
            answer: AnswerForm(
                BackupMade.self,
                .object([
                    "file": .text("On the node's machine."), "changes": .count(), "bytes": .count(),
                    "verified": .flag(),
                    "findings": .count(
                        "Places in which the node contradicts itself; the backup is a true copy."),
                ]), example: APIExample.backupMade)
        ) { _, visit in try BackupCommands.create(visit.place, file: nil) },
        APIOperation(
            name: "backup verify", changes: true,
            about: "Opens a backup of the node's own folder in a scratch place, and compares.",
            admission: .act(.decide),
            fields: [
                InputField(
                    name: "file", form: .text(longest: 1_024),
                    about: "As backup list has it, or the last part of that.",
                    example: "20261129T104028Z-222.yzk", isRequired: true)
            ],
            answer: AnswerForm(
                BackupVerified.self,
                .object([
                    "file": .text(), "madeAt": .time(), "changes": .count(),
                    "findings": .count(
                        "Places in which the node contradicted itself when it was backed up."),
                ]), example: APIExample.backupVerified), failures: [.inputNotFound, .badInput]
        ) { input, visit in
            try BackupCommands.verify(visit.place, listed: input["file"] ?? "")
        },
        APIOperation(
            name: "backup list", changes: false,
            about: "The backups that the node has made of its own accord, the latest last.",
            admission: .act(.read),
            answer: AnswerForm(
                BackupList.self,
                .object([
                    "backups": .list(
                        of: .object(["file": .text(), "at": .time(), "bytes": .count()])),
                    "lastVerified": .time("null where none ever was.").orNull,
                ]), example: APIExample.backupList)
        ) { _, visit in try BackupCommands.list(visit.place) },
    ]
}
