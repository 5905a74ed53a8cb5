import Interchange
import Testing
import Texts

@Suite struct CatalogueTests {
    @Test(arguments: CellProblem.Reason.allCases)
    func everyReasonOfACellHasWords(reason: CellProblem.Reason) throws {
        _ = try #require(RowReason(rawValue: reason.rawValue))
    }

    @Test(arguments: CellNote.Kind.allCases)
    func everyNoteOnARowHasWords(kind: CellNote.Kind) throws {
        _ = try #require(RowNote(rawValue: kind.rawValue))
    }

    @Test(arguments: RowReason.allCases, Language.allCases)
    func everyReasonSaysWhatToDo(reason: RowReason, language: Language) {
        #expect(!reason.message(in: language).isEmpty)
        #expect(!reason.remedy(in: language).isEmpty)
    }
}
