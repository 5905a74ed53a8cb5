import ServiceRecords
import SyncCore
import Testing

@Suite struct RightsTests {
    /// In every log for ever.
    @Test func `the numbers and names of roles stand`() {
        #expect(
            Role.allCases.map { "\($0.rawValue) \($0.name)" } == [
                "1 worker", "2 manager", "3 county-operator", "4 administrator", "5 auditor",
            ])
    }

    @Test func `an auditor writes nothing and decides nothing`() {
        for kind in Schema.kinds {
            for group in kind.groups {
                #expect(!Rights.writing(.auditor).permit(kind.tag(group)))
            }
        }
        #expect(Rights.acts(.auditor) == [.read, .audit])
    }

    @Test func `who records hours does not approve them, nor does who gives out roles`() {
        let approval = ServiceRecord.kind.tag(ServiceRecord.approval)
        let entry = ServiceRecord.kind.tag(ServiceRecord.entry)
        for role in [Role.worker, .administrator] {
            #expect(!Rights.writing(role).permit(approval))
            #expect(Rights.writing(role).permit(entry))
        }
        #expect(Rights.writing(.manager).permit(approval))
    }

    /// A kind of a later version is recorded by those who record.
    @Test func `what this version does not know is for everybody who writes`() {
        let unknown = GroupTag(kind: 4_000, group: 77)
        #expect(Role.allCases.filter { Rights.writing($0).permit(unknown) }.count == 4)
    }

    @Test func `a role is found by either of its names`() {
        for role in Role.allCases {
            #expect(Role(role.name) == role)
            #expect(Role(role.zh) == role)
        }
        #expect(Role("boss") == nil)
    }
}
