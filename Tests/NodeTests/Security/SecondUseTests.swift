import Authority
import Foundation
import Store
import SyncCore
import Synchronization
import Testing
import Transport

@testable import Node

/// One join file, two PCs: who comes second delivers, hears nothing, counts nowhere, and is told of.
@Suite(.timeLimit(.minutes(2))) struct SecondUseTests {
    private let pair: Pair
    private let secret: [UInt8]

    /// Somebody else has used the station's file.
    init() async throws {
        pair = try Pair()
        secret = try #require(try pair.station.joinSecret())
        try pair.register("县里的人", at: pair.county)
        #expect(try await enrol(stranger()) == .admitted)
    }

    private func stranger() throws -> Signer {
        try Signer(privateKey: pair.county.randomness.bytes(32))
    }

    private func enrol(
        _ signer: Signer, secret: [UInt8]? = nil
    ) async throws -> EnrolmentAnswer? {
        let request = try EnrolmentRequest(secret: secret ?? self.secret, signer: signer)
        let answer = try await onThread { [pair] in
            pair.service.answer(
                LineRequest(
                    id: 1, url: "https://127.0.0.1/v1/enrol",
                    contentType: EnrolmentRequest.contentType, body: request.bytes))
        }
        return try EnrolmentAnswer(bytes: answer.get().body)
    }

    private func waiting() throws -> [WaitingOrigin] {
        try pair.county.store.view { try $0.waitingOrigins() }
    }

    @Test func `what the second brings is kept and receipted, and counts nowhere`() async throws {
        try pair.register("甲", at: pair.station)
        for _ in 0..<2 {
            let outcome = try await pair.exchange()
            #expect(outcome.result == .enrolmentRefused && outcome.detail == "already-used")
        }
        #expect(try pair.delivery().pending == 0)
        #expect(try pair.names(at: pair.county) == ["县里的人"])
        let kept = try pair.county.store.view { try $0.excluded(closed: true, limit: 9) }
        #expect(kept.map(\.reason) == ["not-admitted"])
        let card = try #require(try waiting().first)
        #expect(card.origin == pair.station.origin && card.isSecondUse && card.changes == 1)
        #expect(try pair.station.heardRefusal() == nil)
    }

    @Test func `the second hears no change, no name and no vector of anybody else`() async throws {
        try pair.register("甲", at: pair.station)
        let answers = Mutex<[Message]>([])
        for _ in 0..<2 {
            _ = try await pair.exchange { request in
                let answer = pair.answer(request)
                if let message = try? Message(body: answer.get().body, answering: request.body) {
                    answers.withLock { $0.append(message) }
                }
                return answer
            }
        }
        let messages = answers.withLock { $0 }
        #expect(messages.count >= 2)
        for message in messages {
            #expect(message.runs.isEmpty && message.keys.isEmpty)
            for stated in message.vectors {
                #expect(stated.vector.entries.allSatisfy { $0.origin == pair.station.origin })
            }
        }
        #expect(try pair.names(at: pair.station) == ["甲"])
        #expect(
            try pair.station.store.view { try $0.logs() }.filter { $0.length > 0 }.map(\.origin)
                == [pair.station.origin])
        // For whoever asks which PCs the station has it is none.
        #expect(try pair.county.store.view { try $0.peers(below: pair.scope) }.count == 1)
    }

    @Test func `the word of the operator lets the second write and hear`() async throws {
        try pair.register("甲", at: pair.station)
        _ = try await pair.exchange()
        try pair.county.store.admit(#require(try waiting().first), at: 7)
        #expect(try waiting().isEmpty)
        for _ in 0..<2 { #expect(try await pair.exchange().result == .agreed) }
        let all = ["县里的人", "甲"].sorted()
        for node in [pair.county, pair.station] { #expect(try pair.names(at: node) == all) }
        #expect(try pair.station.joinSecret() == nil)
        #expect(try pair.digest(at: pair.station) == pair.digest(at: pair.county))
    }

    @Test func `one that never wrote waits, too, and is gone from the list once it is revoked`()
        async throws
    {
        let silent = try stranger()
        #expect(try await enrol(silent) == .alreadyUsed)
        #expect(try waiting().map(\.origin) == [silent.origin])
        let word = try pair.county.store.view {
            try $0.revocation(of: silent.origin, in: pair.scope, keeping: 0)
        }
        try pair.county.store.commit(to: pair.scope, by: pair.county.author, at: 5) {
            try $0.write(word)
        }
        #expect(try waiting().isEmpty)
        #expect(try await enrol(silent) == .alreadyUsed)
    }

    @Test func `of one file three are kept, and none once it has ended or was made void`()
        async throws
    {
        for _ in 0..<5 { #expect(try await enrol(stranger()) == .alreadyUsed) }
        #expect(try waiting().count == 3)
        let shared = try pair.county.store.view { try $0.sharedFiles(at: 1) }
        #expect(shared.map(\.scope) == [pair.scope])

        let file = try pair.invitation().content().secret
        #expect(try await enrol(stranger(), secret: file) == .admitted)
        _ = try pair.county.store.expireInvitations(of: pair.scope, at: pair.clock.now)
        #expect(try await enrol(stranger(), secret: file) == .alreadyUsed)
        #expect(try waiting().count == 3)
    }

    @Test func `the second is taken by stick as by line, and nothing goes back`() throws {
        try pair.register("甲", at: pair.station)
        for _ in 0..<2 {
            let unloading = try pair.county.unload(Stick(from: pair.station, to: pair.scope))
                .unloading
            #expect(unloading.isFromUnheard)
        }
        #expect(try waiting().map(\.changes) == [1])
        #expect(try pair.names(at: pair.county) == ["县里的人"])
    }

    /// Its present key is not the one that used the file.
    @Test func `a PC that changed its key before it met the county again is no second use`()
        async throws
    {
        let pair = try Pair()
        try pair.register("甲", at: pair.station)
        _ = try await pair.exchange { request in
            _ = pair.answer(request)
            return .failure(.interrupted)
        }
        _ = try pair.station.store.changeKey(at: 9)
        let home = try NodeHome(opening: pair.station.directory, clock: pair.clock)
        for _ in 0..<3 { _ = try await pair.exchange(of: home) }
        #expect(try pair.county.store.view { try $0.waitingOrigins() }.isEmpty)
        #expect(try pair.names(at: pair.county) == ["甲"])
        #expect(try await pair.exchange(of: home).result == .agreed)
    }
}
