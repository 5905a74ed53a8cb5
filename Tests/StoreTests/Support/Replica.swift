import Foundation
import ServiceRecords
import SyncCore

@testable import Store

/// One node without its daemon: a real store on a disk, a key, and a wall clock that a test sets.
final class Replica {
    let signer: Signer
    let store: Store
    let scope: Scope
    let place: TemporaryPlace
    /// Milliseconds since 1970.
    var clock: Int64 = 1_767_225_600_000

    var origin: Origin { Origin(publicKey: signer.publicKey) }
    var author: Store.Author { Store.Author() }

    /// The key of the replica follows from `seed` alone.
    /// - Parameter authority: key of the scope's authority; nil for the authority itself.
    init(
        seed: UInt64, scope: Scope, authority: [UInt8]? = nil, in place: TemporaryPlace? = nil
    ) throws {
        self.scope = scope
        self.place = try place ?? TemporaryPlace()
        signer = try Self.signer(seed)
        self.place.nodeFiles.replace(Identity.firstKey, with: SeededRandomness(seed).bytes(32))
        store = try Store(
            in: self.place.url, vaultKey: Self.vaultKey,
            files: self.place.nodeFiles,
            randomness: SeededRandomness(seed ^ 0xABCD))
        try store.addScope(
            scope, authorityKey: authority ?? signer.publicKey, code: nil, name: nil)
    }

    static let vaultKey = [UInt8](repeating: 7, count: 32)

    static func signer(_ seed: UInt64) throws -> Signer {
        try Signer(privateKey: SeededRandomness(seed).bytes(32))
    }

    @discardableResult
    func commit<T>(
        rendering: Rendering? = nil, _ body: (CommitDoor) throws -> T
    ) throws -> T {
        try store.commit(to: scope, by: author, at: clock, rendering: rendering, body)
    }
}

/// What is asked of a replica again and again.
extension Replica {
    /// This node as one that reads the scope: what another sends to it, or composes for it.
    var asPeer: Peer { Peer(key: signer.publicKey, standpoint: .below, scopes: [scope]) }

    func vector() throws -> VersionVector {
        try store.holdings(sharedWith: asPeer)[scope]?.vector ?? VersionVector()
    }

    func digest() throws -> String? { try store.view { try $0.stateDigest(of: scope)?.hex } }

    func delivery() throws -> Delivery { try store.view { try $0.delivery() } }

    func total() throws -> HoursTotal { try store.view { try $0.hoursTotal(in: scope) } }

    func volunteer(_ entity: Entity) throws -> VolunteerCard? {
        try store.view { try $0.volunteer(entity) }
    }

    func hours(_ entity: Entity) throws -> HoursCard? { try store.view { try $0.hours(entity) } }

    func check() throws -> CheckReport { try store.check(scratch: place.url) }

    /// The change at a dot, personal part and all.
    func change(_ dot: Dot) throws -> Change? {
        try store.read { db in
            let log = LogTable(db: db)
            guard let scope = try log.scope(scope), let row = try log.log(dot.origin, in: scope.id)
            else { return nil }
            let local = LocalDot(log: row.id, sequence: dot.sequence)
            guard let canonical = try log.canonical(at: local) else { return nil }
            return Change(canonical, personal: try store.vault.content(at: local, in: db))
        }
    }

    /// Every change that is held, log by log.
    func changes() throws -> [Change] {
        try vector().entries.flatMap { entry in
            try (1...entry.length).compactMap {
                try change(Dot(origin: entry.origin, sequence: $0))
            }
        }
    }

    /// The last change of this replica's own log.
    func lastOwn() throws -> Change? {
        try change(Dot(origin: origin, sequence: try vector()[origin]))
    }
}
