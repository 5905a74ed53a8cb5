import GRDB
import ServiceRecords
import SyncCore
import Testing

@testable import Store

/// S18, I3: a change whose author had no right to it is stored and relayed, and counts nowhere; who had
/// the right is judged by what they had seen, whatever arrives when.
@Suite struct PeopleTests {
    private let world: World
    private let station: Replica
    private var county: Replica { world.county }

    init() throws {
        world = try World(stations: 2)
        station = world.stations[0]
    }

    private func user(_ login: String = "zhang", _ roles: Role...) throws -> Entity {
        try county.commit { door in
            let user = try door.write(user: login, name: "张三")
            for role in roles {
                try door.write(
                    RoleWord(granting: role.rawValue, with: Rights.writing(role), to: user))
            }
            return user
        }
    }

    private func disable(_ user: Entity) throws {
        try county.commit { try $0.write(RoleWord(revoking: nil, from: user)) }
    }

    private func register(
        by author: Store.Author, at replica: Replica, rendering: Rendering? = nil
    ) throws -> Entity {
        var draft = Draft(Volunteer.kind)
        draft[Volunteer.name] = .text("王五")
        return try replica.store.commit(
            to: world.scope, by: author, at: 0, rendering: rendering
        ) { try $0.write(draft) }
    }

    @Test func `who writes stands in the change, at both ends`() throws {
        let user = try user("zhang", .worker)
        try world.settle()
        _ = try register(by: .init(actor: user), at: station)
        try world.settle()
        let written = try #require(try station.lastOwn())
        #expect(written.header.actor == user)
        #expect(try county.change(written.dot) == written)
        for replica in [county, station, world.stations[1]] {
            let card = try replica.store.view { try $0.user("zhang", in: world.scope) }
            #expect(card?.entity == user)
            #expect(card?.name == "张三")
            #expect(card?.roles == [Role.worker.rawValue])
            #expect(try replica.excluded().isEmpty)
        }
    }

    @Test
    func `S18 what a user has no right to is not written here, and not counted from elsewhere`()
        throws
    {
        let auditor = try user("shen", .auditor)
        try world.settle()
        let before = try station.vector()
        #expect(throws: StoreError.self) { try register(by: .init(actor: auditor), at: station) }
        #expect(try station.vector() == before, "nothing was changed")
        let person = try register(by: .init(unasked: auditor), at: station)
        let refused = try #require(try station.lastOwn())
        let next = try station.register("赵六")
        try world.settle()
        for replica in [county, station, world.stations[1]] {
            #expect(try replica.excluded() == [refused.dot: "not-permitted"])
            #expect(try replica.change(refused.dot) == refused)
            #expect(try replica.volunteer(person) == nil)
            #expect(try replica.volunteer(next) != nil)
            #expect(try replica.check().findings.isEmpty)
        }
        #expect(try station.store.view { try $0.unsettledCount() } == 1)
        #expect(try county.store.view { try $0.unsettledCount() } == 1)
    }

    @Test func `a disabled user's later writes do not count, and those before they knew do`() throws
    {
        let user = try user("zhang", .worker)
        try world.settle()
        try disable(user)
        let offline = try register(by: .init(actor: user), at: station)
        try world.settle()
        #expect(throws: StoreError.self) { try register(by: .init(actor: user), at: station) }
        _ = try register(by: .init(unasked: user), at: station)
        let late = try #require(try station.lastOwn())
        try world.settle()
        for replica in [county, station] {
            #expect(try replica.volunteer(offline) != nil)
            #expect(try replica.excluded() == [late.dot: "not-permitted"])
        }
    }

    /// The other PC hears of the change before it hears of the role.
    @Test func `words that come late judge what is here, and nothing of it was seen before`() throws
    {
        let user = try user("zhang", .worker)
        try world.exchange(station)
        let person = try station.register("王五", area: "甲村")
        var draft = Draft(Volunteer.kind, entity: person)
        draft[Volunteer.residenceArea] = .text("乙村")
        _ = try station.store.commit(
            to: world.scope, by: .init(actor: user), at: 0
        ) { try $0.edit(draft) }
        let other = world.stations[1]
        let county = self.county
        try other.take(try county.message(county.origin, 1...1))
        try other.take(try station.message(station.origin, 1...2))
        #expect(try other.excluded().values.contains("not-permitted"))
        try other.settle(person, Volunteer.residenceArea, .text("丙村"))
        try world.settle()
        for replica in [county, station, other] {
            #expect(try replica.excluded().isEmpty)
            let versions = try replica.store.view { try $0.conflicts(of: person) }
                .flatMap(\.versions)
            #expect(versions.count == 2, "nobody was overruled unseen")
            let live = try replica.registers()
            try replica.store.rebuild()
            #expect(try replica.registers() == live)
        }
    }

    @Test func `sent again by somebody who may, it counts`() throws {
        let (auditor, manager) = (try user("shen", .auditor), try user("li", .manager))
        try world.settle()
        let person = try register(by: .init(unasked: auditor), at: station)
        let refused = try #require(try station.lastOwn())
        try world.settle()
        for author in [Store.Author(actor: auditor), Store.Author(actor: manager)] {
            let attempt = Result {
                try station.store.commit(to: world.scope, by: author, at: 0) {
                    try $0.requeue(refused)
                }
            }
            let isDone = (try? attempt.get()) != nil
            #expect(isDone == (author.actor == manager))
        }
        try world.settle()
        #expect(try county.volunteer(person)?.name == "王五")
        #expect(try station.volunteer(person)?.name == "王五")
    }

