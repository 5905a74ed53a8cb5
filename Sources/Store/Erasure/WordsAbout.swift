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
        let standing = try StandingTable(log: log, scope: scope).standing()
        let statements = try TransferTable(log: log, scope: scope).held(by: standing)
            .map(\.statement)
        let over = Self.over(statements)
        for statement in statements {
            let isOwn = statement.scope == scope.scope
            switch statement.word.content {
            case .accept(let release, let acceptance)
            where isOwn && acceptance.volunteer == volunteer:
                ids.insert(release)
            // Until the taker has it, it is the only one that there is.
            case .release(let release)
            where isOwn && release.volunteer == volunteer && over.contains(statement.id):
                ids.insert(statement.id)
            case .claim(volunteer: volunteer) where isOwn: ids.insert(statement.id)
            default: break
            }
        }
    }

    /// Releases whose profile nobody needs any more.
    private static func over(_ statements: [TransferStatement]) -> Set<Entity> {
        Set(
            statements.compactMap { statement in
                switch statement.word.content {
                case .close(let epoch): epoch
                case .denied(let release, _), .decline(let release): release
                default: nil
                }
            })
    }

    func contain(_ change: Change) -> Bool {
        !ids.isEmpty && TransferStatement(change).map { ids.contains($0.id) } ?? false
    }
}
