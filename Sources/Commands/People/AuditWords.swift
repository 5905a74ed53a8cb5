import ServiceRecords
import SyncCore
import Texts

/// What stands in the audit trail for each kind of change: the name of a kind of records, or what was done.
enum AuditWords {
    private static let system: [KindNumber: String] = [
        SystemKind.copy: "copy", SystemKind.requeue: "requeue", SystemKind.hop: "hop",
        SystemKind.admit: "admit", SystemKind.retire: "retire", SystemKind.revoke: "revoke",
        SystemKind.refuse: "refuse", SystemKind.succeed: "succeed", SystemKind.fork: "fork",
        SystemKind.dismiss: "dismiss", SystemKind.user: "user", SystemKind.role: "role",
        SystemKind.request: "request", SystemKind.answer: "answer", SystemKind.act: "act",
        SystemKind.certify: "certify", SystemKind.askErasure: "ask-erasure",
        SystemKind.erase: "erase", SystemKind.withdrawErasure: "withdraw-erasure",
        SystemKind.disclose: "disclose", SystemKind.suspend: "suspend",
        SystemKind.askCertificate: "ask-certificate", SystemKind.attest: "attest",
        SystemKind.announce: "announce", SystemKind.transfer: "transfer",
        SystemKind.boundary: "boundary", SystemKind.instruct: "instruct",
        SystemKind.report: "report", SystemKind.withdraw: "withdraw-instruction",
    ]

    private static let carriers: Set = [SystemKind.copy, SystemKind.requeue, SystemKind.hop]

    /// A number for what a newer program has written.
    static func word(_ kind: KindNumber) -> String {
        Schema.kind(kind)?.name ?? system[kind] ?? "kind-\(kind)"
    }

    /// All that can be asked for: of a change that carries another one the trail says what it carries.
    static var all: [String] {
        Schema.kinds.map(\.name) + ActChange.words
            + system.filter { !carriers.contains($0.key) }.map(\.value).sorted()
    }

    /// What somebody means who asks for a kind, by its name in either language.
    /// - Throws: `Problem` 64.
    static func asked(_ text: String) throws -> String {
        if let kind = Schema.kinds.first(where: { $0.zh == text }) { return kind.name }
        guard all.contains(text) || text.wholeMatch(of: /kind-[0-9]{1,5}/) != nil else {
            throw Problem(
                "unknown-kind", .usage,
                .people(.unknownAuditKind(String(text.prefix(40)), known: all)))
        }
        return text
    }
}
