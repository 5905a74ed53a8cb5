extension TransferWord {
    /// Which word it is; the numbers are in the bytes and never move.
    private enum Number: Int64 {
        case release = 1
        case accept = 2
        case entry = 3
        case denied = 4
        case contest = 5
        case settle = 6
        case taken = 7
        case close = 8
        case cancel = 9
        case decline = 10
        case claim = 11
        case match = 12
        case refer = 13
        case answer = 14
        case end = 15
        case account = 16
        case inquire = 17
        case reply = 18
        case pick = 19
        case callOff = 20
    }

    private typealias F = TransferField

    /// What stands in a change of kind `SystemKind.transfer`, in its one group.
    public var open: OpenPart { .groups([.init(AuthorityChange.group, fields)]) }

    private var fields: Fields {
        var fields = Fields([F.word: .int(number.rawValue)])
        if let subject {
            fields[F.home] = .bytes(subject.home.bytes)
            fields[F.root] = .bytes(subject.root.bytes)
        }
        if !told.isEmpty { fields[F.told] = .list(told.map { .bytes($0.bytes) }) }
        write(to: &fields)
        return fields
    }

    private var number: Number {
        switch content {
        case .release: .release
        case .accept: .accept
        case .entry: .entry
        case .denied: .denied
        case .contest: .contest
        case .settle: .settle
        case .taken: .taken
        case .close: .close
        case .cancel: .cancel
        case .decline: .decline
        case .claim: .claim
        case .match: .match
        case .refer: .refer
        case .answer: .answer
        case .end: .end
        case .account: .account
        case .inquire: .inquire
        case .reply: .reply
        case .pick: .pick
        case .callOff: .callOff
        }
    }

    private func write(to fields: inout Fields) {
        switch content {
        case .release(let release):
            fields[F.volunteer] = .bytes(release.volunteer.bytes)
            fields[F.station] = .bytes(release.taker.bytes)
            fields[F.ids] = Self.list(release.restsOn)
            fields[F.asOf] = .int(release.asOf)
            fields[F.accounts] = Self.list(release.accounts.map(\.bytes))
        case .accept(let release, let acceptance):
            fields[F.about] = .bytes(release.bytes)
            fields[F.volunteer] = .bytes(acceptance.volunteer.bytes)
            fields[F.warrants] = Self.list(acceptance.warrants)
        case .entry(let epoch, let lineage):
            fields[F.epoch] = .bytes(epoch.bytes)
            fields[F.lineage] = Self.list(lineage.map(\.bytes))
        case .denied(let release, let denial):
            fields[F.about] = .bytes(release.bytes)
            fields[F.reason] = .int(denial.rawValue)
        case .contest(let heads, let lineage):
            fields[F.ids] = Self.list(heads)
            fields[F.lineage] = Self.list(lineage.map(\.bytes))
        case .settle(let owner, let heads, let lineage, let asOf):
            fields[F.station] = .bytes(owner.bytes)
            fields[F.ids] = Self.list(heads)
            fields[F.asOf] = asOf.map { .int($0) }
            fields[F.lineage] = Self.list(lineage.map(\.bytes))
        case .taken(let epoch, let lineage):
            fields[F.about] = .bytes(epoch.bytes)
            fields[F.ids] = Self.list(lineage)
        case .close(let id), .cancel(let id), .decline(let id): fields[F.about] = .bytes(id.bytes)
        case .claim(let volunteer): fields[F.volunteer] = .bytes(volunteer.bytes)
        case .match(let claim, let claimant, let volunteer):
            fields[F.about] = .bytes(claim.bytes)
            fields[F.station] = .bytes(claimant.bytes)
            fields[F.volunteer] = .bytes(volunteer.bytes)
        case .refer(let claim, let claimant):
            fields[F.about] = .bytes(claim.bytes)
            fields[F.station] = .bytes(claimant.bytes)
        case .answer(let claim, let answer):
            fields[F.about] = .bytes(claim.bytes)
            fields[F.reason] = .int(answer.rawValue)
        case .end(let claim, let outcome):
            fields[F.about] = .bytes(claim.bytes)
            fields[F.reason] = .int(outcome.rawValue)
        case .account(let account): fields[F.accounts] = Self.list([account.bytes])
        case .inquire, .reply, .pick, .callOff: writeSearch(to: &fields)
        }
    }

    private func writeSearch(to fields: inout Fields) {
        switch content {
        case .inquire(let inquiry):
            fields[F.about] = .bytes(inquiry.claim.bytes)
            fields[F.station] = .bytes(inquiry.claimant.bytes)
            fields[F.volunteer] = .bytes(inquiry.volunteer.bytes)
            fields[F.points] = Self.list([inquiry.point])
            fields[F.bucket] = .int(Int64(inquiry.bucket))
        case .reply(let inquiry, let by, let points):
            fields[F.about] = .bytes(inquiry.bytes)
            fields[F.station] = .bytes(by.bytes)
            fields[F.points] = Self.list(points)
        case .pick(let reply, let claimant, let point):
            fields[F.about] = .bytes(reply.bytes)
            fields[F.station] = .bytes(claimant.bytes)
            fields[F.points] = Self.list([point])
        case .callOff(let claim, let claimant):
            fields[F.about] = .bytes(claim.bytes)
            fields[F.station] = .bytes(claimant.bytes)
        default: break
        }
    }

    private static func list(_ ids: [Entity]) -> Value? { list(ids.map(\.bytes)) }

    private static func list(_ items: [[UInt8]]) -> Value? {
        items.isEmpty ? nil : .list(items.map { .bytes($0) })
    }

    /// nil where the fields are no word: it says nothing then, and stays in the log.
    init?(_ fields: Fields) {
        guard let number = fields[F.word]?.asInt.flatMap(Number.init),
            let told = fields.identifiers(F.told, Scope.self, atMost: Self.toldLimit),
            let content = Self.content(number, fields)
        else { return nil }
        let home = fields[F.home]?.asIdentifier(Scope.self)
        let root = fields[F.root]?.asIdentifier(Entity.self)
        if let home, let root {
            guard !content.isOfSearch else { return nil }
            self.init(content, of: Subject(home: home, root: root), told: told)
        } else {
            switch content {
            case .claim, .answer(_, .withdrawn): self.init(content, of: nil, told: told)
            case let content where content.isOfSearch: self.init(content, of: nil, told: told)
            default: return nil
            }
        }
    }

    private static func content(_ number: Number, _ fields: Fields) -> Content? {
        switch number {
        case .release: return release(fields)
        case .accept: return acceptance(fields)
        case .entry:
            guard let epoch = fields[F.epoch]?.asBytes.flatMap(Epoch.init(bytes:)),
                let lineage = fields.lineage
            else { return nil }
            return .entry(epoch, lineage: lineage)
        case .contest:
            guard let heads = fields.ids(atMost: headLimit), let lineage = fields.lineage else {
                return nil
            }
            return .contest(heads: heads, lineage: lineage)
        case .settle:
            guard let owner = fields[F.station]?.asIdentifier(Scope.self),
                let heads = fields.ids(atMost: headLimit), let lineage = fields.lineage
            else { return nil }
            return .settle(
                owner: owner, heads: heads, lineage: lineage, asOf: fields[F.asOf]?.asInt)
        case .claim:
            return fields[F.volunteer]?.asIdentifier(Entity.self).map { .claim(volunteer: $0) }
        case .account:
            guard let accounts = fields.accounts, accounts.count == 1 else { return nil }
            return .account(accounts[0])
        case .denied, .taken, .close, .cancel, .decline, .match, .refer, .answer, .end:
            guard let about = fields[F.about]?.asIdentifier(Entity.self) else { return nil }
            return content(number, about, fields)
        case .inquire, .reply, .pick, .callOff:
            guard let about = fields[F.about]?.asIdentifier(Entity.self),
                let station = fields[F.station]?.asIdentifier(Scope.self),
                let points = fields.points
            else { return nil }
            return search(number, about, station, points, fields)
        }
    }

    private static func content(
        _ number: Number, _ about: Entity, _ fields: Fields
    ) -> Content? {
        let reason = fields[F.reason]?.asInt
        let station = fields[F.station]?.asIdentifier(Scope.self)
        switch number {
        case .denied: return reason.flatMap(Denial.init).map { .denied(release: about, $0) }
        case .taken:
            return fields.ids(atMost: lineageLimit).map { .taken(epoch: about, lineage: $0) }
        case .close: return .close(epoch: about)
        case .cancel: return .cancel(release: about)
        case .decline: return .decline(release: about)
        case .match:
            guard let station, let volunteer = fields[F.volunteer]?.asIdentifier(Entity.self)
            else { return nil }
            return .match(claim: about, claimant: station, volunteer: volunteer)
        case .refer: return station.map { .refer(claim: about, claimant: $0) }
        case .answer: return reason.flatMap(Answer.init).map { .answer(claim: about, $0) }
        case .end: return reason.flatMap(Outcome.init).map { .end(claim: about, $0) }
        default: return nil
        }
    }

    private static func search(
        _ number: Number, _ about: Entity, _ station: Scope, _ points: [[UInt8]],
        _ fields: Fields
    ) -> Content? {
        switch number {
        case .inquire:
            guard points.count == 1, let volunteer = fields[F.volunteer]?.asIdentifier(Entity.self),
                let bucket = fields[F.bucket]?.asInt,
                bucket >= 0, bucket < NumberMask.bucketCount
            else { return nil }
            return .inquire(
                Inquiry(
                    claim: about, claimant: station, volunteer: volunteer, bucket: Int(bucket),
                    point: points[0]))
        case .reply:
            return points.count == 1 ? nil : .reply(inquiry: about, by: station, points: points)
        case .pick:
            guard points.count == 1 else { return nil }
            return .pick(reply: about, claimant: station, point: points[0])
        case .callOff:
            return points.isEmpty ? .callOff(claim: about, claimant: station) : nil
        default: return nil
        }
    }

    private static func release(_ fields: Fields) -> Content? {
        guard let volunteer = fields[F.volunteer]?.asIdentifier(Entity.self),
            let taker = fields[F.station]?.asIdentifier(Scope.self),
            let restsOn = fields.ids(atMost: headLimit), let asOf = fields[F.asOf]?.asInt,
            let accounts = fields.accounts
        else { return nil }
        return .release(
            Release(
                volunteer: volunteer, taker: taker, restsOn: restsOn, asOf: asOf,
                accounts: accounts))
    }

    private static func acceptance(_ fields: Fields) -> Content? {
        guard let release = fields[F.about]?.asIdentifier(Entity.self),
            let volunteer = fields[F.volunteer]?.asIdentifier(Entity.self),
            let warrants = fields.items(F.warrants, atMost: warrantLimit)
        else { return nil }
        return .accept(
            release: release, Acceptance(volunteer: volunteer, warrants: warrants))
    }
}

