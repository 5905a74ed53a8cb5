@testable import SyncCore

/// Three regions on paper: a station and its county in each, a city above, statements that get lost,
/// doubled and reordered, nodes that are put back and PCs that live twice.
struct TransferWorld {
    struct Dice {
        var state: UInt64
        mutating func next(_ bound: Int) -> Int {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return Int(truncatingIfNeeded: (z ^ (z >> 31)) % UInt64(bound))
        }
        mutating func isOne(in count: Int) -> Bool { next(count) == 0 }
    }

    struct Node {
        enum Kind: Equatable { case station(Int), county(Int), city }
        let kind: Kind
        var held: [Scope: TransferStatements] = [:]
        var snapshots: [[Scope: TransferStatements]] = []
    }

    struct Passport { let taker: Int; let release: Entity; let chain: [TransferStatement] }

    static let regions = 3
    static func station(_ region: Int) -> Scope { Scope(model: 10 + region) }
    static func desk(_ region: Int) -> Scope { Scope(model: 20 + region) }
    static func own(_ region: Int) -> Scope { Scope(model: 30 + region) }
    let subject = Subject(home: station(0), root: Entity(model: 1))

    var nodes: [Node] = []
    var dice: Dice
    var clock: Int64 = 0
    var ids = 1_000
    var passports: [Passport] = []
    /// What the personal parts of claims hold.
    var numbers: [Entity: String] = [:]
    var trace: [String] = []
    let tracing: Bool
    /// Whether the sequencer and the first station are put back again and again: what it takes for two
    /// epochs of which neither is before the other.
    let isForgetful: Bool

    init(seed: UInt64, tracing: Bool = false) {
        dice = Dice(state: seed)
        self.tracing = tracing
        isForgetful = seed % 3 == 0
        for region in 0..<Self.regions {
            for _ in 0..<(dice.isOne(in: 3) ? 2 : 1) { nodes.append(Node(kind: .station(region))) }
            nodes.append(Node(kind: .county(region)))
        }
        nodes.append(Node(kind: .city))
    }

    func scopes(of kind: Node.Kind) -> [Scope] {
        switch kind {
        case .station(let region): [Self.station(region)]
        case .county(let region): [Self.station(region), Self.desk(region), Self.own(region)]
        case .city: (0..<Self.regions).map(Self.desk)
        }
    }

    func routes(of kind: Node.Kind) -> TransferRoutes {
        switch kind {
        case .station: TransferRoutes(governed: [])
        case .county(let region):
            TransferRoutes(governed: [Self.station(region)], above: Self.desk(region))
        case .city:
            TransferRoutes(
                governed: [],
                below: Dictionary(
                    uniqueKeysWithValues: (0..<Self.regions).map {
                        (Self.station($0), Self.desk($0))
                    }))
        }
    }

    func custody(_ node: Int) -> Custody? {
        guard case .station(let region) = nodes[node].kind else { return nil }
        let scope = Self.station(region)
        return Custody(of: subject, at: scope, nodes[node].held[scope] ?? TransferStatements())
    }

    func ledger(_ node: Int) -> Ledger {
        Ledger(of: subject, nodes[node].held.values.reduce(TransferStatements()) { $0.union($1) })
    }

    @discardableResult
    mutating func write(_ word: TransferWord, at node: Int, in scope: Scope) -> TransferStatement {
        ids += 1
        clock += 1
        // Ids are as good as random to whoever sorts by them.
        let id = Entity(model: ids * 7_919 % 100_003 * 100_000 + ids)
        let statement = TransferStatement(
            id: id, scope: scope, author: Origin(model: node), sequence: UInt64(ids), time: clock,
            word: word)
        nodes[node].held[scope, default: TransferStatements()].insert(statement)
        if tracing { trace.append("\(clock) \(nodes[node].kind) writes \(id) \(word.content)") }
        return statement
    }

    // MARK: People