    /// Many that are refused for good, and one that may count yet: only the latter is looked at.
    @Test func `to look at a scope costs what may count yet, not what was refused`() throws {
        let auditor = try user("shen", .auditor)
        try world.settle()
        for _ in 0..<40 { _ = try register(by: .init(unasked: auditor), at: station) }
        let user = try user("zhang", .worker)
        try world.exchange(station)
        _ = try register(by: .init(actor: user), at: station)
        let length = try #require(try station.lastOwn()).dot.sequence
        let other = world.stations[1]
        let county = self.county
        try other.take(try station.message(station.origin, 1...length))
        #expect(try other.excluded().count == 41)
        let (seen, statements) = try other.unsettled(in: world.scope)
        #expect(seen.map(\.sequence) == [length], "held, and below it nothing is hidden")
        #expect(try other.store.render(world.scope).vector[station.origin] == length - 1)
        #expect(statements.count { $0.contains("FROM awaited") } == 1)
        #expect(!statements.contains { $0.contains("excluded") })
        #expect(statements.count < 8, "none for each that was refused")
        let plans = try other.plans(of: statements.filter { $0.contains("FROM awaited") })
        #expect(plans.allSatisfy { $0.contains("SEARCH awaited USING PRIMARY KEY") })
        #expect(plans.allSatisfy { $0.contains("length>?") })
        let hidden = try other.plans(of: try other.rendering(world.scope))
        #expect(!hidden.contains { $0.contains("SCAN excluded") })
        try other.take(try county.message(county.origin, 1...(try county.vector()[county.origin])))
        #expect(try other.unsettled(in: world.scope).dots.isEmpty)
        #expect(try other.excluded().count == 40)

        // What comes need not be a word: then nothing is judged again, and it is settled all the same.
        let known = try county.vector()[county.origin]
        _ = try county.register("县里的人")
        try world.exchange(station)
        _ = try register(by: .init(unasked: auditor), at: station)
        let last = try #require(try station.lastOwn()).dot.sequence
        try other.take(try station.message(station.origin, (length + 1)...last))
        #expect(try other.unsettled(in: world.scope).dots.map(\.sequence) == [last])
        try other.take(
            try county.message(county.origin, (known + 1)...(try county.vector()[county.origin])))
        #expect(try other.unsettled(in: world.scope).dots.isEmpty)
        #expect(try other.excluded().count == 41)
    }

    /// Whatever a program writes past its own checks, in the log or on a stick.
    @Test func `no request is approved by whoever asked, nor by somebody who may not approve`()
        throws
    {
        let (asker, other) = (try user("zhang", .manager), try user("li", .manager))
        let worker = try user("wang", .worker)
        func say(_ change: ApprovalChange, by user: Entity) throws -> Entity {
            try county.store.commit(to: world.scope, by: .init(unasked: user), at: 1) {
                try $0.write(change)
            }
        }
        let request = try say(
            .request(.init(act: "export", parameters: .zero, summary: "export", expires: 1_000)),
            by: asker)
        func state() throws -> ApprovalState {
            let cards = try county.store.view { try $0.approvals(in: world.scope) }
            return ApprovalState(try #require(cards.first { $0.id == request }), at: 2)
        }
        for user in [asker, worker] {
            _ = try say(.answer(.init(to: request, .approved)), by: user)
            #expect(try state() == .waiting)
        }
        _ = try say(.answer(.init(to: request, .approved)), by: other)
        #expect(try state() == .approved)
    }
}

extension Replica {
    /// What may count yet, and the statements that found it.
    fileprivate func unsettled(in scope: Scope) throws -> (dots: [Dot], statements: [String]) {
        try store.read { db in
            let log = LogTable(db: db)
            let row = try #require(try log.scope(scope))
            let standing = try StandingTable(log: log, scope: row).standing()
            let table = RenderingTable(log: log, scope: row)
            var dots: [Dot] = []
            let statements = try db.traced { dots = try table.unsettled(by: standing) }
            return (dots, statements)
        }
    }

    fileprivate func rendering(_ scope: Scope) throws -> [String] {
        try store.read { db in
            let log = LogTable(db: db)
            let row = try #require(try log.scope(scope))
            return try db.traced { _ = try RenderingTable(log: log, scope: row).render() }
        }
    }

    /// How SQLite reads for these statements, one line for each table.
    fileprivate func plans(of statements: [String]) throws -> [String] {
        try store.read { db in
            try Set(statements).sorted().flatMap { sql in
                let statement = try db.makeStatement(sql: "EXPLAIN QUERY PLAN " + sql)
                statement.setUncheckedArguments(StatementArguments())
                return try Row.fetchAll(statement).map { $0["detail"] as String }
            }
        }
    }
}

extension Database {
    fileprivate func traced(_ body: () throws -> Void) throws -> [String] {
        final class Statements { var all: [String] = [] }
        let log = Statements()
        trace { event in
            if case .statement(let statement) = event { log.all.append(statement.sql) }
        }
        defer { trace(options: []) }
        try body()
        return log.all
    }
}
