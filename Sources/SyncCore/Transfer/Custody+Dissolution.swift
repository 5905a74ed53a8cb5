extension Custody {
    /// As `tenures`, of a station whose township has ended: those that the county has ended by carrying
    /// its volunteers on go on here. Whoever has not heard of the end and records goes on lawfully; what
    /// is recorded stays in this scope and counts.
    ///
    /// - Parameters:
    ///   - authorities: who govern the station's scope: only their releases are meant.
    ///   - end: milliseconds; releases from before then were made for another reason.
    public func tenures(outlasting end: Int64, by authorities: Set<Origin>) -> [Tenure] {
        tenures.map { tenure in
            guard let until = tenure.until, until >= end,
                releases.values.contains(where: { statement in
                    guard let release = statement.release else { return false }
                    return statement.scope == station && authorities.contains(statement.author)
                        && release.asOf == until
                        && (tenure.epoch.map(release.restsOn.contains) ?? release.restsOn.isEmpty)
                })
            else { return tenure }
            return Tenure(
                epoch: tenure.epoch, from: tenure.from, until: nil, state: tenure.state)
        }
    }
}
