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
    let signer: Signer
    let county: Signer
    /// In the order in which they can be taken; of the county first.
    let requests: [Request]

    static let scope = Scope(raw: RawIdentifier(high: 0x5C0B, low: 1))
    static let vaultKey = [UInt8](repeating: 7, count: 32)

    var origin: Origin { Origin(publicKey: signer.publicKey) }
    var author: Store.Author { Store.Author(publicKey: signer.publicKey) }

    private init() throws {
        let keys = SeededRandomness(0x5C0B)
        let signer = try Signer(privateKey: keys.bytes(32))
        let county = try Signer(privateKey: keys.bytes(32))
        let other = try Signer(privateKey: keys.bytes(32))
        let image = try DiskImage.freshStore(
            vaultKey: Self.vaultKey, randomness: SeededRandomness(1)
        ) { try $0.addScope(Self.scope, authorityKey: county.publicKey, code: nil, name: nil) }
        self.signer = signer
        self.county = county
        self.image = image
        requests =
            try Self.requests(from: county, on: image, count: 1) { door, _ in
                for key in [signer.publicKey, other.publicKey] {
                    try door.write(.admit(origin: Origin(publicKey: key), publicKey: key))
                }
            }
            + Self.requests(from: other, on: image, count: 12) { door, number in
                for _ in 0..<(number % 4 + 1) {
                    var draft = Draft(Volunteer.kind)
                    draft[Volunteer.name] = .text("别人\(number)")
                    draft[Volunteer.residenceArea] = .text("乙村")
                    try door.write(draft)
                }
            }
    }

    private static func requests(
        from author: Signer, on image: DiskImage, count: Int,
        _ write: (CommitDoor, Int) throws -> Void
    ) throws -> [Request] {
        let disk = VirtualDisk(seed: 0, image: image)
        let store = try Store(
            on: disk, vaultKey: vaultKey, randomness: SeededRandomness(UInt64(count)))
        let origin = Origin(publicKey: author.publicKey)
        var held = 0
        return try (0..<count).map { number in
            try store.commit(
                to: scope, by: Store.Author(publicKey: author.publicKey), at: Int64(number)
            ) { try write($0, number) }
            let log = try store.view { try $0.canonicalBytes(of: origin, in: scope) }
            defer { held = log.count }
            let message = try store.message(of: author, from: held + 1, through: log.count)
            return Request(message: message, run: Array(log[held...]))
        }
    }
}

extension Store {
    /// A piece of a node's own log, as it would be sent.
    func message(of signer: Signer, from first: Int, through last: Int) throws -> Message {
        var outline = Outline(summary: .zero)
        outline.spans = [
            Outline.Span(
                scope: PreparedStation.scope, origin: Origin(publicKey: signer.publicKey),
                first: UInt64(first), last: UInt64(last))
        ]
        return try compose(
            outline, as: signer, schemaVersion: Schema.version, room: 1 << 20, at: 0)
    }
}