    mutating func release(_ node: Int, to chosen: Int? = nil) {
        guard case .station(let region) = nodes[node].kind, let custody = custody(node),
            let basis = custody.basis
        else { return }
        let taker = chosen ?? (region + 1 + dice.next(Self.regions - 1)) % Self.regions
        let volunteer = custody.volunteer ?? subject.root
        let word = TransferWord(
            .release(
                .init(
                    volunteer: volunteer, taker: Self.station(taker), restsOn: basis, asOf: clock)),
            of: subject)
        let statement = write(word, at: node, in: Self.station(region))
        guard dice.isOne(in: 2) else { return }
        let chain = (nodes[node].held[Self.station(region)] ?? TransferStatements()).of(subject)
            .filter {
                switch $0.word.content {
                case .release, .accept: true
                default: false
                }
            }
        passports.append(Passport(taker: taker, release: statement.id, chain: Array(chain)))
    }

    mutating func accept(_ node: Int) {
        guard case .station(let region) = nodes[node].kind, let offer = custody(node)?.offer else {
            return
        }
        accept(offer, at: node, in: region)
    }

    private mutating func accept(_ release: Entity, at node: Int, in region: Int) {
        ids += 1
        let volunteer = custody(node)?.volunteer ?? Entity(model: ids)
        write(
            TransferWord(.accept(release: release, .init(volunteer: volunteer)), of: subject),
            at: node, in: Self.station(region))
    }

    mutating func carryPassport() {
        guard !passports.isEmpty else { return }
        let passport = passports[dice.next(passports.count)]
        let readers = nodes.indices.filter { nodes[$0].kind == .station(passport.taker) }
        let node = readers[dice.next(readers.count)]
        for statement in passport.chain {
            nodes[node].held[Self.station(passport.taker), default: TransferStatements()].insert(
                statement)
        }
        guard custody(node)?.offer == passport.release else { return }
        accept(passport.release, at: node, in: passport.taker)
    }

    mutating func decline(_ node: Int) {
        guard case .station(let region) = nodes[node].kind, let offer = custody(node)?.offer else {
            return
        }
        write(
            TransferWord(.decline(release: offer), of: subject), at: node,
            in: Self.station(region))
    }

    mutating func cancel(_ node: Int) {
        guard case .station(let region) = nodes[node].kind, let custody = custody(node),
            case .released(let release) = custody.right
        else { return }
        write(
            TransferWord(.cancel(release: release), of: subject), at: node,
            in: Self.station(region))
    }

    /// Somebody is at a station whom nobody released to it: the volunteer, or somebody else, or the volunteer
    /// under a number that was typed wrongly.
    mutating func claim(_ node: Int) {
        guard case .station(let region) = nodes[node].kind else { return }
        ids += 1
        let statement = write(
            TransferWord(.claim(volunteer: Entity(model: ids)), of: nil), at: node,
            in: Self.station(region))
        numbers[statement.id] = dice.isOne(in: 3) ? "somebody else" : Self.number
    }

    static let number = "62010219600101123X"

    mutating func withdraw(_ node: Int) {
        guard case .station(let region) = nodes[node].kind else { return }
        let held = nodes[node].held[Self.station(region)] ?? TransferStatements()
        guard let claim = held.first(where: { $0.isClaim && $0.scope == Self.station(region) })
        else { return }
        write(
            TransferWord(.answer(claim: claim.id, .withdrawn), of: nil), at: node,
            in: Self.station(region))
    }

    mutating func answer(_ node: Int) {
        guard case .station(let region) = nodes[node].kind, let custody = custody(node),
            custody.right == .active, let referral = custody.openReferrals.first
        else { return }
        if dice.isOne(in: 2), let basis = custody.basis, referral.claimant != Self.station(region) {
            write(
                TransferWord(
                    .release(
                        .init(
                            volunteer: custody.volunteer ?? subject.root,
                            taker: referral.claimant, restsOn: basis, asOf: clock)), of: subject),
                at: node, in: Self.station(region))
        } else {
            write(
                TransferWord(.answer(claim: referral.claim, .anotherPerson), of: subject),
                at: node, in: Self.station(region))
        }
    }

