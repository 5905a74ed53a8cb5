public import Authority
public import Foundation
public import Store
public import SyncCore

/// What a node is in the tree of stations and aggregators.
public enum NodeRole: String, Sendable, CaseIterable {
    case station, county, city, province
}

/// A data directory: store, keys, lock and socket of one node. It can be moved and copied as a whole;
/// nothing of the node lives anywhere else.
public struct NodeHome: Sendable {
    public let directory: URL
    public let store: Store
    /// The bytes of attachments, beside the store.
    public let attachments: AttachmentFolder
    public let keys: KeyFolder
    /// The same folder, as the store and the simulation know it.
    let files: any NodeFiles
    let tls = TLSMemo()
    let transfers = TransferMemo()
    /// What is put aside before a level of a resync replaces anything.
    public let safety: any SafetyNet
    /// How profiles are sealed to stations.
    package let sealing: any ProfileSealing
    public let role: NodeRole
    let called: CalledName
    public let clock: any WallClock
    public let randomness: any Randomness

    /// The key under which the node writes now; another one after it has lost a part of its past.
    public var publicKey: [UInt8] { store.presentKey ?? [] }

    public var origin: Origin { Origin(publicKey: publicKey) }

    /// The keeper of that key.
    /// - Throws: `StoreError`.
    public var signer: Signer { get throws { try store.signer() } }

    /// Who writes when a command or the node itself does.
    public var author: Store.Author { Store.Author() }

    /// Opens a node that `create` or `join` has made. A store of an older version is backed up, and then
    /// migrated.
    /// - Throws: `HomeError`, `KeyError`, `StoreError`, `UpgradeRefused`.
    public init(
        opening directory: URL, clock: any WallClock = SystemClock(),
        randomness: any Randomness = SystemRandomness(), passphrase: Passphrase = { nil }
    ) throws {
        try self.init(
            opening: directory, clock: clock, randomness: randomness, passphrase: passphrase,
            isBackedUp: false)
    }

    /// - Parameter isBackedUp: whether a backup stands already, should the store be of an older version.
    init(
        opening directory: URL, clock: any WallClock, randomness: any Randomness,
        passphrase: Passphrase, isBackedUp: Bool
    ) throws {
        try Self.requireStore(in: directory)
        let keys = KeyFolder(in: directory)
        let files = NodeFolder(keys)
        var isMigrated = false
        let store = try Store(
            in: directory, vaultKey: keys.vaultKey(passphrase), files: files,
            randomness: randomness
        ) { older in
            guard !isBackedUp, let node = try OlderNode(older, in: directory, clock: clock) else {
                return
            }
            try node.backUp()
            isMigrated = true
        }
        if isMigrated { try Backup.noteVerified(store, at: clock.now) }
        try self.init(
            store, files: files, in: directory, clock: clock, randomness: randomness)
    }

    /// A node whose store is open already.
    /// - Parameter directory: where its folder of keys would be.
    package init(
        _ store: Store, files: any NodeFiles, in directory: URL, clock: any WallClock,
        randomness: any Randomness, safety: any SafetyNet = FolderSafety(),
        sealing: any ProfileSealing = HPKESealing()
    ) throws {
        let keys = KeyFolder(in: directory)
        guard let role = try store.setting("role").flatMap(NodeRole.init(rawValue:)) else {
            throw HomeError.notANode
        }
        self.directory = directory
        self.keys = keys
        self.files = files
        self.store = store
        self.safety = safety
        self.sealing = sealing
        attachments = store.attachments(in: directory)
        self.role = role
        self.clock = clock
        self.randomness = randomness
        if store.presentKey == nil { throw KeyError.missing(KeyFolder.origin) }
        called = try CalledName(store)
        try restoreUpstream()
    }
}

extension NodeHome {
    /// Whether a node was made there, or begun, as far as this process may look.
    public static func stands(in directory: URL) -> Bool {
        FileManager.default.fileExists(
            atPath: directory.appendingPathComponent(Store.fileName).path)
    }

