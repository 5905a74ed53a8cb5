internal import ServiceRecords
internal import Store
internal import SyncCore

/// What every trial begins with: the disk of a station that was just made, and requests that its
/// county and another station of its scope have for it. The same in every process.
struct PreparedStation: Sendable {
    /// A request, and the changes in it as they belong into their log.
    struct Request: Sendable {
        let message: Message
        let run: [[UInt8]]
        var origin: Origin { message.origin }
    }

    static let shared = Result { try PreparedStation() }

    let image: DiskImage
    /// The disk of the county, with all that it has in `requests`.
    let countyImage: DiskImage
    let signer: Signer
    let county: Signer
    /// In the order in which they can be taken; of the county first.
    let requests: [Request]

    static let scope = Scope(raw: RawIdentifier(high: 0x5C0B, low: 1))
    static let vaultKey = [UInt8](repeating: 7, count: 32)

    var origin: Origin { signer.origin }
    /// The station as the county knows it, under the key that it has by now, and the other way round.
    func peer(below key: [UInt8]? = nil) -> Peer {
        Peer(key: key ?? signer.publicKey, standpoint: .below, scopes: [Self.scope])
    }
    var upstream: Peer { Peer(key: county.publicKey, standpoint: .above, scopes: [Self.scope]) }

    private init() throws {
        let keys = SeededRandomness(0x5C0B)
        let ownKey = keys.bytes(32)
        let countyKey = keys.bytes(32)
        let otherKey = keys.bytes(32)
        let signer = try Signer(privateKey: ownKey)
        let county = try Signer(privateKey: countyKey)
        let other = try Signer(privateKey: otherKey)
        let keyless = try DiskImage.freshStore(
            vaultKey: Self.vaultKey, randomness: SeededRandomness(1)
        ) { try $0.addScope(Self.scope, authorityKey: county.publicKey, code: nil, name: nil) }
        let reader = Peer(
            key: signer.publicKey, standpoint: .below, scopes: [Self.scope])
        let admissions = try Self.requests(
            from: county, with: countyKey, to: reader, on: keyless, count: 1
        ) { door, _ in
            for key in [signer.publicKey, other.publicKey] {
                try door.write(.admit(origin: Origin(publicKey: key), publicKey: key))
            }
        }
        let records = try Self.requests(
            from: other, with: otherKey, to: reader, on: keyless, count: 12
        ) { door, number in
            for _ in 0..<(number % 4 + 1) {
                var draft = Draft(Volunteer.kind)
                draft[Volunteer.name] = .text("别人\(number)")
                draft[Volunteer.residenceArea] = .text("乙村")
                try door.write(draft)
            }
        }
        self.signer = signer
        self.county = county
        image = try Self.disk(keyless, with: ownKey).snapshot()
        countyImage = admissions.image
        requests = admissions.requests + records.requests
    }

    /// A disk whose store has found its key.
    private static func disk(_ keyless: DiskImage, with key: [UInt8]) throws -> VirtualDisk {
        let disk = VirtualDisk(seed: 0, image: keyless)
        try DiskFiles(disk).replace("origin.key", with: key)
        _ = try Store(on: disk, vaultKey: vaultKey, randomness: SeededRandomness(2))
        return disk
    }

    private static func requests(
        from author: Signer, with key: [UInt8], to reader: Peer, on keyless: DiskImage,
        count: Int, _ write: (CommitDoor, Int) throws -> Void
    ) throws -> (requests: [Request], image: DiskImage) {
        let disk = try disk(keyless, with: key)
        let store = try Store(
            on: disk, vaultKey: vaultKey, randomness: SeededRandomness(UInt64(count)))
        let origin = author.origin
        var held = 0
        let requests = try (0..<count).map { number in
            try store.commit(to: scope, by: Store.Author(), at: Int64(number)) {
                try write($0, number)
            }
            let log = try store.view { try $0.canonicalBytes(of: origin, in: scope) }
            defer { held = log.count }
            let message = try store.message(
                of: origin, from: held + 1, through: log.count, to: reader)
            return Request(message: message, run: Array(log[held...]))
        }
        return (requests, disk.snapshot())
    }
}

extension Store {
    /// A piece of a log as it would be sent, to whoever gets to read it: outside the nonce chain.
    func message(
        of origin: Origin, in scope: Scope = PreparedStation.scope, from first: Int,
        through last: Int, to peer: Peer, literally isLiteral: Bool = false
    ) throws -> Message {
        var outline = Outline(summary: .zero)
        outline.spans = [
            Outline.Span(
                scope: scope, origin: origin, first: UInt64(first),
                last: UInt64(last), isLiteral: isLiteral)
        ]
        var message = try compose(
            outline, to: peer, schemaVersion: Schema.version, room: 1 << 20, at: 0)
        message.chain = nil
        return message
    }
}
