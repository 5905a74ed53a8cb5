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

    @Test("What the program itself says of a record's source is what its list means by it")
    func sources() {
        #expect(CodeLists.sourceChannel[Source.desk]?.zh == "代录")
        #expect(CodeLists.sourceChannel[Source.imported]?.zh == "导入")
        #expect(Source.channel.content == .code(CodeLists.sourceChannel.id))
    }
}
