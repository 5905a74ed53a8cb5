import ServiceRecords
import SyncCore
import Testing

@testable import Store

/// A scope that is opened: with what is written into it first, or not at all.
@Suite struct OpeningTests {
    private struct Stopped: Error {}

    @Test(arguments: [false, true])
    func `a scope is there with its first changes, or it is not there`(isStopped: Bool) throws {
        let node = try Replica(seed: 1, scope: SeededRandomness(1).identifier())
        let scope = SeededRandomness(2).identifier(Scope.self)
        func open() throws {
            try node.store.addScope(
                scope, authorityKey: node.signer.publicKey, code: "620102002", name: "别处",
                kind: .station, by: node.author, at: node.clock
            ) { door in
                try door.write(user: "cao", name: "某某")
                if isStopped { throw Stopped() }
            }
        }
        if isStopped {
            #expect(throws: Stopped.self) { try open() }
            #expect(try node.store.view { try $0.scopes() }.map(\.scope) == [node.scope])
            // It can be opened again.
            #expect(throws: Stopped.self) { try open() }
        } else {
            try open()
            #expect(try node.store.view { try $0.scopes() }.count == 2)
            #expect(try node.store.view { try $0.users(in: scope) }.map(\.login) == ["cao"])
        }
    }
}
