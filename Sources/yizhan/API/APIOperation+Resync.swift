import Commands
import Node
import NodeConfiguration
import ServiceRecords
import Texts

extension APIOperation {
    /// `resync`, action by action.
    static let resync = [
        APIOperation(
            name: "resync plan", changes: false,
            about: "What a level would do, on each side; changes nothing.", admission: .act(.read),
            fields: what, answer: AnswerForm(ResyncPlan.self, plan, example: APIExample.plan),
            failures: [.inputNotFound]
        ) { input, visit in try ResyncCommands.plan(visit.place, ResyncOrder(input)) },
        APIOperation(
            name: "resync start", changes: true,
            about: "Asks for a level; 202 while somebody else has to agree.",
            admission: .act(.decide),
            fields: what + [
                InputField(
                    name: "plan", form: .text(longest: 40),
                    about:
                        "Of the preview that was looked at: begins only while things are still so.",
                    example: "f1f5da775a0eafb8"), dryRun,
            ],
            answer: AnswerForm(
                ResyncStarted.self, started, example: APIExample.started, mayWait: true),
            failures: [.inputNotFound]
        ) { input, visit in
            try ResyncCommands.start(
                visit.place, ResyncOrder(input),
                upstream: UpstreamSettings(visit.service.configuration), log: visit.service.log)
        },
        APIOperation(
            name: "resync status", changes: false,
            about: "What is open, and what ended within a day.", admission: .act(.read),
            fields: [stations],
            answer: AnswerForm(ResyncStatus.self, status, example: APIExample.status),
            failures: [.inputNotFound]
        ) { input, visit in
            try ResyncCommands.status(visit.place, stations: input.texts("station"))
        },
        APIOperation(
            name: "resync history", changes: false, about: "Everything that was ever asked for.",
            admission: .act(.read), fields: [stations],
            answer: AnswerForm(ResyncStatus.self, status, example: APIExample.status),
            failures: [.inputNotFound]
        ) { input, visit in
            try ResyncCommands.status(
                visit.place, stations: input.texts("station"), all: true)
        },
        APIOperation(
            name: "resync approve", changes: true, about: "Agrees to what somebody else asks for.",
            admission: .act(.approve), fields: [instruction, dryRun],
            answer: AnswerForm(
                ApprovalAnswered.self,
                .object([
                    "id": .text("Of the request."), "result": .word(of: ["approved", "declined"]),
                    "dryRun": .flag(),
                ]), example: APIExample.approved),
            failures: [.inputNotFound, .no]
        ) { input, visit in
            try ResyncCommands.approve(visit.place, input["instruction"] ?? "")
        },
        APIOperation(
            name: "resync cancel", changes: true,
            about: "Takes an instruction back; what is swapped in by then stays.",
            admission: .act(.decide),
            fields: [
                instruction,
                InputField(
                    name: "reason", form: .text(longest: 200), about: "Why.", example: "数字已核对"),
                dryRun,
            ],
            answer: AnswerForm(
                ResyncCancelled.self, .object(["id": .text(), "dryRun": .flag()]),
                example: APIExample.cancelled), failures: [.inputNotFound, .no]
        ) { input, visit in
            try ResyncCommands.cancel(
                visit.place, input["instruction"] ?? "", reason: input["reason"] ?? "")
        },
        APIOperation(
            name: "resync undo", changes: true,
            about: "Takes back what an instruction has written, for 30 days, by forward changes.",
            admission: .act(.decide), fields: [instruction, dryRun],
            answer: AnswerForm(
                ResyncUndone.self,
                .object(["id": .text(), "records": .count(), "dryRun": .flag()]),
                example: APIExample.undone), failures: [.inputNotFound, .no]
        ) { input, visit in try ResyncCommands.undo(visit.place, input["instruction"] ?? "") },
    ]

    // MARK: What they are told

    private static let what = [
        InputField(
            name: "level", form: .word(of: ResyncOrder.levels),
            about: "How far to go, the mildest first.", example: "refetch", isRequired: true),
        stations,
        InputField(
            name: "all", form: .flag, about: "Every station, at a county.", example: false),
        InputField(
            name: "kind", form: .text(longest: 64),
            about: "The kind in doubt: the preview names no other; logs are compared whole.",
            example: "volunteer"),
        InputField(
            name: "since", form: .text(longest: 20),
            about: "The day since when there is doubt, for the record.", example: "2026-11-01"),
    ]