/// Numbers of the fields of a word.
private enum TransferField {
    static let word: FieldNumber = 1
    static let home: FieldNumber = 2
    static let root: FieldNumber = 3
    static let about: FieldNumber = 4
    static let told: FieldNumber = 5
    static let volunteer: FieldNumber = 6
    static let station: FieldNumber = 7
    static let ids: FieldNumber = 8
    static let asOf: FieldNumber = 9
    static let accounts: FieldNumber = 10
    static let epoch: FieldNumber = 11
    static let lineage: FieldNumber = 12
    static let reason: FieldNumber = 13
    static let warrants: FieldNumber = 14
    static let points: FieldNumber = 16
    static let bucket: FieldNumber = 17
}

extension Fields {
    /// The bytes in a list; none where the field is empty, nil where it is anything else.
    fileprivate func items(_ number: FieldNumber, atMost limit: Int) -> [[UInt8]]? {
        guard let value = self[number] else { return [] }
        guard let list = value.asList, list.count <= limit else { return nil }
        let items = list.compactMap(\.asBytes)
        return items.count == list.count ? items : nil
    }

    fileprivate func identifiers<ID: Identifier>(
        _ number: FieldNumber, _ type: ID.Type, atMost limit: Int
    ) -> [ID]? {
        guard let items = items(number, atMost: limit) else { return nil }
        let ids = items.compactMap { ID(bytes: $0) }
        return ids.count == items.count ? ids : nil
    }

