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

        /// The node of the station whose place the new one takes.
        public enum Replaced: Sendable, Hashable {
            /// The only one that it has.
            case only
            /// The one with this origin, in hexadecimal digits.
            case origin(String)
        }

        public init(
            code: String, name: String? = nil, addresses: [String] = [], file: String,
            days: Int = 30, replaced: Replaced? = nil
        ) {
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

    /// All stations that this node knows, by code.
    public static func list(_ place: Workplace) throws -> StationList {
        let stations = try place.store.view { view in
            let waiting = try view.waitingOrigins()
            return try view.scopes().map { card in
                StationList.Entry(
                    card, addresses: try view.peers(below: card.scope).compactMap(\.address),
                    waiting: waiting.filter { $0.scope == card.scope }.map(\.origin))
            }
        }
        return StationList(stations: stations)
    }

    /// The private key of a scope comes first: a scope without its key could never be handed on, a
    /// key without its scope does no harm.
    private static func open(_ asked: CheckedInvitation, at place: Workplace) throws -> Scope {
        let scope = Scope(foundedBy: place.home.publicKey, place.home.randomness)
        try place.home.keys.write(place.home.randomness.bytes(32), as: KeyFolder.scope(scope))
        try place.store.addScope(
            scope, authorityKey: place.home.publicKey, code: asked.code, name: asked.name,
            kind: asked.isDesk ? .desk : .station)
        guard !asked.isDesk else { return scope }
        var station = Draft(Station.kind)
        station[Station.name] = .text(asked.name)
        station[Station.level] = .int(Int64(DivisionCode.Level.township.rawValue))
        station[Station.code] = .text(asked.code)
        station[Station.codeFrom] = .int(place.now)
        _ = try place.store.commit(to: scope, by: place.home.author, at: place.now) { door in
            try door.write(station)
        }
        try UserCommands.takeAlong(to: scope, at: place)
        return scope
    }
}
