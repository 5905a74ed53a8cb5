import Foundation
import GRDB
import ServiceRecords
import SyncCore
import Testing

@testable import Store

/// The look-up of volunteers as the store answers it: from the index of tokens.
@Suite struct FindingTests {
    private static let people: [(name: String, alt: String?, id: String?, phone: String?)] = [
        ("张晓明", nil, "11010519491231002X", "13800138000"),
        ("单建国", nil, nil, "13911112222"),
        ("才让", "ཚེ་རིང་", nil, "0931-1234567"),
        ("买买提·艾力", "Memet Eli", "130503670401001", nil),
        ("李四", nil, nil, "+85221234567"),
    ]

    private func replica() throws -> Replica {
        let replica = try World(stations: 0).county
        for (index, person) in Self.people.enumerated() {
            var draft = Draft(Volunteer.kind)
            draft[Volunteer.name] = .text(person.name)
            draft[Volunteer.nameAlt] = person.alt.map(Value.text)
            draft[Volunteer.idNumber] = person.id.map(Value.text)
            let phone = person.phone.flatMap(PhoneNumber.init)
            draft[Volunteer.phones] = phone.map { .list([.text($0.text)]) }
            draft[Volunteer.volunteerNumber] = .text("V 7/\(index)")
            try replica.commit { _ = try $0.write(draft) }
        }
        return replica
    }

    static let searches: [(String, [String])] = [
        ("张晓明", ["张晓明"]), ("晓", ["张晓明"]), ("zxm", ["张晓明"]), ("ZX", ["张晓明"]),
        ("zhang", ["张晓明"]), ("zhang xiaoming", ["张晓明"]), ("zhang xiao ming", ["张晓明"]),
        ("zhang-xiaoming", ["张晓明"]), ("张 8000", ["张晓明"]), ("张 2222", []),
        ("002x", ["张晓明"]), ("１２３１００２Ｘ", ["张晓明"]), ("8000", ["张晓明"]),
        ("138 0013 8000", ["张晓明"]), ("+86 138-0013-8000", ["张晓明"]),
        ("11010519491231002x", ["张晓明"]), ("110105 19491231 002X", ["张晓明"]),
        ("djg", ["单建国"]), ("sjg", ["单建国"]), ("shan", ["单建国"]),
        ("ཚེ་", ["才让"]), ("རིང", ["才让"]), ("ཚེ་རིང", ["才让"]), ("1234567", ["才让", "李四"]),
        ("931-1234567", ["才让"]), ("0931-1234567", ["才让"]), ("V 7/2", ["才让"]),
        ("memet", ["买买提·艾力"]), ("eli mem", ["买买提·艾力"]), ("买买提艾力", ["买买提·艾力"]),
        ("mmt 1001", ["买买提·艾力"]), ("130503670401001", ["买买提·艾力"]),
        ("+852 2123 4567", ["李四"]), ("4567", ["才让", "李四"]), ("五", []), ("138", []),
        ("李 四 李四 ls", ["李四"]), ("zz", []), ("9999", []), ("' OR 1=1 --", []), ("%", []),
    ]

    @Test func `volunteers are found by whatever people have in hand`() throws {
        let replica = try replica()
        for (text, names) in Self.searches {
            let found = try replica.find(text)
            #expect(found.volunteers.map(\.name) == names, "\(text)")
            #expect(found.count == names.count && found.isCountExact, "\(text)")
        }
    }

    @Test func `somebody is found by the beginning of an id, and by it alone`() throws {
        let replica = try replica()
        for card in try replica.store.view({ try $0.volunteers(limit: 10) }) {
            let id = card.entity.description
            #expect(try replica.find(String(id.prefix(8)).uppercased()).volunteers == [card])
            #expect(try replica.find(id).volunteers == [card])
        }
    }

    @Test func `an old name finds nobody, after an edit and after a rebuild`() throws {
        let replica = try replica()
        let person = try #require(try replica.find("张晓明").volunteers.first).entity
        try replica.edit(person, Volunteer.name, .text("王小美"))
        for _ in 0..<2 {
            for text in ["张", "zxm", "zhang", "晓明"] {
                #expect(try replica.find(text).count == 0, "\(text)")
            }
            #expect(try replica.find("wxm").volunteers.map(\.entity) == [person])
            #expect(try replica.find("002X").volunteers.map(\.entity) == [person])
            #expect(try replica.check().isSound)
            try replica.store.rebuild()
        }
    }

    @Test func `where parts are withheld nobody is found, and no token is made`() throws {
        let replica = try replica()
        let reader = try Replica(
            seed: 77, scope: replica.scope, authority: replica.signer.publicKey)
        try reader.take(try replica.message(beyond: VersionVector()).withholding())
        #expect(try reader.count("token") == 0)
        #expect(try reader.find("张晓明").count == 0)
        // A volunteer number stands open.
        #expect(try reader.find("V 7/2").count == 1)
    }