    mutating func settle(_ node: Int) {
        let heads = ledger(node).heads
        guard heads.count > 1,
            let word = ledger(node).settlement(
                for: heads[dice.next(heads.count)].taker, asOf: clock)
        else { return }
        write(word, at: node, in: Self.own(0))
    }

    // MARK: Machines

    mutating func work(_ node: Int) {
        switch nodes[node].kind {
        case .station(let region): workAtStation(node, region)
        case .county(let region):
            search(node, region)
            if region == 0 {
                for word in ledger(node).rulings() { write(word, at: node, in: Self.own(0)) }
            }
            hop(node)
        case .city: hop(node)
        }
    }

    /// The claims of a county's station: whom they mean elsewhere, and what was given up.
    private mutating func search(_ node: Int, _ region: Int) {
        let scope = Self.station(region)
        let all = nodes[node].held.values.reduce(TransferStatements()) { $0.union($1) }
        let here = nodes[node].held[scope] ?? TransferStatements()
        let search = ClaimSearch(all.filter { $0.word.speaker != nil })
        let withdrawn = Set(
            here.compactMap { statement -> Entity? in
                guard statement.scope == scope,
                    case .answer(let claim, .withdrawn) = statement.word.content
                else { return nil }
                return claim
            })
        let promoted = Set(
            all.compactMap { statement -> Entity? in
                guard case .end(let claim, .promoted) = statement.word.content else { return nil }
                return claim
            })
        var words: [TransferWord] = []
        for statement in here where statement.scope == scope {
            guard case .claim(let volunteer) = statement.word.content else { continue }
            let (id, isMatched) = (statement.id, all.contains { $0.matches(statement.id) })
            guard withdrawn.union(promoted).isDisjoint(with: [id]) else {
                let isAsked = search.pending(at: [scope]).contains(id)
                if isAsked { words += search.callOff(id, by: scope) }
                if isMatched, withdrawn.contains(id),
                    !here.of(subject).contains(where: {
                        $0.word.content == .answer(claim: id, .withdrawn)
                    })
                {
                    write(
                        TransferWord(.answer(claim: id, .withdrawn), of: subject), at: node,
                        in: scope)
                }
                continue
            }
            let mask = Self.mask(region, id)
            let claim = ClaimSearch.Claim(
                id: id, claimant: scope, volunteer: volunteer, number: numbers[id] ?? "")
            let counties = (0..<Self.regions).filter { $0 != region }.map { [Self.station($0)] }
            if !isMatched { words += search.inquiries(about: claim, among: counties, mask) }
            words += search.picks(for: claim, mask) { answer in
                answer.points.first.flatMap {
                    mask.match(of: $0, among: answer.points.dropFirst())
                }
            }
        }
        let holds = !Custody(of: subject, at: scope, here).volunteers.isEmpty
        let people = ["a neighbour"] + (holds ? [Self.number] : [])
        for question in search.open(at: [scope]) {
            let mask = Self.mask(region, question.id)
            words += search.replies(
                to: question, by: scope, mask, points: people.compactMap(mask.point(of:)))
        }
        for (question, point) in search.picked(at: [scope]) {
            let mask = Self.mask(region, question.id)
            let inquiry = question.inquiry
            guard holds, mask.point(of: Self.number) == point,
                !all.contains(where: { $0.matches(inquiry.claim) })
            else { continue }
            words.append(
                TransferWord(
                    .match(
                        claim: inquiry.claim, claimant: inquiry.claimant,
                        volunteer: inquiry.volunteer), of: subject))
        }
        for word in words { write(word, at: node, in: Self.own(region)) }
    }

    private static func mask(_ region: Int, _ id: Entity) -> NumberMask {
        let secret = Hash.sha256([UInt8(region)] + id.bytes).bytes
        return NumberMask(secret: secret) ?? mask(region + 1, id)
    }