    /// Looks at the file before SQLite, which would make a new store of an empty one.
    /// - Throws: `HomeError.notANode`, `HomeError.storeEmpty`.
    public static func requireStore(in directory: URL) throws {
        let path = directory.appendingPathComponent(Store.fileName).path
        let hasContent = [path, path + "-wal"].contains { path in
            let attributes = try? FileManager.default.attributesOfItem(atPath: path)
            return (attributes?[.size] as? NSNumber)?.int64Value ?? 0 > 0
        }
        guard !hasContent else { return }
        let key = KeyFolder(in: directory).folder.appendingPathComponent(KeyFolder.origin)
        guard FileManager.default.fileExists(atPath: key.path) else { throw HomeError.notANode }
        throw HomeError.storeEmpty
    }

    /// Takes the rights of all others to the keys away; how many files had given any.
    /// - Throws: `KeyError.exposed` where that cannot be done.
    public func encloseKeys() throws -> Int { try keys.enclose().count }
}

/// Why a data directory cannot be opened or made.
public enum HomeError: Error, Equatable, Sendable {
    /// No node was ever made here.
    case notANode
    /// The keys of a node are here, and its store is gone, or a file without content.
    case storeEmpty
    /// A node lives here already; it is left alone.
    case occupied
    case disk(String)
    case joinFile(JoinFile.Problem)
}

extension NodeHome {
    /// Makes an aggregator without a level above.
    public static func create(
        in directory: URL, role: NodeRole, code: String, name: String,
        clock: any WallClock = SystemClock(), randomness: any Randomness = SystemRandomness()
    ) throws -> NodeHome {
        let store = try prepare(directory, randomness: randomness)
        let keys = KeyFolder(in: directory)
        try ensure(KeyFolder.exchange, in: keys, randomness)
        try settle(store, role: role, code: code, name: name)
        let home = try NodeHome(opening: directory, clock: clock, randomness: randomness)
        try home.renewCertificateAuthority()
        return home
    }

    /// Makes a station from its invitation. It records from now on, in contact or not.
    /// - Parameter passphrase: asked for where a node is there already whose vault is sealed.
    public static func join(
        _ file: JoinFile, in directory: URL, clock: any WallClock = SystemClock(),
        randomness: any Randomness = SystemRandomness(),
        passphrase: @escaping Passphrase = { nil }
    ) throws -> NodeHome {
        // Asked for once, however often the node is opened; and where it is sealed only.
        let asked = Result {
            try KeyFolder(in: directory).isVaultSealed ? passphrase() : nil
        }
        let passphrase: Passphrase = { try asked.get() }
        let content: JoinFile.Content
        do { content = try file.content() } catch { throw HomeError.joinFile(error) }
        // A county is made by `create`, and joins with what it has.
        guard !file.isDesk else { throw HomeError.joinFile(.forAggregator) }
        switch Result(
            catching: {
                try NodeHome(
                    opening: directory, clock: clock, randomness: randomness,
                    passphrase: passphrase)
            })
        {
        case .success(let home): return try home.rejoin(file, content)
        case .failure(KeyError.wrongPassphrase): throw KeyError.wrongPassphrase
        case .failure(StoreError.keyMissing):
            try replaceLostKey(of: content, in: directory, clock, randomness, passphrase)
            let home = try NodeHome(
                opening: directory, clock: clock, randomness: randomness, passphrase: passphrase)
            // What was heard was about the key that is gone.
            try home.forgetRefusal()
            return try home.rejoin(file, content)
        case .failure: break
        }
        let store = try prepare(directory, randomness: randomness)
        let keys = KeyFolder(in: directory)
        try ensure(KeyFolder.scope(content.scope), in: keys, fixed: content.scopeKey, randomness)
        try ensure(Self.secretName, in: keys, fixed: content.secret, randomness)
        try store.addScope(
            content.scope, authorityKey: content.founderKey, code: file.code, name: file.name)
        try store.add(Peer(key: content.countyKey, standpoint: .above, scopes: [content.scope]))
        try store.set("upstream-addresses", file.county.addresses.joined(separator: "\n"))
        try store.set("upstream-name", file.county.name)
        try store.set(Self.exchangeKeyName, Hex.encode(content.countyExchangeKey))
        try store.set(Self.upstreamAuthorityName, content.authority)
        try settle(store, role: .station, code: file.code, name: file.name)
        return try NodeHome(opening: directory, clock: clock, randomness: randomness)
    }

