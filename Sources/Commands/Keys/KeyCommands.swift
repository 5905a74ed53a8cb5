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
}
