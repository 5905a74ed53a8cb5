import Authority
import Foundation
import Node
import ServiceRecords
import Store
import SyncCore
public import Texts

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

        public init(
            code: String, name: String? = nil, addresses: [String] = [], file: String,
            days: Int = 30
        ) {
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
            secretHash: EnrolmentRequest.hash(of: secret), scope: scope, expires: asked.expires)
        try asked.write(secret: secret, scope: scope)
        return asked.report(scope: scope)
    }

    /// All stations that this node knows, by code.
    public static func list(_ place: Workplace) throws -> StationList {
        StationList(stations: try place.store.view { try $0.scopes() }.map(StationList.Entry.init))
    }

    /// The private key of a scope comes first: a scope without its key could never be handed on, a
    /// key without its scope does no harm.
    private static func open(_ asked: CheckedInvitation, at place: Workplace) throws -> Scope {
        let scope: Scope = place.home.randomness.identifier()
        try place.home.keys.write(place.home.randomness.bytes(32), as: KeyFolder.scope(scope))
        try place.store.addScope(
            scope, authorityKey: place.home.signer.publicKey, code: asked.code, name: asked.name)
        var station = Draft(Station.kind)
        station[Station.name] = .text(asked.name)
        station[Station.level] = .int(Int64(DivisionCode.Level.township.rawValue))
        station[Station.code] = .text(asked.code)
        station[Station.codeFrom] = .int(place.now)
        _ = try place.store.commit(to: scope, by: place.home.author, at: place.now) { door in
            try door.write(station)
        }
        return scope
    }
}

/// An invitation of which everything has been checked that can be, before anything is written.
struct CheckedInvitation {
    let code: String
    let name: String
    let known: ScopeCard?
    /// Milliseconds, wall clock.
    let expires: Int64
    private let addresses: [String]
    private let file: String
    private let place: Workplace

    init(_ invitation: StationCommands.Invitation, at place: Workplace) throws {
        guard place.home.role != .station else {
            throw Problem(
                "aggregator-only", .notPermitted, .record(.aggregatorOnly),
                remedy: .record(.askCounty))
        }
        guard (1...365).contains(invitation.days) else {
            throw Problem("bad-days", .usage, .record(.badDays(1...365)))
        }
        let code = try Self.townshipCode(invitation.code)
        known = try place.store.view { try $0.scope(code: code) }
        name = try Self.name(invitation.name, code: code, known: known, at: place)
        addresses = try invitation.addresses.map(Self.loopback)
        guard !FileManager.default.fileExists(atPath: invitation.file) else {
            throw Problem(
                "output-exists", .badInput, .record(.outputExists(invitation.file)),
                remedy: .record(.chooseAnotherFile))
        }
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
            publicKey: place.home.signer.publicKey,
            exchangeKey: try ExchangeKey.publicKey(of: keys.read(KeyFolder.exchange)))
        let join = JoinFile(
            scope: scope, scopeKey: try keys.read(KeyFolder.scope(scope)), code: code, name: name,
            county: county, secret: secret, expires: CivilTime.rfc3339(expires))
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

    private static func townshipCode(_ text: String) throws -> String {
        guard let code = DivisionCode(text)?.withoutPadding, code.level >= .township else {
            throw Problem(
                "bad-code", .badInput, .record(.badCode(text)), remedy: .record(.badCodeRemedy))
        }
        return code.digits
    }

    private static func name(
        _ given: String?, code: String, known: ScopeCard?, at place: Workplace
    ) throws -> String {
        if let name = known?.name {
            guard let given, given != name else { return name }
            throw Problem(
                "name-differs", .badInput, .record(.nameDiffers(code: code, name: name)),
                remedy: .record(.nameDiffersRemedy))
        }
        let listed = try place.store.view { try $0.divisions(under: code).first?.name }
        guard let name = given ?? listed, !name.isEmpty else {
            throw Problem(
                "name-needed", .usage, .record(.nameNeeded(code: code)),
                remedy: .record(.nameNeededRemedy))
        }
        return name
    }

    private static func loopback(_ text: String) throws -> String {
        let address: ListenAddress
        do throws(ListenAddressError) { address = try ListenAddress(text) } catch {
            throw badAddress(text)
        }
        guard address.port > 0 else { throw badAddress(text) }
        guard address.isLoopback else {
            throw Problem(
                "address-not-loopback", .notPermitted, .record(.addressNotLoopback(text)),
                remedy: .record(.addressNotLoopbackRemedy))
        }
        return address.description
    }

    private static func badAddress(_ text: String) -> Problem {
        Problem(
            "bad-address", .usage, .record(.badAddress(text)),
            remedy: .record(.badAddressRemedy))
    }
}

/// A join file that was written. The secret stands in the file alone.
public struct InvitationReport: Report {
    public static let kind = "Invitation"
    public let code: String
    public let name: String
    /// nil in a dry run for a station that has no scope yet.
    public let scope: String?
    public let isNewScope: Bool
    public let file: String
    public let expires: String
    public let isDryRun: Bool
    private let until: String

    private enum CodingKeys: String, CodingKey {
        case code, name, scope, isNewScope, file, expires
        case isDryRun = "dryRun"
    }

    init(
        code: String, name: String, scope: String?, isNewScope: Bool, file: String, expires: Int64,
        isDryRun: Bool
    ) {
        self.code = code
        self.name = name
        self.scope = scope
        self.isNewScope = isNewScope
        self.file = file
        self.expires = CivilTime.rfc3339(expires)
        self.isDryRun = isDryRun
        until = CivilTime.local(expires)
    }

    public func text(in language: Language) -> String {
        var lines: [RecordSentence] = [
            .invited(name: name, file: file, until: until), .invitedNext(file: file),
        ]
        if isDryRun { lines = [.nothingWritten] }
        return lines.map { Sentence.record($0).text(in: language) }.joined(separator: "\n")
    }
}

/// Stations by code, one line each.
public struct StationList: Report {
    public static let kind = "StationList"
    public let stations: [Entry]

    public struct Entry: Encodable, Sendable, Hashable {
        public let code: String
        public let name: String
        public let scope: String
        /// Changes held over all logs of the scope.
        public let changes: Int
        /// Origins that have written there, or may.
        public let origins: [String]
        /// RFC 3339; null before the first time.
        public let lastContact: Nullable<String>
        fileprivate let contacted: Int64?

        private enum CodingKeys: String, CodingKey {
            case code, name, scope, changes, origins, lastContact
        }

        init(_ card: ScopeCard) {
            code = card.code ?? ""
            name = card.name ?? ""
            scope = card.scope.description
            changes = card.changes
            origins = card.stations.map(\.description)
            lastContact = Nullable(card.lastContact.map(CivilTime.rfc3339))
            contacted = card.lastContact
        }
    }

    public func text(in language: Language) -> String {
        stations.map { station in
            let changes = Sentence.record(.label(.changes)).text(in: language)
            let contact = Sentence.record(.label(.lastContact)).text(in: language)
            let never = Sentence.record(.label(.never)).text(in: language)
            let when = station.contacted.map(CivilTime.local) ?? never
            return
                "\(station.code)  \(station.name)  \(changes) \(station.changes)  \(contact) \(when)"
        }.joined(separator: "\n")
    }
}