    /// A station whose join file expired, or whose county has moved, goes on with a new file for the
    /// same scope of the same county. Its records and its key stay, unless the county has revoked the key;
    /// a running daemon has to be started again to see the new addresses.
    private func rejoin(
        _ file: JoinFile, _ content: JoinFile.Content
    ) throws -> NodeHome {
        guard try Self.isMeant(content, for: store) else { throw HomeError.occupied }
        // A revoked key is taken up by no file, and can name nobody.
        if try isRevoked(in: content.scope) {
            try store.replaceRevokedKey(at: clock.now)
            try forgetRefusal()
        }
        if try store.upstream()?.key != content.countyKey {
            try store.followUpstream(
                to: Peer(key: content.countyKey, standpoint: .above, scopes: [content.scope]))
        }
        try store.set("upstream-addresses", file.county.addresses.joined(separator: "\n"))
        try store.set(Self.exchangeKeyName, Hex.encode(content.countyExchangeKey))
        try store.set(Self.upstreamAuthorityName, content.authority)
        if try joinSecret() != nil { try forgetJoinSecret() }
        if try !store.isAdmitted(origin) { try keys.write(content.secret, as: Self.secretName) }
        return self
    }

    /// A station whose key is gone, and whose county has invited it once more, keeps its records and goes
    /// on as a new origin (S11).
    private static func replaceLostKey(
        of content: JoinFile.Content, in directory: URL, _ clock: any WallClock,
        _ randomness: any Randomness, _ passphrase: Passphrase
    ) throws {
        let keys = KeyFolder(in: directory)
        let store = try Store(
            in: directory, vaultKey: keys.vaultKey(passphrase), files: NodeFolder(keys),
            randomness: randomness, allowsLostKey: true
        ) { try OlderNode($0, in: directory, clock: clock)?.backUp() }
        guard try store.setting("role") == NodeRole.station.rawValue else {
            throw KeyError.missing(KeyFolder.origin)
        }
        guard try isMeant(content, for: store) else { throw HomeError.occupied }
        try store.replaceLostKey(at: clock.now)
    }

    private static func isMeant(_ content: JoinFile.Content, for store: Store) throws -> Bool {
        guard try store.setting("role") == NodeRole.station.rawValue,
            let upstream = try store.upstream(), upstream.scopes.contains(content.scope)
        else { return false }
        // The county may go by another name by now; who opened the scope stays.
        return try store.view { try $0.scopes() }.contains {
            $0.scope == content.scope
                && $0.authority == Origin(publicKey: content.founderKey)
        }
    }

    /// Puts an aggregator under the level above, by that one's join file. What it holds stays as it is;
    /// from the first contact on the scopes of its stations go up, without personal parts.
    /// - Throws: `HomeError.occupied` where it has a level above already.
    public func join(above file: JoinFile) throws {
        let content: JoinFile.Content
        do { content = try file.content() } catch { throw HomeError.joinFile(error) }
        guard file.isDesk, role != .station else { throw HomeError.joinFile(.forStation) }
        guard content.countyKey != publicKey else { throw HomeError.joinFile(.ownFile) }
        if let upstream = try store.upstream() {
            guard upstream.scopes.contains(content.scope) else { throw HomeError.occupied }
        }
        try Self.ensure(
            KeyFolder.scope(content.scope), in: keys, fixed: content.scopeKey, randomness)
        try store.addScope(
            content.scope, authorityKey: content.founderKey, code: nil, name: file.county.name,
            kind: .desk)
        try store.followUpstream(
            to: Peer(key: content.countyKey, standpoint: .above, scopes: [content.scope]))
        try store.set("upstream-addresses", file.county.addresses.joined(separator: "\n"))
        try store.set("upstream-name", file.county.name)
        try store.set(Self.exchangeKeyName, Hex.encode(content.countyExchangeKey))
        try store.set(Self.upstreamAuthorityName, content.authority)
        if try joinSecret() != nil { try forgetJoinSecret() }
        if try !store.isAdmitted(origin) { try keys.write(content.secret, as: Self.secretName) }
        try publishScopes()
    }

    private static let secretName = "join.key"

    /// The one-time secret of the join file; nil once the county has taken this node up.
    public func joinSecret() throws -> [UInt8]? {
        guard let secret = try files.read(Self.secretName) else { return nil }
        guard secret.count == 32 else { throw KeyError.damaged(Self.secretName) }
        return secret
    }

