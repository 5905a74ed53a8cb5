import ServiceRecords
import SyncCore

@testable import Store

/// A member of a scope that claims to have seen what it likes: a log that no honest node would write,
/// well signed all the same.
struct Forger {
    let signer: Signer
    let scope: Scope
    private(set) var changes: [Change] = []

    var origin: Origin { Origin(publicKey: signer.publicKey) }

    init(seed: UInt64, scope: Scope) throws {
        signer = try Replica.signer(seed)
        self.scope = scope
    }

    /// The dot of the change that is written next.
    var next: Dot { Dot(origin: origin, sequence: UInt64(changes.count + 1)) }

    /// Writes open fields of one kind.
    @discardableResult
    mutating func write(_ draft: Draft, seen context: Context, time: Int64 = 0) -> Change {
        let header = Header(
            scope: scope, origin: origin, sequence: next.sequence, time: time, context: context,
            actor: nil, kind: draft.kind.number, entity: draft.entity)
        let groups = draft.groupNumbers.map {
            OpenPart.GroupContent($0, draft.fields(of: $0))
        }
        let change = Change(
            CanonicalChange(header: header, open: .groups(groups)), personal: .none)
        changes.append(change)
        return change
    }

    /// The whole log, with its key.
    func message() throws -> Message {
        var frontier = Frontier()
        for change in changes { frontier.append(change.leaf) }
        let checkpoint = try Checkpoint(
            name: Checkpoint.name(scope: scope, origin: origin), size: UInt64(changes.count),
            root: frontier.root)
        var message = Message(origin: origin, schemaVersion: Schema.version, summary: .zero)
        message.keys = [signer.publicKey]
        message.runs = [
            Run(
                scope: scope, origin: origin, first: 1,
                rows: changes.map {
                    Run.Row(canonical: $0.canonical.bytes, personal: $0.personal)
                }, checkpoint: try SignedCheckpoint(signing: checkpoint, with: signer),
                proof: [])
        ]
        return message
    }
}