    fileprivate var points: [[UInt8]]? {
        guard let points = items(TransferField.points, atMost: TransferWord.pointLimit),
            points.allSatisfy({ $0.count == NumberMask.pointBytes })
        else { return nil }
        return points
    }

    fileprivate func ids(atMost limit: Int) -> [Entity]? {
        identifiers(TransferField.ids, Entity.self, atMost: limit)
    }

    fileprivate var lineage: [Epoch]? {
        guard let items = items(TransferField.lineage, atMost: TransferWord.lineageLimit) else {
            return nil
        }
        let epochs = items.compactMap { Epoch(bytes: $0) }
        return epochs.count == items.count ? epochs : nil
    }

    fileprivate var accounts: [TransferWord.Account]? {
        guard let items = items(TransferField.accounts, atMost: TransferWord.accountLimit) else {
            return nil
        }
        let accounts = items.compactMap { TransferWord.Account(bytes: $0) }
        return accounts.count == items.count ? accounts : nil
    }
}

extension Epoch {
    var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.identifier(id)
        writer.identifier(taker)
        writer.flag(giver != nil)
        if let giver { writer.identifier(giver) }
        writer.varint(before.count)
        for epoch in before { writer.identifier(epoch) }
        return writer.bytes
    }

    init?(bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        guard let id = try? reader.identifier(Entity.self),
            let taker = try? reader.identifier(Scope.self), let hasGiver = try? reader.flag()
        else { return nil }
        var giver: Scope?
        if hasGiver {
            guard let known = try? reader.identifier(Scope.self) else { return nil }
            giver = known
        }
        guard let count = try? reader.varint(in: 0...TransferWord.headLimit) else { return nil }
        var before: [Entity] = []
        for _ in 0..<count {
            guard let epoch = try? reader.identifier(Entity.self) else { return nil }
            before.append(epoch)
        }
        self.init(id: id, before: before, giver: giver, taker: taker)
        guard reader.isAtEnd, self.before == before else { return nil }
    }
}

