import ServiceRecords
import Store
import SyncCore
import Texts

/// What a record is called in a list: enough for a person to know which one is meant.
struct RecordTitle {
    private var names: VolunteerNames

    init(on today: LocalDay) { names = VolunteerNames(on: today) }

    /// The beginning of the id where nothing better is held here, or that is damaged.
    mutating func title(of record: Entity, _ kind: KindNumber, in view: StoreView) throws -> String
    {
        do {
            return try known(record, kind, in: view) ?? RecordReference.short(record)
        } catch StoreError.damaged { return RecordReference.short(record) }
    }

    private mutating func known(
        _ record: Entity, _ kind: KindNumber, in view: StoreView
    ) throws -> String? {
        switch kind {
        case Volunteer.kind.number: return try names.name(of: record, in: view)
        case ServiceRecord.kind.number:
            guard let card = try view.hours(record) else { return nil }
            return Self.served(
                by: try names.name(of: card, in: view), card.activityName, start: card.start)
        default:
            guard let kind = Schema.kind(kind), let group = kind.groups.first,
                let shown = try view.shown(group, of: record)
            else { return nil }
            return shown.entries.lazy.compactMap(\.value.asText).first
        }
    }

    /// Of a change that counts nowhere, and so stands in no table: from what it says itself.
    mutating func title(of change: Change, in view: StoreView) throws -> String {
        if !change.createsEntity {
            return try title(of: change.entity, change.kind, in: view)
        }
        if change.kind == Volunteer.kind.number,
            let name = change.personal.part?.fields[Volunteer.name.number]?.asText
        {
            let born = change.personal.part?.fields[Volunteer.birthDate.number]?.asText
            return Minority.isChild(bornOn: born, on: names.today) ? PersonMask.name(name) : name
        }
        if change.kind == ServiceRecord.kind.number,
            let entry = change.groups.first(where: { $0.group == ServiceRecord.entry.number })
        {
            let fields = Fields(entry.fields)
            let person = fields[ServiceRecord.volunteer.number]?.asReference
            return Self.served(
                by: try person.flatMap { try names.name(of: $0, in: view) },
                fields[ServiceRecord.activityName.number]?.asText,
                start: fields[ServiceRecord.start.number]?.asInt)
                ?? RecordReference.short(change.entity)
        }
        return RecordReference.short(change.entity)
    }

    private static func served(
        by name: String?, _ activity: String?, start: Int64?
    ) -> String? {
        let day = start.map { LocalDay(containing: $0).description }
        let parts = [name, activity, day].compactMap(\.self).filter { !$0.isEmpty }
        return parts.isEmpty ? nil : parts.joined(separator: " ")
    }
}

extension GroupTag {
    var kindName: String { Schema.kind(kind)?.name ?? "\(kind)" }

    /// As it is typed.
    var groupName: String { schemaGroup?.name ?? "\(group)" }

    /// As it is read.
    func title(in language: Language) -> String {
        language == .zh ? schemaGroup?.zh ?? groupName : groupName
    }

    var schemaGroup: Group? { Schema.kind(kind)?.group(group) }
}
