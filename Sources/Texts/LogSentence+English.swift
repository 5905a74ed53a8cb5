extension LogSentence {
    var english: String {
        switch self {
        case .noLogs: "no logs are held here yet"
        case .log(let place, let origin, let owner, let length):
            "\(place)  \(origin)  \(owner.rawValue)  \(length) changes"
        case .notAdmitted: "not admitted"
        case .checkpointAt(let size): "signed up to \(size)"
        case .receiptAt(let size, let time): "receipt up to \(size) (\(time))"
        case .deliveredCount(let count): "\(count) delivered"
        case .unknownChange: "that change is not here"
        case .unknownChangeRemedy: "yizhan log list shows the logs, their origins and lengths"
        case .label(let label): Self.label(label)
        case .personalHeld: "held here, encrypted; not shown"
        case .personalWithheld: "not held here, only its commitment"
        case .personalNone: "none"
        case .exported(let file, let logs, let changes, let receipts, let bytes):
            "wrote \(logs) logs, \(changes) changes, \(receipts) receipts to \(file) "
                + "(\(bytes) bytes, nothing personal)"
        case .exportTried(let logs, let changes, let receipts, let bytes):
            "would write \(logs) logs, \(changes) changes, \(receipts) receipts, \(bytes) bytes; "
                + "nothing was written"
        case .proofWritten(let record, let file, let changes, let bytes):
            "wrote the proof of record \(record) (\(changes) changes) to \(file), "
                + "\(bytes) bytes, nothing personal"
        case .proofTried(let record, let changes, let bytes):
            "record \(record) can be proved (\(changes) changes, \(bytes) bytes); "
                + "nothing was written"
        case .proofCheck:
            "anybody with the county's public key can check it: "
                + "yizhan log verify FILE --county-key KEY"
        case .notSigned(let record, let changes):
            "\(changes) changes of record \(record) are not under a receipt of the county yet"
        case .notSignedRemedy: "deliver them first (yizhan sync now), then try again"
        case .proofUnreadable(let path): "\(path) is no whole proof file"
        case .proofMemberBad(let path, let member):
            "\(path) is no valid proof file: \(member) is wrong"
        case .proofFormatUnknown(let path, let format):
            "\(path) has the unknown format \(format)"
        case .askForProofAgain: "ask whoever made it for another copy"
        case .countyKeyNeeded: "without the county's public key nothing can be checked"
        case .countyKeyBad(let text): "\(text) is neither a public key nor a file with one"
        case .countyKeyRemedy:
            "give --county-key the 64 hexadecimal digits of the key, or a file with them"
        case .recordArgumentBad(let text): "\(text) is no id of a record"
        case .recordArgumentRemedy: "give the first six digits of the id, or more"
        case .proofHolds(let kind, let record): "✓ the proof holds: \(kind) \(record)"
        case .provedChange(let station, let sequence, let size, let time):
            "  change \(sequence) of the log of \(station), signed by the county up to \(size)"
                + (time.map { ", \($0)" } ?? " (the county's own log)")
        case .provedBy(let county): "  signed by the county \(county)"
        case .flaw(let flaw): "✗ the proof does not hold: \(Self.flaw(flaw))"
        case .flawRemedy: "  do not rely on it; ask whoever made it for another copy"
        case .logsSound(let changes):
            "checked \(changes) changes with their signatures and receipts: everything agrees"
        case .logsRemedy: "call the administrator and delete nothing"
        }
    }

    private static func flaw(_ flaw: ProofFlawWords) -> String {
        switch flaw {
        case .altered(let sequence?): "change \(sequence) was altered: it is not what was signed"
        case .altered(nil): "a change was altered: it has lost its form"
        case .alteredNote: "the signed note was altered: it has lost its form"
        case .otherRecord(let proved, let asked):
            "it is for another record, \(proved), not \(asked)"
        case .otherCounty(let name): "it was signed by another county (\(name))"
        case .badCosignature: "the signature of the county on the receipt is false"
        case .badSignature(let origin): "the signature of the log of \(origin) is false"
        case .beyondReceipt(let sequence, let size):
            "the receipt ends at \(size) and does not cover change \(sequence)"
        case .noCreation: "the change that created the record is missing"
        }
    }

    private static func label(_ label: LogLabel) -> String {
        switch label {
        case .scope: "scope"
        case .origin: "origin"
        case .sequence: "sequence"
        case .time: "time"
        case .context: "seen"
        case .kind: "kind"
        case .entity: "record"
        case .creates: "new record"
        case .actor: "actor"
        case .group: "group"
        case .personal: "personal part"
        case .leaf: "leaf"
        case .commitment: "commitment"
        case .carries: "carries"
        case .standing: "does not count"
        }
    }
}
