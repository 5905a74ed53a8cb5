import ServiceRecords
import Store
import SyncCore
import Texts

/// That a record, or a version of it, is about to be shown in full: under the rules of a volunteer's file.
enum RecordDisclosure {
    /// Writes who sees what of whom, and why, before anything of it is read.
    /// - Parameter people: whom it is about.
    /// - Throws: `Problem`; 77 for a child without an approved purpose.
    static func write(
        _ grounds: RevealGrounds, of record: Entity, groups: [GroupNumber], in scope: Scope,
        about people: [VolunteerCard], isOfChild: Bool = false, at place: Workplace
    ) throws {
        guard !place.isDryRun else {
            throw Problem("reveal-dry", .usage, .privacy(.noDryReveal))
        }
        try place.require(.record, in: scope)
        let reason = try Reason(grounds.reason, about: people)
        let purpose = try DisclosurePurpose.code(grounds.purpose, on: place.today)
        let needsPurpose = try place.store.view { view in
            try purpose == nil
                && (isOfChild || Childhood.wasEver(of: people, on: place.today, in: view))
        }
        guard !needsPurpose else { throw DisclosurePurpose.needed }
        let disclosure = Disclosure(
            .shown, of: [record], groups: Set(groups).sorted(), reason: reason.text,
            purpose: purpose)
        try place.commit(to: scope) { try $0.disclose(disclosure) }
    }
}
