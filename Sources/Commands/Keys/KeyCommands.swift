import Authority
import Foundation
import Node
import ServiceRecords
import Store
import SyncCore
import Texts

/// `key show`, `key rotate`, `key revoke`.
public enum KeyCommands {
    /// Who this node is, by which key and certificate; at an aggregator, who writes below it.
    /// - Throws: `Problem`.
    public static func show(_ place: Workplace, code: String? = nil) throws -> KeyList {
        do {
            let scope = try place.scopeToRead(code: code)
            let home = place.home
            let signer = try home.signer
            let given = try home.givenCertificates(of: signer.origin)
            let authority = try home.certificateAuthority()
            let chain =
                try home.role == .station
                ? given.vouched.map { try home.chain(above: $0.signer) } ?? []
                : home.signerChain()
            return KeyList(
                origin: signer.origin, publicKey: signer.publicKey,
                former: try place.store.ownOrigins().filter { $0 != signer.origin },
                certificate: given.vouched.map { CertificateCard($0.certificate, at: place.now) },
                foreign: given.foreign.map { CertificateCard($0.certificate, at: place.now) },
                authority: authority.map { CertificateCard($0.certificate, at: place.now) },
                above: KeyList.Above(
                    authority: try home.upstreamAuthority().map {
                        CertificateCard($0, at: place.now)
                    }, chain: chain.map(SignerLink.init),
                    exists: try home.store.upstream() != nil,
                    certifiesSigners: home.role == .county || home.role == .station
                        || authority?.certifiesSigners != false),
                isAggregator: home.role != .station,
                below: home.role == .station ? [] : try below(place, scope))
        } catch let problem as Problem { throw problem } catch { throw Problem(error) }
    }

    private static func below(_ place: Workplace, _ scope: Scope?) throws -> [KeyList.Below] {
        try place.store.view { view in
            try view.scopes().filter { scope == nil || $0.scope == scope }.flatMap { card in
                try view.everybody(in: card.scope).filter { !$0.isAuthority }.map {
                    KeyList.Below(
                        code: card.code, place: place.placeName(card.code, card.name), $0)
                }
            }
        }
    }

    /// The node goes on under a new key; what the old one wrote goes on counting.
    /// - Throws: `Problem`.
    public static func rotate(_ place: Workplace) throws -> KeyChangeReport {
        do {
            let change = try place.store.changeKey(at: place.now)
            let isBelow = try place.store.upstream() != nil
            return KeyChangeReport(
                from: change.from, to: change.to,
                hears: place.home.role == .station ? .county : isBelow ? .both : .stations)
        } catch { throw Problem(error) }
    }

    /// Another signer of certificates in the place of the one that was.
    /// - Throws: `Problem`.
    public static func rotateAuthority(_ place: Workplace) throws -> AuthorityChangeReport {
        try place.requireAggregator()
        try place.require(.manageStations)
        do {
            let authority = try place.home.renewCertificateAuthority()
            return AuthorityChangeReport(CertificateCard(authority.certificate, at: place.now))
        } catch { throw Problem(error) }
    }

    /// The county's word that an origin's changes count only as far as this.
    /// - Parameters:
    ///   - origin: its first six digits, or more.
    ///   - kept: how many changes go on counting; nil: all that are here.
    /// - Throws: `Problem`.
    public static func revoke(
        _ place: Workplace, origin: String, code: String, keeping kept: UInt64? = nil
    ) throws -> RevocationReport {
        try place.requireAggregator()
        let card = try place.station(code: code)
        try place.require(.manageStations, in: card.scope)
        do {
            let found = try log(of: origin, in: card.scope, at: place)
            guard !found.isAuthority else {
                throw Problem(
                    "own-key", .notPermitted, .key(.ownLog), remedy: .key(.ownLogRemedy))
            }
            let kept = kept ?? found.length
            guard kept <= found.length else {
                throw Problem(
                    "beyond-log", .badInput, .key(.beyondLog(held: found.length)),
                    remedy: .key(.seeList))
            }
            let isNews = found.limit.map { kept < $0 } ?? true
            var voided = 0
            if isNews {
                voided = try place.commit(to: card.scope) { door in
                    try door.write(
                        door.view.revocation(of: found.origin, in: card.scope, keeping: kept))
                    // One that nobody has used may lie on the PC that is gone.
                    return try door.expireInvitations(at: place.now)
                }
            }
            return RevocationReport(
                place: place.placeName(card.code, card.name), code: card.code, found, kept: kept,
                isNews: isNews, voided: voided, isDryRun: place.isDryRun)
        } catch let problem as Problem { throw problem } catch { throw Problem(error) }
    }

    private static func log(
        of text: String, in scope: Scope, at place: Workplace
    ) throws -> OriginStanding {
        let digits = text.lowercased()
        let found = try place.store.view { try $0.everybody(in: scope) }.filter {
            digits.utf8.count >= 6 && $0.origin.description.hasPrefix(digits)
        }
        guard let one = found.first else {
            throw Problem(
                "unknown-origin", .inputNotFound, .key(.notALog(String(text.prefix(40)))),
                remedy: .key(.seeList))
        }
        guard found.count == 1 else {
            throw Problem(
                "ambiguous", .badInput,
                .key(.severalLogs(String(text.prefix(40)), found.map(\.origin.description))),
                remedy: .key(.seeList))
        }
        return one
    }
}