    private mutating func workAtStation(_ node: Int, _ region: Int) {
        let scope = Self.station(region)
        for duty in custody(node)?.duties ?? [] {
            switch duty {
            case .open(let release): accept(release, at: node, in: region)
            case .taken(let epoch, let lineage, let told):
                write(
                    TransferWord(
                        .taken(epoch: epoch, lineage: lineage), of: subject, told: told),
                    at: node, in: scope)
            case .close(let epoch):
                write(TransferWord(.close(epoch: epoch), of: subject), at: node, in: scope)
            }
        }
    }

    private mutating func hop(_ node: Int) {
        let held = nodes[node].held
        let all = held.values.reduce(TransferStatements()) { $0.union($1) }
        for hop in routes(of: nodes[node].kind).owed(held) {
            if let statement = all[hop.statement] {
                nodes[node].held[hop.into, default: TransferStatements()].insert(statement)
            }
        }
    }

    mutating func exchange(_ one: Int, _ other: Int, isWhole: Bool) {
        let shared = Set(scopes(of: nodes[one].kind)).intersection(scopes(of: nodes[other].kind))
        for scope in shared.sorted() {
            for (from, to) in [(one, other), (other, one)] {
                for statement in nodes[from].held[scope] ?? TransferStatements() {
                    if isWhole || dice.next(4) > 0 {
                        nodes[to].held[scope, default: TransferStatements()].insert(statement)
                    }
                }
            }
        }
    }

    mutating func restore(_ node: Int) {
        guard let before = nodes[node].snapshots.randomElement(using: &dice) else { return }
        nodes[node].held = before
        if tracing { trace.append("\(clock) \(nodes[node].kind) restored") }
    }

    mutating func step() {
        let node = dice.next(nodes.count)
        clock += 1
        switch dice.next(20) {
        case 0: release(node)
        case 1, 2: accept(node)
        case 3: if dice.isOne(in: 3) { decline(node) }
        case 4: if dice.isOne(in: 2) { cancel(node) }
        case 5: carryPassport()
        case 6:
            if dice.isOne(in: 4) { claim(node) }
            if dice.isOne(in: 8) { withdraw(node) }
        case 7: answer(node)
        case 8: nodes[node].snapshots.append(nodes[node].held)
        case 9: if dice.isOne(in: 2) { restore(node) }
        case 10...13: work(node)
        default:
            let other = dice.next(nodes.count)
            if other != node { exchange(node, other, isWhole: dice.isOne(in: 2)) }
        }
    }

    /// A release is entered; then the first region and the city lose their memory, and another release of
    /// the same epoch is entered before the second region is heard again.
    mutating func forget() {
        func all(_ region: Int) -> [Int] {
            nodes.indices.filter {
                nodes[$0].kind == .station(region) || nodes[$0].kind == .county(region)
            }
        }
        let city = nodes.count - 1
        for taker in [1, 2] {
            let way = all(0) + [city] + all(taker)
            for node in all(0) + [city] { nodes[node].held = [:] }
            release(all(0)[0], to: taker)
            for _ in 0..<20 {
                for node in way { work(node) }
                for (one, other) in zip(way, way.dropFirst()) {
                    exchange(one, other, isWhole: true)
                    exchange(way[0], all(0)[all(0).count - 1], isWhole: true)
                    exchange(all(0)[all(0).count - 1], city, isWhole: true)
                    exchange(city, all(taker)[all(taker).count - 1], isWhole: true)
                }
                accept(all(taker)[0])
            }
        }
    }

    /// Everybody meets everybody, and people answer what they are asked. nil where it comes to rest.
    mutating func heal(settling: Bool) -> String? {
        for _ in 0..<200 {
            let before = nodes.map { $0.held.mapValues(\.count) }
            for node in nodes.indices { work(node) }
            for one in nodes.indices {
                for other in nodes.indices where one < other {
                    exchange(one, other, isWhole: true)
                }
            }
            // Nobody is asked before everything that is known has been told.
            if before == nodes.map({ $0.held.mapValues(\.count) }) {
                for node in nodes.indices { accept(node) }
                for node in nodes.indices { answer(node) }
                if settling, let county = nodes.firstIndex(where: { $0.kind == .county(0) }) {
                    settle(county)
                }
                if before == nodes.map({ $0.held.mapValues(\.count) }) { return nil }
            }
        }
        return "does not come to rest"
    }

