import Node
import ServiceRecords
import Store
import SyncCore
import Texts

/// Which side of a scope: its stations' PCs, or the county that governs it.
public enum ConflictSide: String, Sendable, CaseIterable {
    case station, county
}

/// Who stands behind a write, as far as it is known here.
public struct ConflictAuthor: Encodable, Sendable, Hashable {
    /// "county" or "station".
    public let side: String
    /// The station's or the county's name.
    public let name: Nullable<String>
    public let origin: String
    /// Written on this node.
    public let isHere: Bool
    /// RFC 3339, by the author's clock.
    public let at: String
    let time: Int64

    private enum CodingKeys: String, CodingKey { case side, name, origin, isHere, at }

    func text(in language: Language) -> String {
        Sentence.conflict(
            .author(
                isCounty: side == "county", name: name.value, origin: String(origin.prefix(6)),
                isHere: isHere, at: CivilTime.local(time))
        ).text(in: language)
    }
}

/// The names of stations and county, looked up once.
struct Authors {
    private let here: Set<Origin>
    private let county: String?
    private let stations: [Scope: ScopeCard]

    init(_ place: Workplace) throws {
        here = Set(try place.store.ownOrigins())
        county =
            place.home.role == .station
            ? try place.store.setting("upstream-name") : place.home.name
        stations = Dictionary(
            uniqueKeysWithValues: try place.store.view { try $0.scopes() }.map { ($0.scope, $0) })
    }

    func code(of scope: Scope) -> String? { stations[scope]?.code }

    func author(_ origin: Origin, isByAuthority: Bool, at time: Int64, in scope: Scope)
        -> ConflictAuthor
    {
        ConflictAuthor(
            side: (isByAuthority ? ConflictSide.county : .station).rawValue,
            name: Nullable(isByAuthority ? county : stations[scope]?.name),
            origin: origin.description, isHere: here.contains(origin), at: CivilTime.rfc3339(time),
            time: time)
    }

    func author(_ version: Version, in scope: Scope) -> ConflictAuthor {
        author(
            version.origin, isByAuthority: version.isByAuthority, at: version.time, in: scope)
    }
}

extension Conflict {
    /// The versions with whoever said them first: one that was written again, because a decision was
    /// taken back, is still the word of its first author.
    func attributed(in view: StoreView) throws -> [(version: Version, author: Version)] {
        let origins = Dictionary(grouping: versions, by: \.origin)
        return try versions.map { version in
            guard (origins[version.origin] ?? []).count > 1 else { return (version, version) }
            return (version, try view.restated(version, of: entity) ?? version)
        }
    }

    /// The same of those that are there to be chosen from.
    func attributedChoices(in view: StoreView) throws -> [(version: Version, author: Version)] {
        let dots = Set(choices.map(\.dot))
        return try attributed(in: view).filter { dots.contains($0.version.dot) }
    }
}
