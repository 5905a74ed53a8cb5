import ServiceRecords
import SyncCore
import Testing

/// A draft becomes as few changes as the rule allows: one group's personal part in each.
@Suite struct DraftTests {
    private func volunteer() -> Draft {
        var draft = Draft(Volunteer.kind)
        draft[Volunteer.name] = .text("张三")
        draft[Volunteer.gender] = .text("1")
        draft[Volunteer.phones] = .list([.text("13800000000")])
        draft[Volunteer.residenceArea] = .text("和平街")
        draft[Volunteer.education] = .text("20")
        draft[Volunteer.guardians] = .list([.list([.text("李四")])])
        return draft
    }

    @Test func eachChangeHasThePersonalFieldsOfOneGroup() {
        let contents = volunteer().contents()
        #expect(contents.map { $0.personal?.group } == [10, 11, 14])
        #expect(contents.map { $0.groups.map(\.group) } == [[10, 13], [11], [14]])
        #expect(contents[0].personal?.fields == Fields([1: .text("张三")]))
        #expect(contents[0].groups[0].fields == Fields([3: .text("1")]))
        #expect(contents[1].groups[0].fields == Fields([2: .text("和平街")]))
        // The write shows, its content does not.
        #expect(contents[2].groups[0].fields.isEmpty)
    }

    @Test func noPersonalValueStandsInAnOpenPart() {
        for content in volunteer().contents() {
            for group in content.groups {
                let open = Set(Volunteer.kind.group(group.group)?.openFields.map(\.number) ?? [])
                #expect(group.fields.entries.allSatisfy { open.contains($0.number) })
            }
        }
    }

    @Test func everyGroupIsWrittenOnce() {
        let groups = volunteer().contents().flatMap { $0.groups.map(\.group) }
        #expect(groups.sorted() == volunteer().groupNumbers)
        #expect(Set(groups).count == groups.count)
        for content in volunteer().contents() {
            #expect(content.groups.map(\.group) == content.groups.map(\.group).sorted())
        }
    }

    @Test func withoutPersonalFieldsAllIsOneChange() {
        var draft = Draft(Activity.kind, entity: nil)
        draft[Activity.endedAt] = .int(5)
        draft[Activity.title] = .text("清扫")
        draft[Activity.place] = .text("和平街")
        let contents = draft.contents()
        #expect(contents.count == 1)
        #expect(contents[0].personal == nil)
        #expect(contents[0].groups.map(\.group) == [10, 12])
        #expect(contents[0].groups[0].fields == Fields([2: .text("清扫"), 7: .text("和平街")]))
    }

    @Test func nothingStatedIsNothingWritten() {
        #expect(Draft(Volunteer.kind).contents().isEmpty)
    }

    @Test func anEmptiedGroupIsWrittenEmpty() {
        var draft = Draft(Volunteer.kind)
        draft[Volunteer.name] = nil
        draft.touch(ServiceRecord.correction)
        #expect(draft.states(Volunteer.name) && !draft.states(Volunteer.nameAlt))
        let contents = draft.contents()
        #expect(contents.count == 1)
        #expect(contents[0].groups.map(\.group) == [10, 13])
        #expect(contents[0].groups.map(\.fields) == [Fields(), Fields()])
        draft.drop(10)
        #expect(draft.groupNumbers == [13])
    }
}