    static let stations = InputField(
        name: "station", form: .texts(longest: 20, most: 500),
        about: "Codes of stations, at a county.", example: ["620102001"], isTypical: true)

    private static let instruction = InputField(
        name: "instruction", form: .text(longest: 64),
        about: "The beginning of its id, six digits or more; to approve, of the request's will do.",
        example: "0b5d435326c7", isRequired: true)

    private static let dryRun = InputField(
        name: "dryRun", form: .flag, about: "Says what would be done, and does nothing.",
        example: false)

    // MARK: What they answer

    private static let plan = JSONSchema.object([
        "level": .text(), "stations": .list("Codes.", of: .text()),
        "undelivered": .count(
            "Entries of this node that the level above has not signed for; null at a county."
        ).orNull,
        "bundle": .text("The folder of the safety bundle; null where none is written.").orNull,
        "local": side("This node."), "remote": side("The other side."),
        "bytes": .count("About what goes over the line."),
        "seconds": .count("At the rate of the last exchanges; null where none is known.").orNull,
        "approval": .flag("Whether somebody else has to agree."),
        "findings": .list(
            of: .object([
                "what": .text(
                    "leaf, key, personalPart, tail, root, receipt, tables, index, file or attachment."
                ),
                "place": .text(
                    "Origin and sequence, or a table, with its index; or altered, short, unread or missing, and how the name of an attachment's file begins."
                ),
                "records": .list("Ids of the first records that differ, of a table.", of: .text()),
            ])),
        "suspicion": .word(
            "What probably happened; null where nothing differs.",
            of: ResyncSuspicion.allCases.map(\.rawValue)
        ).orNull,
        "remedy": .word("The mildest level that puts it right.", of: ResyncOrder.levels).orNull,
        "plan": .text("For `plan` of resync start."),
    ])

    private static func side(_ about: String) -> JSONSchema {
        .object(
            [
                "adds": .count(), "changes": .count(), "hides": .count(),
                "kinds": .list(
                    of: .object([
                        "kind": .text(), "effect": .word(of: ["adds", "changes", "hides"]),
                        "count": .count(), "names": .list("The first twenty.", of: .text()),
                    ])),
            ], about: about)
    }

    private static let states = ResyncStateWords.allCases.map(\.rawValue)

    private static let started = JSONSchema.object([
        "level": .text(), "dryRun": .flag(),
        "instructions": .list(
            of: .object([
                "id": .text("null where it was only tried.").orNull, "station": .text("Its code."),
                "state": .word(of: states),
                "reason": .text("Why it failed, in a fixed word; empty otherwise."),
                "approval": .text("The request that somebody else has to answer.").orNull,
                "isNew": .flag("false for one of the same level that was open already."),
                "isSuspended": .flag("Whether the station hears of nothing for now."),
            ])),
    ])

    private static let status = JSONSchema.object([
        "instructions": .list(
            of: .object([
                "id": .text(), "station": .text("Its code.").orNull, "level": .text(),
                "node": .text("Which carries it out; null where none is known yet.").orNull,
                "askedAt": .time(), "expiresAt": .time(), "state": .word(of: states),
                "reason": .text("Why it failed, in a fixed word; empty otherwise."),
                "reportedAt": .time("null before it is.").orNull,
                "planned": .figures("What was to be done when it began, by the same words."),
                "figures": .figures("What was found and done, by fixed words."),
                "places": .list("The first places that differ.", of: .text()),
                "digestAgrees": .flag(
                    "Whether the node's state digest is that of this one; null where it was not taken, "
                        + "other changes have come since, or this is that node."
                ).orNull,
                "approval": .text("The request that a second person answers.").orNull,
            ]))
    ])
}

extension ResyncOrder {
    fileprivate init(_ input: OperationInput) {
        self.init(
            level: input["level"] ?? "", stations: input.texts("station"), all: input.flag("all"),
            kind: input["kind"], since: input["since"], plan: input["plan"])
    }
}
