public import SyncCore

/// Whose personal data a change holds.
public enum Concerned {
    /// The record that a personal part is about: of an attachment, what it belongs to; else what is
    /// written.
    public static func record(of change: Change) -> Entity {
        guard change.kind == Attachment.kind.number,
            let content = change.groups.first(where: { $0.group == Attachment.content.number }),
            case .reference(let subject) = content.fields[Attachment.subject.number]
        else { return change.entity }
        return subject
    }

    /// Whether a part of a service record speaks of who served, not only of who led or signed.
    public static func isAboutVolunteer(_ part: PersonalPart) -> Bool {
        let telling = [ServiceRecord.remark, ServiceRecord.evaluationText]
        return telling.contains { part.group == $0.group && part.fields[$0.number] != nil }
    }
}
