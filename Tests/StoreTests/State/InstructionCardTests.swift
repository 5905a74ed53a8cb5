import ServiceRecords
import SyncCore
import Testing

@testable import Store

/// What a node makes of the instructions that its logs hold.
@Suite struct InstructionCardTests {
    private let world: World
    private var county: Replica { world.county }

    init() throws { world = try World(stations: 1) }

    @Test func `I16 that it was carried out is no word of a second person`() throws {
        try county.commit { door in
            let user = try door.write(user: "guan", name: "李四")
            try door.write(
                RoleWord(
                    granting: Role.administrator.rawValue, with: Rights.writing(.administrator),
                    to: user))
        }
        try county.commit { door in
            let asked = ResyncChange.Instruction(.refetch, expires: .max)
            let request = try door.write(
                .request(
                    .init(
                        act: asked.act, parameters: asked.parameters, summary: "",
                        expires: asked.expires)))
            try door.write(.instruct(.init(.refetch, expires: .max, approval: request)))
            try door.write(.answer(.init(to: request, .carriedOut)))
        }
        let cards = try county.store.view { try $0.instructions(in: world.scope, at: 0) }
        #expect(cards.map(\.consent) == [.waiting])
    }

    /// Its reports would count nowhere, and so it would begin again and again.
    @Test func `a node that does not count carries nothing out`() throws {
        let stranger = try world.invite(isAdmitted: false)
        try county.commit { try $0.write(.instruct(.init(.verify, expires: .max))) }
        try world.settle()
        #expect(try world.stations[0].store.nextInstruction(at: 0) != nil)
        #expect(try stranger.store.view { try $0.instructions(in: world.scope, at: 0) }.count == 1)
        #expect(try stranger.store.nextInstruction(at: 0) == nil)
    }
}
