import Commands
import Foundation
import Node
import Store
import SyncCore
import Testing
import Texts

/// `key show`, `key rotate` and `key revoke`, as commands.
@Suite struct KeyCommandTests {
    private let place: RecordPlace

    init() throws { place = try RecordPlace() }

    @Test func `a station shows its key, and that it has no certificate before first contact`()
        throws
    {
        let list = try KeyCommands.show(place.station)
        #expect(list.origin == place.station.home.origin.description)
        #expect(list.publicKey == Hex.encode(place.station.home.publicKey))
        #expect(list.former.isEmpty && list.below.isEmpty)
        #expect(list.certificate.value == nil)
        #expect(list.text(in: .en).contains("the next exchange brings one"))
        let county = try KeyCommands.show(place.county)
        #expect(county.authority.value?.isValid == true)
    }

    @Test func `a changed key is another origin, and the old one is remembered`() throws {
        let before = place.station.home.origin
        let change = try KeyCommands.rotate(place.station)
        #expect(change.from == before.description)
        let list = try KeyCommands.show(place.station)
        #expect(list.origin == change.to && change.to != change.from)
        #expect(list.former == [before.description])
        _ = try VolunteerCommands.list(place.station)
    }

    @Test func `another signer is another key`() throws {
        let before = try #require(try KeyCommands.show(place.county).authority.value).publicKey
        let report = try KeyCommands.rotateAuthority(place.county)
        #expect(report.authority.publicKey != before)
        #expect(throws: Problem.self) { try KeyCommands.rotateAuthority(place.station) }
    }

    @Test func `what cannot be revoked is refused, and writes nothing`() throws {
        let code = "620102001"
        let own = place.county.home.origin.description
        for (place, origin, keep, word, exit):
            (Workplace, String, UInt64?, String, Commands.ExitStatus)
            in [
                (place.county, "000000", nil, "unknown-origin", .inputNotFound),
                (place.county, String(own.prefix(5)), nil, "unknown-origin", .inputNotFound),
                (place.county, own, nil, "own-key", .notPermitted),
                (place.station, own, nil, "aggregator-only", .notPermitted),
            ]
        {
            let length = try self.place.county.store.view { try $0.logs() }.map(\.length)
            do {
                _ = try KeyCommands.revoke(place, origin: origin, code: code, keeping: keep)
                Issue.record("\(word) was taken")
            } catch let problem as Problem {
                #expect(problem.code == word && problem.exit == exit)
            }
            #expect(try self.place.county.store.view { try $0.logs() }.map(\.length) == length)
        }
    }

    @Test func `a revocation voids the unused files of its own station, and of no other`() throws {
        let place = try RecordPlace(addresses: ["127.0.0.1:1"])
        try place.exchange()
        for (code, name) in [("620102001", nil), ("620102002", "乙"), ("620102002", nil)] {
            _ = try StationCommands.invite(
                place.county,
                .init(
                    code: code, name: name, addresses: ["127.0.0.1:1"],
                    file: place.folder.path(UUID().uuidString)))
        }
        let report = try KeyCommands.revoke(
            place.county, origin: place.station.home.origin.description, code: "620102001")
        #expect(try report.data()["voidedFiles"] as? Int == 1)
        let other = try #require(try place.county.store.view { try $0.scope(code: "620102002") })
        let good = try place.county.store.commit(
            to: other.scope, by: place.county.home.author, at: RecordPlace.now
        ) { try $0.expireInvitations(at: RecordPlace.now) }
        #expect(good == 2)
    }
}
