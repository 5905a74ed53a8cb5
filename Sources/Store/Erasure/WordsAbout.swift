import SyncCore

/// Words of transfers that stand in a station's scope and whose personal parts say who a volunteer is: the sealed
/// profile with which they came, or with which they were given away, and the number under which they were
/// claimed.
///
/// Of what a node asks by itself when somebody has gone on nothing of it is erased: whoever was put back opens a
/// profile a second time.
struct WordsAbout {
    private var ids: Set<Entity> = []

    /// None.
    init() {}

    /// - Parameter volunteer: a record of the scope.
    init(_ volunteer: Entity, in scope: ScopeRow, log: LogTable) throws {
        let table = TransferTable(log: log, scope: scope)
        let statements = try table.believed(
            by: StandingTable(log: log, scope: scope).standing())
        for statement in statements where statement.scope == scope.scope {
            switch statement.word.content {
            case .accept(let release, let acceptance) where acceptance.volunteer == volunteer:
                ids.insert(release)
            case .release(let release) where release.volunteer == volunteer:
                // Until the taker has it, it is the only profile that there is.
                guard let subject = statement.subject,
                    Custody(of: subject, at: scope.scope, statements).isOver(statement.id)
                else { continue }
                ids.insert(statement.id)
            case .claim(volunteer: volunteer): ids.insert(statement.id)
            default: break
            }
        }
    }

    func contain(_ change: Change) -> Bool {
        !ids.isEmpty && TransferStatement(change).map { ids.contains($0.id) } ?? false
    }
}
