import ServiceRecords
import SyncCore

extension Seeds {
    static func changes() throws -> [[UInt8]] {
        try drawn(24) { $0.canonical().bytes } + words().map(\.canonical.bytes) + records()
    }

    static func payloads() -> [[UInt8]] {
        drawn(16) { random in
            PersonalPart(
                salt: random.bytes(PersonalPart.saltBytes), group: 10, fields: random.fields()
            ).payload
        }
    }

    /// A change of every kind that the protocol gives a meaning.
    static func words() throws -> [Change] {
        let (author, other) = (try Writer(1), try Writer(county))
        let dot = Dot(origin: other.origin, sequence: 4)
        let leaf = Hash.sha256([1])
        let stated: [AuthorityChange] = [
            .admit(origin: other.origin, publicKey: other.signer.publicKey),
            .retire(Retirement(origin: other.origin, length: 4, root: leaf)),
            .retire(
                Retirement(
                    origin: other.origin, length: 4, root: leaf,
                    fork: .init(point: 2, kept: leaf))),
            .revoke(origin: other.origin, length: 3, root: leaf),
            .refuse(dot: dot, leaf: leaf, reason: "重复"),
        ]
        let words = stated.map { author.stating($0, sequence: 1, in: id(1)) }
        let lineage: [LineageChange] = [
            .succeed(try Succession(naming: author.signer.publicKey, by: other.signer)),
            .fork(origin: other.origin, point: 2),
        ]
        let people: [PeopleChange] = [
            .user(login: "zhang"),
            .role(
                RoleWord(
                    granting: 2,
                    with: WriteRights(
                        permitted: [.everything],
                        excepted: [.kind(32), .group(GroupTag(kind: 37, group: 12))]), to: id(5))),
            .role(RoleWord(revoking: nil, from: id(5))),
        ]
        let dismissal = Dismissal(dot: dot, leaf: leaf, reason: "已处理")
        return words + lineage.map { author.saying($0.open, as: $0.kind) }
            + people.map { author.saying($0.open, as: $0.kind) } + [
                author.saying(dismissal.open, as: SystemKind.dismiss),
                author.wrapping(words[0], sequence: 2),
                author.wrapping(author.wrapping(words[4], sequence: 2), sequence: 3),
            ]
    }

    /// A service record, with its time and without.
    private static func records() throws -> [[UInt8]] {
        let author = try Writer(1)
        return [.int(3_600), .int(0), .text("3600")].map { (seconds: Value) in
            let fields = Fields([
                ServiceRecord.day.number: .int(20_260_301), ServiceRecord.seconds.number: seconds,
            ])
            let open = OpenPart.groups([.init(ServiceRecord.entry.number, fields)])
            return author.saying(open, as: ServiceRecord.kind.number).canonical.bytes
        }
    }
}

extension Writer {
    /// The first change of this writer's log.
    fileprivate func saying(_ open: OpenPart, as kind: KindNumber) -> Change {
        let header = Header(
            scope: id(1), origin: origin, sequence: 1, time: 0, context: Context(), actor: nil,
            kind: kind, entity: nil)
        return Change(CanonicalChange(header: header, open: open), personal: .none)
    }
}
