import Authority
import Foundation
import Node
import ServiceRecords
import Store
import SyncCore
import Texts

/// The stations of an aggregator: who is invited, who has come, when they were last heard of.
public enum StationCommands {
    /// Whom to invite, and under what conditions.
    public struct Invitation: Sendable {
        public var code: String
        /// nil: the name that the station or the list of divisions has.
        public var name: String?
        /// `HOST:PORT` under which the station reaches this node, in the order in which to try them.
        public var addresses: [String]
        /// The join file to write; it must not exist yet.
        public var file: String
        /// The secret is good for as many days, 1…365.
        public var days: Int
        public var replaced: Replaced?
        /// Whether it is meant that the code does not lie below this node's own.
        public var isElsewhere: Bool

        /// The node of the station whose place the new one takes.
        public enum Replaced: Sendable, Hashable {
            /// The only one that it has.
            case only
            /// The one with this origin, in hexadecimal digits.
            case origin(String)
        }

        public init(
            code: String, name: String? = nil, addresses: [String] = [], file: String,
            days: Int = 30, replaced: Replaced? = nil, isElsewhere: Bool = false
        ) {
            self.isElsewhere = isElsewhere
            self.replaced = replaced
            self.code = code
            self.name = name
            self.addresses = addresses
            self.file = file
            self.days = days
        }
    }

    /// Writes a join file. The first invitation under a code opens its scope; another one admits a
    /// second PC to the same scope.
    public static func invite(
        _ place: Workplace, _ invitation: Invitation
    ) throws -> InvitationReport {
        let asked = try CheckedInvitation(invitation, at: place)
        guard !place.isDryRun else { return asked.report(scope: asked.known?.scope) }
        let scope = try asked.known?.scope ?? open(asked, at: place)
        let secret = place.home.randomness.bytes(32)
        try place.store.addInvitation(
            secretHash: EnrolmentRequest.hash(of: secret), scope: scope, expires: asked.expires,
            replacing: asked.replaced)
        try asked.write(secret: secret, scope: scope)
        try place.home.publishScopes()
        return asked.report(scope: scope)
    }

    /// Makes void what `invite` wrote for a station and nobody has used: a file that was lost, or lies with
    /// somebody who has left.
    /// - Throws: `Problem`.
    public static func uninvite(_ place: Workplace, code: String) throws -> FilesVoided {
        try place.requireAggregator()
        let card = try place.station(code: code)
        try place.require(.manageStations, in: card.scope)
        let count =
            try place.isDryRun
            ? place.store.view { try $0.unusedInvitations(of: card.scope, at: place.now).count }
            : place.store.expireInvitations(of: card.scope, at: place.now)
        return FilesVoided(
            code: code, place: place.placeName(card.code, card.name), count: count,
            isDryRun: place.isDryRun)
    }

    /// All stations that this node knows, by code; those that have ended among them.
    /// - Parameter day: they are shown as they were at its end; as they are now unless given.
    public static func list(_ place: Workplace, on day: String? = nil) throws -> StationList {
        let moment = try StationMoment(day, at: place)
        let stations = try place.store.view { view in
            let waiting = try view.waitingOrigins().filter { !$0.isBarred }
            return try view.scopes().map { card in
                StationList.Entry(
                    try StationPlace(card, moment, in: view),
                    addresses: try view.peers(below: card.scope).compactMap(\.address),
                    waiting: waiting.filter { $0.scope == card.scope }.map(\.origin),
                    standing: try view.stationStanding(of: card.scope),
                    unusedFiles: try view.unusedInvitations(of: card.scope, at: place.now))
            }
        }
        return StationList(stations: stations)
    }

    /// The private key of a scope comes first: a scope without its key could never be handed on, a
    /// key without its scope does no harm.
    private static func open(_ asked: CheckedInvitation, at place: Workplace) throws -> Scope {
        try open(code: asked.code, name: asked.name, isDesk: asked.isDesk, at: place)
    }

    static func open(
        code: String, name: String, isDesk: Bool = false, at place: Workplace
    ) throws -> Scope {
        let scope = Scope(foundedBy: place.home.publicKey, place.home.randomness)
        try place.home.keys.write(place.home.randomness.bytes(32), as: KeyFolder.scope(scope))
        guard !isDesk else {
            try place.store.addScope(
                scope, authorityKey: place.home.publicKey, code: code, name: name, kind: .desk)
            return scope
        }
        var station = Draft(Station.kind)
        station[Station.name] = .text(name)
        station[Station.level] = .int(Int64(DivisionCode.Level.township.rawValue))
        station[Station.code] = .text(code)
        station[Station.codeFrom] = .int(place.now)
        try place.store.addScope(
            scope, authorityKey: place.home.publicKey, code: code, name: name,
            kind: .station, by: place.home.author, at: place.now
        ) { door in
            try door.write(station)
            try UserCommands.takeAlong(to: scope, through: door)
        }
        return scope
    }
}