    /// To be called once the county's own log, as it is held here, admits this node; an answer alone
    /// proves nothing.
    public func forgetJoinSecret() throws {
        try files.remove(Self.secretName)
    }

    /// Whether a join file waits to be used.
    func isInvited() throws -> Bool { try joinSecret() != nil && !store.isAdmitted(signer.origin) }

    /// `HOST:PORT` of the level above, in the order in which to try them.
    public func upstreamAddresses() throws -> [String] {
        try store.setting("upstream-addresses")?.split(separator: "\n").map(String.init) ?? []
    }

    /// Where the settings say that there is a level above, its row among the neighbours may be gone all the same.
    func restoreUpstream() throws {
        guard try !upstreamAddresses().isEmpty else { return }
        try store.restoreUpstream(metBy: role == .station ? .station : .desk)
    }

    private static let upstreamAuthorityName = "upstream-authority"

    /// What the join file said of the level above's signer of certificates; nil where it said nothing.
    public func upstreamAuthority() throws -> NodeCertificate? {
        try store.setting(Self.upstreamAuthorityName).flatMap { Hex.decode($0) }
            .flatMap { try? NodeCertificate(bytes: $0) }
    }

    private static let exchangeKeyName = "upstream-exchange-key"

    /// X25519 key of the level above, for bundles; nil where the join file was used before there were any.
    public func upstreamExchangeKey() throws -> [UInt8]? {
        try store.setting(Self.exchangeKeyName).flatMap { Hex.decode($0) }
    }

    /// What keeps this node and its level above from holding the same, in fixed words; empty for
    /// nothing.
    func setTrouble(_ words: String) throws {
        guard try store.setting("trouble") ?? "" != words else { return }
        try store.set("trouble", words)
    }

    /// The one scope of a station; nil at an aggregator, which holds many.
    public func stationScope() throws -> Scope? {
        guard role == .station else { return nil }
        return try store.upstream().flatMap(store.meeting)
    }

    private static func prepare(_ directory: URL, randomness: any Randomness) throws -> Store {
        do {
            try FileManager.default.createDirectory(
                at: directory, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch { throw HomeError.disk(directory.path) }
        let keys = KeyFolder(in: directory)
        // Nobody is asked here; and another key beside the sealed one would make its parts unreadable.
        if keys.isVaultSealed { throw KeyError.sealed }
        let file = directory.appendingPathComponent(Store.fileName)
        if FileManager.default.fileExists(atPath: file.path) {
            // Keys come before the store. Where they are gone they may be found again; others in their
            // place would make another node of this one.
            for name in [KeyFolder.origin, KeyFolder.vault] { _ = try keys.read(name) }
        }
        try ensure(KeyFolder.origin, in: keys, randomness)
        try ensure(KeyFolder.vault, in: keys, randomness)
        let store = try Store(
            in: directory, vaultKey: keys.read(KeyFolder.vault), files: NodeFolder(keys),
            randomness: randomness)
        guard try store.setting("role") == nil else { throw HomeError.occupied }
        return store
    }

    /// A run that was interrupted has left some keys: they are used, not replaced.
    private static func ensure(
        _ name: String, in keys: KeyFolder, fixed: [UInt8]? = nil, _ randomness: any Randomness
    ) throws {
        guard let found = try present(name, in: keys) else {
            return try keys.write(fixed ?? randomness.bytes(32), as: name)
        }
        // Left by an interrupted attempt with another join file: the two must not be mixed.
        if let fixed, found != fixed { throw HomeError.occupied }
    }

    private static func present(
        _ name: String, in keys: KeyFolder
    ) throws(KeyError) -> [UInt8]? {
        do { return try keys.read(name) } catch {
            if case .missing = error { return nil }
            throw error
        }
    }

    /// The role comes last: without it the directory is no node yet.
    private static func settle(
        _ store: Store, role: NodeRole, code: String, name: String
    ) throws {
        try store.set("code", code)
        try store.set("name", name)
        try store.set("role", role.rawValue)
    }
}

extension Store {
    /// A file that says nothing takes nothing back.
    fileprivate func set(_ name: String, _ certificate: NodeCertificate?) throws {
        guard let certificate else { return }
        try set(name, Hex.encode(certificate.bytes))
    }
}
