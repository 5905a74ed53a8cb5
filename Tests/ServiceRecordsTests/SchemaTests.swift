import ServiceRecords
import SyncCore
import Testing

/// Every number that stands in somebody's log. Lines may be added here, with a higher
/// `Schema.version`; a line that stands here never changes (I4).
@Suite struct SchemaTests {
    /// Kind; below it its groups; below each its fields with what they hold.
    static let table = """
        32 station
          10 identity
            1 name text
            2 name_alt text
            3 level int
          11 code
            1 code text
            2 code_source text
            3 code_from time
            4 code_to time
          1 lifecycle
            1 state int
            2 reason text
          2 source
            1 channel code source-channel
        33 volunteer
          10 identity
            1 name text, personal
            2 name_alt text, personal
            3 gender code gender
            4 birth_date text, personal
            5 birth_decade int
            6 id_type code id-type
            7 id_number text, personal
          11 contact
            1 phones list, personal
            2 residence_area text
            3 address text, personal
          12 service
            1 volunteer_no text
            2 service_area text
            3 service_categories list
            4 skills list
            5 availability list
            6 languages list
          13 profile
            1 ethnicity code ethnicity
            2 political_status code political-status
            3 education code education
            4 employment code employment
          14 guardian
            1 guardians list, personal
          15 standing
            1 standing code volunteer-standing
            2 merged_into reference
          16 unread
            1 unread list, personal
          1 lifecycle
            1 state int
            2 reason text
          2 source
            1 channel code source-channel
        34 organisation
          10 identity
            1 name text
            2 type int
            3 unit_type text
            4 credit_code text
          11 authority
            1 registering_authority text
            2 approving_unit text
            3 parent reference
            4 liaison text
            5 successor_of reference
          12 place
            1 area text
            2 address text
          13 people
            1 leader text, personal
            2 contact text, personal
          14 emergency
            1 is_emergency bool
            2 equipment text
            3 muster_minutes int
          15 standing
            1 standing int
          1 lifecycle
            1 state int
            2 reason text
          2 source
            1 channel code source-channel
        35 project
          10 identity
            1 name text
            2 project_no text
            3 organisation reference
            4 category code service-category
            5 service_objects list
            6 area text
            7 description text
          11 window
            1 from_time time
            2 to_time time
            3 recruit_from time
            4 recruit_to time
            5 recruit_scope text
          12 contact
            1 contact text, personal
          13 guarantee
            1 guarantees list
            2 risk_statement text
            3 is_dangerous bool
            4 insurance_policy text
            5 minors_policy text
            6 required_seconds int
          14 standing
            1 standing int
          1 lifecycle
            1 state int
            2 reason text
          2 source
            1 channel code source-channel
        36 activity
          10 details
            1 project reference
            2 title text
            3 post text
            4 plan_count int
            5 start_time time
            6 end_time time
            7 place text
            8 org_unit text
            9 training_required bool
          11 people
            1 leader text, personal
          12 course
            1 ended_at time
          1 lifecycle
            1 state int
            2 reason text
          2 source
            1 channel code source-channel
        37 service_record
          10 entry
            1 volunteer reference
            2 activity reference
            3 project reference
            4 organisation reference
            5 activity_name text
            6 day int
            7 place text
            8 service_content text
            9 org_unit text
            10 post text
            11 start_time time
            12 end_time time
            13 seconds int
            14 entry_mode code hours-entry-mode
            15 hours_kind int
            16 beneficiaries list
            17 leader reference
            18 recorder reference
            19 replaces reference
            20 leader_name text, personal
            21 recorder_name text, personal
            22 remark text, personal
          11 evidence
            1 attachments list
          12 approval
            1 approver reference
            2 approved_at time
            3 approver_name text, personal
          13 correction
            1 reversed bool
            2 reason text
            3 replacement reference
            4 requested_by reference
            5 evidence list
          14 evaluation
            1 punctuality int
            2 attitude int
            3 skill int
            4 evaluated_on int
            5 evaluation_text text, personal
          1 lifecycle
            1 state int
            2 reason text
          2 source
            1 channel code source-channel
        38 attachment
          10 content
            1 subject reference
            2 size int
            3 media_type code media-type
            4 digest text
            5 salt text, personal
            6 file_name text, personal
            7 caption text, personal
          1 lifecycle
            1 state int
            2 reason text
          2 source
            1 channel code source-channel
        """

    @Test func everyPublishedNumberStaysForEver() {
        let lines = Schema.kinds.flatMap(Self.lines).joined(separator: "\n")
        #expect(lines == Self.table)
        #expect(Schema.version == 3)
    }

    private static func lines(_ kind: Kind) -> [String] {
        ["\(kind.number) \(kind.name)"]
            + kind.groups.flatMap { group in
                ["  \(group.number) \(group.name)"] + group.fields.map(line)
            }
    }

    private static func line(_ field: Field) -> String {
        let content =
            switch field.content {
            case .text: "text"
            case .int: "int"
            case .bool: "bool"
            case .time: "time"
            case .reference: "reference"
            case .list: "list"
            case .code(let list): "code \(list)"
            }
        let privacy = field.isPersonal ? ", personal" : ""
        return "    \(field.number) \(field.name) \(content)\(privacy)"
    }

    @Test func noNumberAndNoNameStandsForTwoThings() {
        #expect(Set(Schema.kinds.map(\.number)).count == Schema.kinds.count)
        #expect(Set(Schema.kinds.map(\.name)).count == Schema.kinds.count)
        for kind in Schema.kinds {
            #expect(Schema.kind(kind.number)?.name == kind.name)
            #expect(!SystemKind.range.contains(kind.number))
            #expect(Set(kind.groups.map(\.number)).count == kind.groups.count)
            let fields = kind.groups.flatMap(\.fields)
            #expect(Set(fields.map { [$0.group, $0.number] }).count == fields.count)
            for group in kind.groups {
                #expect(Set(group.fields.map(\.name)).count == group.fields.count)
            }
        }
        let tables = Schema.kinds.flatMap { kind in kind.groups.map { "\(kind.name)_\($0.name)" } }
        #expect(Set(tables).count == tables.count)
        #expect(Schema.kind(31) == nil && Schema.kind(.max) == nil)
    }

    /// A group that the schema can fill fits into one change (docs/PROTOCOL.md, Limits).
    @Test func everyGroupFitsIntoOneChange() {
        for group in Schema.kinds.flatMap(\.groups) {
            #expect(group.fields.count <= Limits.fieldCount)
            #expect(group.hasPersonalFields == (group.openFields.count < group.fields.count))
        }
        #expect(Schema.kinds.allSatisfy { $0.groups.count <= Limits.groupCount })
    }
}
