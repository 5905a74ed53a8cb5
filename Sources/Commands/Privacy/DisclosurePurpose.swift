import ServiceRecords
import SyncCore
import Texts

/// What personal data of a child may be shown for.
enum DisclosurePurpose {
    /// The code of what a person wrote; nil where they wrote nothing.
    /// - Throws: `Problem` 77 where the list of purposes does not have it, or not today.
    static func code(_ text: String?, on day: LocalDay) throws -> String? {
        guard let text else { return nil }
        guard let entry = CodeLists.disclosurePurpose.entry(for: text), entry.isValid(on: day)
        else {
            throw Problem(
                "unknown-purpose", .notPermitted, .privacy(.unknownPurpose),
                remedy: .privacy(.purposeRemedy(all)))
        }
        return entry.code
    }

    static var needed: Problem {
        Problem(
            "purpose-needed", .notPermitted, .privacy(.purposeNeeded),
            remedy: .privacy(.purposeRemedy(all)))
    }

    /// What a code stands for; the code itself where the list does not have it.
    static func title(_ code: String, in language: Language) -> String {
        guard let entry = CodeLists.disclosurePurpose.entry(for: code) else { return code }
        return language == .zh ? entry.zh : entry.en
    }

    private static var all: [String] {
        CodeLists.disclosurePurpose.entries.map { "\($0.code) \($0.zh)" }
    }
}
