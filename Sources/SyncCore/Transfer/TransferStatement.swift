/// A word of a transfer with where and by whom it was written first. A copy of it on its way, a *hop*, is
/// the same statement.
public struct TransferStatement: Hashable, Sendable {
    /// The head of the original leaf: the same in every hop.
    public let id: Entity
    /// In which scope it was written first.
    public let scope: Scope
    public let author: Origin
    public let sequence: UInt64
    /// Milliseconds by the author's clock, for display.
    public let time: Int64
    public let word: TransferWord

    public init(
        id: Entity, scope: Scope, author: Origin, sequence: UInt64, time: Int64,
        word: TransferWord
    ) {
        self.id = id
        self.scope = scope
        self.author = author
        self.sequence = sequence
        self.time = time
        self.word = word
    }

    public var subject: Subject? { word.subject }
}

/// The statements of one scope that count there, each once: originals by whoever may write there, hops by
/// whoever governs it.
public struct TransferStatements: Sendable, Sequence {
    private var byID: [Entity: TransferStatement] = [:]

    public init(_ statements: some Sequence<TransferStatement> = []) {
        for statement in statements { byID[statement.id] = statement }
    }

    public mutating func insert(_ statement: TransferStatement) { byID[statement.id] = statement }

    public func contains(_ id: Entity) -> Bool { byID[id] != nil }

    public subscript(id: Entity) -> TransferStatement? { byID[id] }

    public var count: Int { byID.count }

    /// By id: the order must not depend on the process.
    public func makeIterator() -> some IteratorProtocol<TransferStatement> {
        byID.values.sorted { $0.id < $1.id }.makeIterator()
    }

    public var subjects: [Subject] { Set(byID.values.compactMap(\.subject)).sorted() }

    public func of(_ subject: Subject) -> TransferStatements {
        TransferStatements(byID.values.filter { $0.subject == subject })
    }

    public func union(_ other: TransferStatements) -> TransferStatements {
        var all = self
        all.byID.merge(other.byID) { known, _ in known }
        return all
    }
}