extension TransferWord.Account {
    private static let nameBytes = 256

    var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.identifier(scope)
        writer.text(code)
        writer.text(name)
        writer.varint(seconds.count)
        for (seconds, records) in zip(seconds, records) {
            writer.signed(seconds)
            writer.signed(records)
        }
        return writer.bytes
    }

    init?(bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        guard let scope = try? reader.identifier(Scope.self),
            let code = try? reader.text(atMost: Self.nameBytes),
            let name = try? reader.text(atMost: Self.nameBytes),
            let count = try? reader.varint(in: 0...TransferWord.columnLimit)
        else { return nil }
        var (seconds, records): ([Int64], [Int64]) = ([], [])
        for _ in 0..<count {
            guard let sum = try? reader.signed(), let number = try? reader.signed(), sum >= 0,
                number >= 0
            else { return nil }
            seconds.append(sum)
            records.append(number)
        }
        guard reader.isAtEnd else { return nil }
        self.init(scope: scope, code: code, name: name, seconds: seconds, records: records)
    }
}

extension TransferStatement {
    /// nil for any other change; of a hop or a copy, what it carries.
    public init?(_ change: CanonicalChange, original: Hash) {
        let body = change.original
        guard body.header.kind == SystemKind.transfer, body.header.entity == nil,
            let fields = Fields(systemGroupOf: body), let word = TransferWord(fields)
        else { return nil }
        self.init(
            id: Entity(creatingLeaf: original), scope: body.header.scope,
            author: body.header.origin, sequence: body.header.sequence, time: body.header.time,
            word: word)
    }

    public init?(_ change: Change) { self.init(change.canonical, original: change.originalLeaf) }
}
