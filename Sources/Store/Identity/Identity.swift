import GRDB
import SyncCore
import Synchronization

/// Who this node is: the origin it writes as, the keys of all that it has been, and the sidecar that
/// tells whether the database still holds what has left the machine.
final class Identity: Sendable {
    /// File of the first key; later ones are named by their origins.
    static let firstKey = "origin.key"

    private let files: any NodeFiles
    private struct State: Sendable {
        var signers: [Origin: Signer] = [:]
        var present: Signer?
        /// A new origin whose sidecar is written when the transaction that makes it is durable.
        var waiting: Origin?
        /// As this process has written it last.
        var sidecar: Sidecar?
        /// What SQLite counted for commits of others when the sidecar was last compared.
        var provenVersion: Int64?
    }
    private let state = Mutex(State())

    init(files: any NodeFiles) { self.files = files }

    /// The present origin as it was last read.
    var present: Signer? { state.withLock(\.present) }

    /// Reads from the database who the node is now: another process may have made a new origin.
    /// - Throws: `StoreError.keyMissing`.
    @discardableResult
    func refresh(_ db: Database) throws -> Signer {
        guard let key = try OwnOrigins(db: db).presentKey() else {
            throw StoreError.keyMissing(Self.firstKey)
        }
        if let present, present.publicKey == key { return present }
        let origin = Origin(publicKey: key)
        guard let signer = try signer(of: origin) else {
            throw StoreError.keyMissing(Self.fileName(of: origin))
        }
        state.withLock { $0.present = signer }
        return signer
    }

    /// Writes down the first key as the node's own, if none was yet. A store without a key can be read.
    func found(_ db: Database) throws {
        let origins = OwnOrigins(db: db)
        guard try origins.presentKey() == nil, let key = try files.read(Self.firstKey) else {
            return
        }
        let signer = try Signer(privateKey: key)
        try origins.add(key: signer.publicKey)
        // One that is there already belongs to a database that is gone: it says that memory was lost.
        if try files.read(Sidecar.fileName) == nil {
            try write(Sidecar(origin: signer.origin))
        }
    }

    /// The keeper of the key of one of the node's own origins; nil where the key is not here.
    func signer(of origin: Origin) throws -> Signer? {
        if let known = state.withLock({ $0.signers[origin] }) { return known }
        guard let signer = try kept(origin)?.signer else { return nil }
        state.withLock { $0.signers[origin] = signer }
        return signer
    }

    /// The key itself; nil where it is not here.
    func privateKey(of origin: Origin) throws -> [UInt8]? { try kept(origin)?.key }

    private func kept(_ origin: Origin) throws -> (key: [UInt8], signer: Signer)? {
        for name in [Self.fileName(of: origin), Self.firstKey] {
            guard let key = try files.read(name), let signer = try? Signer(privateKey: key),
                signer.origin == origin
            else { continue }
            return (key, signer)
        }
        return nil
    }

    /// A key that nobody has used: on stable storage before anything is signed with it.
    func makeSigner(_ randomness: any Randomness) throws -> Signer {
        let key = randomness.bytes(32)
        let signer = try Signer(privateKey: key)
        let origin = signer.origin
        try files.replace(Self.fileName(of: origin), with: key)
        state.withLock { $0.signers[origin] = signer }
        return signer
    }

    static func fileName(of origin: Origin) -> String { "origin-\(origin).key" }
}

extension Identity {
    /// What the sidecar says of the database.
    enum Memory: Equatable {
        /// The database holds all that has left the machine.
        case whole
        /// It was put back to an earlier state, or its sidecar is gone. The origin that spoke last,
        /// where that is known.
        case lost(Origin?)
    }

    /// Compares the database with the sidecar; to be asked inside the transaction of every writer.
    ///
    /// It is compared after opening, and whenever another process has written: nothing else can have
    /// put the database back.
    /// - Parameter version: what SQLite counts for commits of others.
    func memory(_ log: LogTable, version: Int64) throws -> Memory {
        guard state.withLock(\.provenVersion) != version, !PlantedBug.sidecarIgnored.isPlanted
        else { return .whole }
        guard let sidecar = try readSidecar() else { return .lost(nil) }
        let origins = OwnOrigins(db: log.db)
        guard try origins.contains(sidecar.origin) else { return .lost(sidecar.origin) }
        // Succeeded since, and not shown to anybody yet.
        guard try origins.presentKey().map({ Origin(publicKey: $0) }) == sidecar.origin else {
            return .whole
        }
        for (scope, mark) in sidecar.exposed {
            guard
                let row = try log.scope(scope).flatMap({ try log.log(sidecar.origin, in: $0.id) }),
                try log.length(row.id) >= mark.length
            else { return .lost(sidecar.origin) }
            do {
                let root = try LogTree(log.statements, log: row.id).root(size: mark.length)
                guard
                    try root == mark.root
                        || log.givenRoot(of: row.id, size: mark.length) == mark.root
                else { return .lost(sidecar.origin) }
            } catch StoreError.damaged {
                // A gap in a log is no loss of memory: a repair goes past it.
                continue
            }
        }
        state.withLock { $0.provenVersion = version }
        return .whole
    }

    /// Whether the sidecar covers the present origin's logs as they are held, so that nothing has to be
    /// written before they leave the machine.
    func covers(_ heads: [Scope: UInt64], of origin: Origin) throws -> Bool {
        let known = state.withLock(\.sidecar)
        guard let sidecar = try known ?? readSidecar(), sidecar.origin == origin else {
            return false
        }
        return heads.allSatisfy { $0.value <= sidecar.exposed[$0.key]?.length ?? 0 }
    }

    /// Writes down heads, before they leave the machine; what was written of other scopes stays. The
    /// caller holds the store's write lock.
    func expose(_ heads: [Scope: Sidecar.Mark], of origin: Origin) throws {
        var sidecar = Sidecar(origin: origin)
        if let before = try readSidecar(), before.origin == origin { sidecar = before }
        if !PlantedBug.exposureUnwritten.isPlanted { sidecar.exposed.merge(heads) { $1 } }
        try write(sidecar)
    }

    /// A sidecar that speaks of the new origin is written once that origin is on the disk. Should the
    /// machine stop in between, the old one speaks of a predecessor, and all is well.
    func exposeAfterCommit(_ origin: Origin) { state.withLock { $0.waiting = origin } }

    func exposeWaiting() {
        guard let origin = state.withLock(\.waiting) else { return }
        try? expose([:], of: origin)
    }

    func dropWaiting() { state.withLock { $0.waiting = nil } }

    private func readSidecar() throws -> Sidecar? {
        try files.read(Sidecar.fileName).flatMap { Sidecar(bytes: $0) }
    }

    private func write(_ sidecar: Sidecar) throws {
        try files.replace(Sidecar.fileName, with: sidecar.bytes)
        state.withLock { $0.sidecar = sidecar }
    }
}