    /// Whether two epochs were ever found of which neither is before the other.
    var hasContest: Bool {
        nodes.contains { node in
            node.held.values.contains { statements in
                statements.contains {
                    if case .contest = $0.word.content { true } else { false }
                }
            }
        }
    }

    /// Claims on the volunteer of which nobody was found to be meant, and others of which somebody was.
    private func misunderstood() -> [String] {
        let all = nodes.flatMap(\.held.values).reduce(TransferStatements()) { $0.union($1) }
        return all.filter(\.isClaim).compactMap { claim in
            let isOver = all.contains {
                $0.word.content == .answer(claim: claim.id, .withdrawn)
            }
            let isMatched = all.contains { $0.matches(claim.id) }
            if numbers[claim.id] != Self.number {
                return isMatched ? "claim \(claim.id) means somebody else" : nil
            }
            guard !isOver, !isMatched, claim.scope != subject.home else { return nil }
            return "claim \(claim.id) was never found to mean anybody"
        }
    }

    func violations(settled: Bool) -> [String] {
        var found: [String] = []
        guard let county = nodes.firstIndex(where: { $0.kind == .county(0) }) else { return [] }
        let ledger = ledger(county)
        found += misunderstood()
        for word in ledger.rulings() { found.append("owes \(word.content)") }
        if settled, ledger.isContested { found.append("contested \(ledger.heads)") }
        if !ledger.isContested {
            if !ledger.undecided.isEmpty { found.append("undecided \(ledger.undecided)") }
            if !ledger.openClaims.isEmpty { found.append("open claims \(ledger.openClaims)") }
        }
        for node in nodes.indices {
            if !routes(of: nodes[node].kind).owed(nodes[node].held).isEmpty {
                found.append("\(nodes[node].kind) owes hops")
            }
            guard let custody = custody(node) else { continue }
            let kind = nodes[node].kind
            if !custody.duties.isEmpty { found.append("\(kind) owes \(custody.duties)") }
            if ledger.isContested {
                let parties = ledger.heads.flatMap { [$0.taker] + ($0.giver.map { [$0] } ?? []) }
                if parties.contains(custody.station), !custody.isContested {
                    found.append("\(kind) does not know of the contest")
                }
                continue
            }
            let isOwner = ledger.owner == custody.station
            switch custody.right {
            case .active: if !isOwner { found.append("\(kind) is a second owner") }
            case .closed, .notTransferred, .none:
                if isOwner { found.append("\(kind) owns without knowing: \(custody.right)") }
            case .released, .offered, .provisional, .passedOn, .handedOver, .contested:
                found.append("\(kind) waits: \(custody.right)")
            }
        }
        let byScope = Dictionary(grouping: nodes.flatMap(\.held), by: \.key)
        for (scope, replicas) in byScope {
            if Set(replicas.map { Set($0.value.map(\.id)) }).count > 1 {
                found.append("\(scope) differs")
            }
        }
        return found
    }
}

extension TransferStatement {
    fileprivate var isClaim: Bool {
        if case .claim = word.content { true } else { false }
    }

    fileprivate func matches(_ claim: Entity) -> Bool {
        if case .match(claim, _, _) = word.content { true } else { false }
    }
}

extension Identifier {
    /// For whoever only counts.
    init(model number: Int) { self.init(raw: RawIdentifier(high: UInt64(number), low: 0)) }
}

extension Array {
    fileprivate func randomElement(using dice: inout TransferWorld.Dice) -> Element? {
        isEmpty ? nil : self[dice.next(count)]
    }
}
