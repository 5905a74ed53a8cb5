import Authority
import Foundation
import Node
import ServiceRecords
import Store
import SyncCore
import Texts

/// An invitation of which everything has been checked that can be, before anything is written.
struct CheckedInvitation {
    let code: String
    let name: String
    let known: ScopeCard?
    /// Milliseconds, wall clock.
    let expires: Int64
    /// The origin that is retired when the invited one comes.
    let replaced: Origin?
    private let addresses: [String]
    private let file: String
    private let place: Workplace

    init(_ invitation: StationCommands.Invitation, at place: Workplace) throws {
        try place.requireAggregator()
        try place.require(.manageStations)
        guard (1...365).contains(invitation.days) else {
            throw Problem("bad-days", .usage, .record(.badDays(1...365)))
        }
        let code = try EnteredPlace.code(invitation.code, below: place.home.role)
        // Nothing is replaced where there is nothing, whatever else is missing.
        let station: ScopeCard? =
            try invitation.replaced == nil
            ? place.store.view { try $0.scope(code: code) } : place.station(code: code)
        known = station
        try station.map { try StationCommands.refuseEnded($0, at: place) }
        name = try Self.name(invitation.name, code: code, known: station, at: place)
        replaced = try station.flatMap { station in
            try invitation.replaced.map { try Self.origin($0, of: station, at: place) }
        }
        addresses = try invitation.addresses.map { try CallAddress(callable: $0).description }
        if known == nil, !invitation.isElsewhere {
            try EnteredPlace.refuseElsewhere(code, at: place)
        }
        // What comes to stand in the log is of no use without the file.
        try OutputFile.refuseUnwritable(invitation.file)
        self.code = code
        self.place = place
        file = invitation.file
        expires = place.now + Int64(invitation.days) * 86_400_000
    }

    /// Leaves a file with mode 0600, or nothing.
    func write(secret: [UInt8], scope: Scope) throws {
        let keys = place.home.keys
        let county = JoinFile.County(
            code: place.home.code, name: place.home.name, addresses: addresses,
            publicKey: place.home.publicKey,
            exchangeKey: try ExchangeKey.publicKey(of: keys.read(KeyFolder.exchange)),
            // A signer that is damaged hinders no invitation; the file then says nothing of it.
            authority: try? place.home.certificateAuthority()?.certificate.bytes)
        let join = JoinFile(
            scope: scope, scopeKey: try keys.read(KeyFolder.scope(scope)), code: code, name: name,
            county: county, founder: try place.store.founderKey(of: scope),
            isDesk: isDesk, secret: secret,
            expires: CivilTime.rfc3339(expires))
        let contents = [UInt8](try join.json())
        guard PrivateFile.create(URL(fileURLWithPath: file), contents: contents) else {
            throw Problem("disk", .disk, .diskFailed(file), remedy: .diskRemedy)
        }
    }

    func report(scope: Scope?) -> InvitationReport {
        InvitationReport(
            code: code, name: name, scope: scope?.description, isNewScope: known == nil,
            file: file, expires: expires, isDryRun: place.isDryRun)
    }

    /// What joins an aggregator above the county is an aggregator itself.
    var isDesk: Bool { place.home.role != .county }

    private static func origin(
        _ replaced: StationCommands.Invitation.Replaced, of station: ScopeCard,
        at place: Workplace
    ) throws -> Origin {
        let peers = try place.store.view { try $0.peers(below: station.scope) }
        return try StationCommands.choose(replaced.text, among: peers, of: station)
    }

    static func name(
        _ given: String?, code: String, known: ScopeCard?, at place: Workplace
    ) throws -> String {
        if let name = known?.name {
            guard let given, PlainText.trimmed(given) != PlainText.trimmed(name) else {
                return name
            }
            throw Problem(
                "name-differs", .badInput, .record(.nameDiffers(code: code, name: name)),
                remedy: .record(.nameDiffersRemedy))
        }
        let listed = try place.store.view { try $0.divisions(under: code).first?.name }
        guard let name = given ?? listed else {
            throw Problem(
                "name-needed", .usage, .record(.nameNeeded(code: code)),
                remedy: .record(.nameNeededRemedy))
        }
        return try EnteredPlace.name(name)
    }
}

extension StationCommands.Invitation.Replaced {
    /// nil for the only one.
    fileprivate var text: String? {
        switch self {
        case .only: nil
        case .origin(let text): text
        }
    }
}