    @Test func `one scope is searched, or all`() throws {
        let replica = try replica()
        #expect(try replica.find("张", in: replica.scope).count == 1)
        #expect(try replica.find("张", in: SeededRandomness(99).identifier()).count == 0)
        #expect(try replica.find("V 7/2", in: SeededRandomness(99).identifier()).count == 0)
    }

    @Test func `a text of any length is answered`() throws {
        let replica = try replica()
        for text in ["张", "z", "8", "ཚེ་", "张 "] {
            _ = try replica.find(String(repeating: text, count: 5_000))
        }
        #expect(try replica.find(String(repeating: "张晓明 ", count: 500)).count == 1)
    }
}

/// What an answer costs: it depends on how many are asked for, not on how many there are.
@Suite struct FindingCostTests {
    /// Half of them are called 王.
    private func crowd(_ count: Int) throws -> Replica {
        let replica = try World(stations: 0).county
        let given = Array("伟强磊军勇杰涛明超平刚辉鹏华飞斌波宇浩凯建国志文海东林峰龙亮")
        try replica.commit { door in
            for index in 0..<count {
                var draft = Draft(Volunteer.kind)
                let surname = index.isMultiple(of: 2) ? "王" : "李"
                let (first, second) = (given[index / 2 % 30], given[index / 60 % 30])
                draft[Volunteer.name] = .text(surname + String([first, second]))
                draft[Volunteer.phones] = .list([.text("139\(10_000_000 + index)")])
                draft[Volunteer.volunteerNumber] = .text("V\(index)")
                _ = try door.write(draft)
            }
        }
        return replica
    }

    @Test func `a frequent name opens no more parts than are listed`() throws {
        let replica = try crowd(400)
        let few = try replica.cost(of: "王", limit: 10)
        #expect(few.found.volunteers.count == 10)
        #expect(few.found.count == 200 && !few.found.isCountExact)
        let groups = Volunteer.kind.groups.count
        #expect(few.partsOpened <= 10 * groups)
        let order = few.found.volunteers.map(\.volunteerNumber)
        #expect(order == (0..<10).map { "V\($0 * 2)" }, "in order of recording")
        // Initials with a number: one is left of the two hundred.
        let one = try replica.cost(of: "w 0398", limit: 10)
        #expect(one.found.count == 1 && one.found.isCountExact)
        #expect(one.partsOpened <= groups)
        #expect(try replica.cost(of: "王李", limit: 10).partsOpened == 0)
        #expect(try replica.cost(of: "王", limit: 1_000).found.isCountExact)
    }

    @Test(arguments: ["王伟", "w", "wang", "王 0018", "13910000018", "V7", "abcdef", "王 V8 wwq"])
    func `every statement of an answer is a search in an index`(text: String) throws {
        let replica = try crowd(20)
        let statements = try replica.cost(of: text, limit: 10).statements
        #expect(statements.contains { $0.contains("FROM token") })
        let plans = try replica.plans(of: statements)
        for plan in plans where plan != "SCAN CONSTANT ROW" {
            #expect(!plan.hasPrefix("SCAN"), "\(plan)")
        }
        #expect(plans.contains { $0.contains("USING PRIMARY KEY (token=?") })
        #expect(plans.contains { $0.contains("volunteer_by_number (volunteer_no=?)") })
        #expect(!plans.contains { $0.contains("TEMP B-TREE") })
    }
}

private struct Cost {
    var found = VolunteersFound()
    var statements: [String] = []
    var partsOpened: Int { statements.count { $0.contains("FROM personal") } }
}

extension Replica {
    fileprivate func find(_ text: String, in scope: Scope? = nil) throws -> VolunteersFound {
        try store.view { view in
            try view.volunteers(fitting: VolunteerSearch(text), in: scope, limit: 50)
        }
    }

    /// An answer with every statement that SQLite was given for it.
    fileprivate func cost(of text: String, limit: Int) throws -> Cost {
        try store.read { db in
            let log = Statements()
            db.trace(options: .statement) { event in
                if case .statement(let statement) = event { log.all.append(statement.sql) }
            }
            defer { db.trace(options: []) }
            let view = StoreView(db: db, vault: store.vault)
            var cost = Cost()
            cost.found = try view.volunteers(fitting: VolunteerSearch(text), limit: limit)
            cost.statements = log.all
            return cost
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

    fileprivate func count(_ table: String) throws -> Int {
        try store.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table)") ?? -1 }
    }

    private final class Statements { var all: [String] = [] }
}
