import SyncCore

/// An origin with its key; the same number gives the same one everywhere.
struct Writer: Sendable {
    let signer: Signer
    let origin: Origin

    init(_ number: UInt8) throws {
        signer = try Signer(privateKey: [UInt8](repeating: number, count: 32))
        origin = Origin(publicKey: signer.publicKey)
    }

    /// A change in this writer's log that sets one field of one group of a record.
    func change(
        _ sequence: UInt64, in scope: Scope, context: Context = Context(), time: Int64 = 0,
        kind: KindNumber = 40, entity: Entity? = nil, value: Value = .int(0),
        personal: PersonalContent = .none
    ) -> Change {
        let header = Header(
            scope: scope, origin: origin, sequence: sequence, time: time, context: context,
            actor: nil, kind: kind, entity: entity)
        return Change(
            CanonicalChange(header: header, open: .groups([.init(10, Fields([1: value]))])),
            personal: personal)
    }

    /// A change in this writer's log that carries another one whole.
    func wrapping(
        _ carried: Change, as kind: KindNumber = SystemKind.copy, sequence: UInt64,
        context: Context = Context()
    ) -> Change {
        let header = Header(
            scope: carried.header.scope, origin: origin, sequence: sequence, time: 0,
            context: context, actor: nil, kind: kind, entity: nil)
        return Change(
            CanonicalChange(header: header, open: .wrapped(carried.canonical)),
            personal: carried.personal)
    }

    /// A change of authority in this writer's log.
    func stating(_ word: AuthorityChange, sequence: UInt64, in scope: Scope) -> Change {
        let header = Header(
            scope: scope, origin: origin, sequence: sequence, time: 0, context: Context(),
            actor: nil, kind: word.kind, entity: nil)
        return Change(CanonicalChange(header: header, open: word.open), personal: .none)
    }
}

/// Scope, origin or entity with this number in its last byte.
func id<ID: Identifier>(_ number: UInt64, _ type: ID.Type = ID.self) -> ID {
    ID(raw: RawIdentifier(high: 0, low: number))
}
