import ServiceRecords
public import SyncCore

extension StoreView {
    /// Every birth date that was ever written of a volunteer and is held here. Reads the logs of the scope from
    /// end to end: what was corrected stands in no table.
    public func birthDates(of volunteer: Entity) throws -> Set<String> {
        guard let place = try place(of: volunteer) else { return [] }
        let history = try RecordHistory(of: volunteer, in: place.scope, log: log)
        let dates = try history.writes.compactMap { write in
            try content(at: write.dot, of: place.id).part.flatMap { part in
                part.group == Volunteer.birthDate.group
                    ? part.fields[Volunteer.birthDate.number]?.asText : nil
            }
        }
        return Set(dates)
    }
}
