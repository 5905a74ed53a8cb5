import ServiceRecords
import Testing

@Suite struct FieldCodeTests {
    @Test("Every field with a code names a list that there is")
    func lists() {
        for field in Schema.kinds.flatMap(\.groups).flatMap(\.fields) {
            guard case .code(let list) = field.content else { continue }
            #expect(CodeLists.list(list) != nil, "\(field.name) names \(list)")
        }
    }
}
