import ServiceRecords
import SyncCore
import Testing

@testable import Store

/// Protocol §3: what somebody had in front of them travels with the form; a save covers that and no
/// more, or it would overrule somebody unseen.
@Suite struct RenderingTests {
    let world: World
    let person: Entity
    var a: Replica { world.stations[0] }
    var b: Replica { world.stations[1] }

    init() throws {
        world = try World()
        person = try world.stations[0].register("张三")
        try world.settle()
    }

    @Test func `a save in front of an old form is a sibling of what came since`() throws {
        let form = try a.store.render(world.scope)
        try b.edit(person, Volunteer.serviceArea, .text("620102001"))
        try world.settle()
        try a.edit(person, Volunteer.serviceArea, .text("620102002"), rendering: form)
        #expect(try a.volunteer(person)?.conflicts == ["service"])
    }

    @Test func `a save in front of what is there is no conflict`() throws {
        try b.edit(person, Volunteer.serviceArea, .text("620102001"))
        try world.settle()
        let form = try a.store.render(world.scope)
        try a.edit(person, Volunteer.serviceArea, .text("620102002"), rendering: form)
        #expect(try a.volunteer(person)?.conflicts == [])
    }

    @Test func `of a form saved twice the second save is a sibling`() throws {
        let form = try a.store.render(world.scope)
        try a.edit(person, Volunteer.serviceArea, .text("620102001"), rendering: form)
        try a.edit(person, Volunteer.serviceArea, .text("620102002"), rendering: form)
        #expect(try a.volunteer(person)?.conflicts == ["service"])
    }

    @Test func `a form from another store has seen nothing`() throws {
        let form = try b.store.render(world.scope)
        #expect(!form.vector.isEmpty)
        #expect(try contextWritten(in: form).isEmpty)
    }

    /// The county writes in many scopes: its entry of one vector says nothing about another scope.
    @Test func `a form of another scope has seen nothing`() throws {
        let other: Scope = SeededRandomness(99).identifier()
        let county = world.county
        try county.store.addScope(
            other, authorityKey: county.signer.publicKey, code: nil, name: nil)
        for index in 0..<5 {
            try county.store.commit(to: other, by: county.author, at: 0) { door in
                var draft = Draft(Activity.kind)
                draft[Activity.title] = .text("\(index)")
                try door.write(draft)
            }
        }
        let form = try county.store.render(other)
        try county.register("李四")
        let person = try #require(try county.lastOwn()).entity
        try county.edit(person, Volunteer.serviceArea, .text("620102001"), rendering: form)
        #expect(try county.lastOwn()?.header.context.isEmpty == true)
    }

    @Test func `a context is lowered to what is held`() throws {
        let form = try a.store.render(world.scope)
        var vector = form.vector
        vector[b.origin] = 1_000
        vector[world.county.origin] = 1
        let beyond = Rendering(
            storeID: form.storeID, scope: form.scope, vector: vector, hidden: [], own: form.own)
        let context = try contextWritten(in: beyond)
        #expect(context.isCovered(by: try a.vector()))
        #expect(context[world.county.origin] == 1)
        #expect(context[b.origin] == 0)
    }

    @Test func `what was hidden and counts now was not seen`() throws {
        try b.edit(person, Volunteer.serviceArea, .text("620102001"))
        try b.edit(person, Volunteer.residenceArea, .text("620102001"))
        try world.settle()
        let form = try a.store.render(world.scope)
        let hiding = Rendering(
            storeID: form.storeID, scope: form.scope, vector: form.vector,
            hidden: [Dot(origin: b.origin, sequence: 2)], own: form.own)
        #expect(try contextWritten(in: hiding)[b.origin] == 1)
    }

    @Test func `an origin that is not admitted is in no context`() throws {
        let late = try world.invite(isAdmitted: false)
        try late.register("未接纳")
        try world.settle()
        #expect(try a.vector()[late.origin] == 1)
        #expect(try a.store.render(world.scope).vector[late.origin] == 0)
        try a.register("李四")
        #expect(try a.lastOwn()?.header.context[late.origin] == 0)
    }

    /// S25: start at one place, end at the other. What a form left alone must be what stood in it, or
    /// the save states a pair of times that nobody wrote.
    @Test func `S25 a save never mixes what the form showed with what came since`() throws {
        var draft = Draft(Activity.kind)
        draft[Activity.start] = .int(9)
        draft[Activity.end] = .int(12)
        let activity = try a.commit { try $0.write(draft) }
        try world.settle()
        let form = try a.store.render(world.scope)
        var ending = Draft(Activity.kind, entity: activity)
        ending[Activity.end] = .int(10)
        try b.commit { try $0.edit(ending) }
        try world.settle()
        var starting = Draft(Activity.kind, entity: activity)
        starting[Activity.start] = .int(11)
        #expect(throws: StoreError.groupNotWhole(Activity.start.group)) {
            try a.commit(rendering: form) { try $0.edit(starting) }
        }
        for field in Activity.kind.group(Activity.start.group)?.fields ?? [] {
            if !starting.states(field) { starting[field] = nil }
        }
        starting[Activity.end] = .int(12)
        try a.commit(rendering: form) { try $0.edit(starting) }
        let written = try #require(
            try a.lastOwn()?.groups.first { _ in true }.map { Fields($0.fields) })
        #expect(written[Activity.start.number] == .int(11))
        #expect(written[Activity.end.number] == .int(12))
        let group = try #require(Activity.kind.group(Activity.start.group))
        let versions = try a.store.view { try $0.versions(of: activity, Activity.kind, group) }
        #expect(versions.count == 2, "both stand until somebody decides")
    }

    private func contextWritten(in form: Rendering) throws -> Context {
        try a.edit(person, Volunteer.serviceArea, .text("620102009"), rendering: form)
        return try #require(try a.lastOwn()).header.context
    }
}
