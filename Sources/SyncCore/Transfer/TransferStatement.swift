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
    /// After a merger a scope has thousands of subjects, each asked for by itself.
    private var bySubject: [Subject: [Entity: TransferStatement]] = [:]

    public init(_ statements: some Sequence<TransferStatement> = []) {
        for statement in statements { insert(statement) }
    }

    public mutating func insert(_ statement: TransferStatement) {
        byID[statement.id] = statement
        guard let subject = statement.subject else { return }
        bySubject[subject, default: [:]][statement.id] = statement
    }

    public func contains(_ id: Entity) -> Bool { byID[id] != nil }

    public subscript(id: Entity) -> TransferStatement? { byID[id] }

    public var count: Int { byID.count }

    /// By id: the order must not depend on the process.
    public func makeIterator() -> some IteratorProtocol<TransferStatement> {
        byID.values.sorted { $0.id < $1.id }.makeIterator()
    }

    public var subjects: [Subject] { bySubject.keys.sorted() }

    public func of(_ subject: Subject) -> TransferStatements {
        let own = bySubject[subject, default: [:]]
        var statements = TransferStatements()
        statements.byID = own
        if !own.isEmpty { statements.bySubject = [subject: own] }
        return statements
    }

    public func union(_ other: TransferStatements) -> TransferStatements {
        var all = self
        for (id, statement) in other.byID where all.byID[id] == nil { all.insert(statement) }
        return all
    }
}
