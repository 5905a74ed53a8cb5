import ServiceRecords
import Store
import SyncCore

/// What must hold once everybody has talked with everybody (docs/SIMULATION.md, Moves).
extension MovesWorld {
    func violations() -> [String] {
        do {
            return try complaints + scopesViolated() + rightsViolated() + closesViolated()
                + hoursViolated() + lifetimesViolated() + claimsViolated() + secretsViolated()
                + dutiesViolated()
        } catch { return ["an oracle failed: \(error)"] }
    }

    private func store(_ machine: Machine) throws -> Store {
        guard let store = machine.life?.store else { throw StoreError.busy }
        return store
    }

    private func home(of scope: Scope) throws -> Store {
        guard let county = county(of: scope) else { throw StoreError.unknownScope(scope) }
        return try store(county)
    }

    /// The oracles of a county, for every station's scope: nothing lost, nothing twice, nothing overruled.
    private func scopesViolated() throws -> [String] {
        try stationScopes.flatMap { scope -> [String] in
            guard let authority = founder(of: scope) else { return ["nobody governs \(scope)"] }
            let stores = try ([county(of: scope)].compactMap(\.self) + computers(of: scope))
                .map(store)
            return try Oracles(
                scope: scope, authority: authority, truth: truth, needsCarriedParts: false
            ).judge(stores, checking: dice.below(4) == 0 ? 0 : -1, figures: &figures)
        }
    }

    /// I21: of every volunteer one owner and nobody who waits.
    private func rightsViolated() throws -> [String] {
        var found: [String] = []
        var owners: [Subject: [Scope]] = [:]
        var lasting: [Subject: [Scope]] = [:]
        for scope in stationScopes {
            for custody in try home(of: scope).view({ try $0.custodies(in: scope) }) {
                let title = "\(custody.subject.root) at \(scope)"
                switch custody.right {
                case .active: owners[custody.subject, default: []].append(scope)
                case .closed, .notTransferred, .none: break
                case .released, .offered, .provisional, .passedOn, .handedOver, .contested:
                    found.append("\(title) waits: \(custody.right)")
                }
                if custody.tenures.contains(where: { $0.until == nil && $0.state == .held }) {
                    lasting[custody.subject, default: []].append(scope)
                }
                if !custody.duties.isEmpty { found.append("\(title) owes \(custody.duties)") }
                if custody.right == .active, !custody.openReferrals.isEmpty {
                    found.append("\(title) has open claims")
                }
            }
        }
        for (subject, scopes) in lasting where owners[subject] != scopes {
            found.append("service of \(subject.root) counts from now on at \(scopes)")
        }
        for machine in aggregators {
            for ledger in try store(machine).view({ try $0.ledgers() }) {
                let title = "\(ledger.subject.root)"
                if ledger.isContested { found.append("\(title) is contested") }
                if !ledger.undecided.isEmpty { found.append("\(title): \(ledger.undecided) wait") }
                if !ledger.openClaims.isEmpty { found.append("\(title) has open claims") }
                guard owners[ledger.subject] == ledger.owner.map({ [$0] }) else {
                    found.append(
                        "\(title) is recorded by \(owners[ledger.subject] ?? []), not by \(ledger.owner.map { "\($0)" } ?? "nobody")"
                    )
                    continue
                }
                if let owner = ledger.owner {
                    found += try profileViolated(of: ledger.subject, at: owner)
                }
            }
        }
        return found
    }

    /// Whoever closes has heard that somebody has taken the profile. Of what was put back it is not known what
    /// it had heard.
    private func closesViolated() throws -> [String] {
        guard disasters == 0 else { return [] }
        return try stationScopes.flatMap { scope -> [String] in
            let said = try home(of: scope).changes(in: scope).compactMap { change in
                TransferStatement(change).map { (change.header, $0) }
            }
            return said.compactMap { header, statement in
                guard header.kind == SystemKind.transfer,
                    case .close(let epoch) = statement.word.content
                else { return nil }
                let hasHeard = said.contains { other, heard in
                    guard header.context.covers(other.dot) else { return false }
                    return switch heard.word.content {
                    case .taken(let last, let lineage): (lineage + [last]).contains(epoch)
                    // What came to nothing is with its giver still.
                    case .denied(let release, _), .decline(let release): release == epoch
                    default: false
                    }
                }
                return hasHeard ? nil : "\(scope) closed \(epoch) before anybody had taken it"
            }
        }
    }

    /// No profile is erased before its new owner holds it.
    private func profileViolated(of subject: Subject, at owner: Scope) throws -> [String] {
        guard let person = people.first(where: { $0.subject == subject }) else { return [] }
        let store = try home(of: owner)
        let (volunteer, number) = try store.view { view in
            let volunteer = try view.custodies(in: owner).first { $0.subject == subject }?.volunteer
            return (volunteer, try volunteer.flatMap { try view.volunteer($0) }?.idNumber)
        }
        guard number != person.number else { return [] }
        let isGone = try store.changes(in: owner).contains {
            $0.entity == volunteer && truth.partsGone.contains($0.personal.commitment)
        }
        return isGone ? [] : ["\(subject.root)'s owner has no profile"]
    }

    /// I11: each record in one scope, Σ over all columns, the same at every level.
    private func hoursViolated() throws -> [String] {
        var found: [String] = []
        var seen: [Entity: Scope] = [:]
        var sums: [Scope: Int64] = [:]
        for scope in stationScopes {
            let store = try home(of: scope)
            for entity in try store.view({
                try $0.entities(of: ServiceRecord.kind.number, in: scope)
            }) where seen.updateValue(scope, forKey: entity) != nil {
                found.append("record \(entity) is in two scopes")
            }
            sums[scope] = try store.view { try $0.hoursTotal(in: scope).all.seconds }
            if try disasters == 0 && !store.exclusions(in: scope).isEmpty {
                found.append("something in \(scope) does not count")
            }
        }
        for (entity, record) in records.sorted(by: { $0.key < $1.key })
        where truth.must[record.scope]?.contains(record.leaf) == true {
            if seen[entity] != record.scope {
                found.append("record \(entity) is not in the scope in which it was written")
            }
        }
        for scope in stationScopes {
            let store = try home(of: scope)
            let written = records.values.filter {
                $0.scope == scope && truth.must[scope]?.contains($0.leaf) == true
            }.reduce(0) { $0 + $1.seconds }
            if let sum = sums[scope], try store.exclusions(in: scope).isEmpty, sum < written {
                found.append("\(scope) counts \(sum) s, less than the \(written) s written there")
            }
        }
        // Whoever is above counts the same, without knowing anybody.
        for machine in aggregators {
            let store = try store(machine)
            for card in try store.view({ try $0.scopes() }) {
                let sum = try store.view { try $0.hoursTotal(in: card.scope).all.seconds }
                if sum != sums[card.scope] {
                    found.append(
                        "machine \(machine.index) counts \(sum) s in \(card.scope), not \(sums[card.scope] ?? -1) s"
                    )
                }
            }
        }
        return found
    }

    /// The lifetime total at whoever holds a volunteer is the sum over all that they did anywhere.
    private func lifetimesViolated() throws -> [String] {
        var sums: [Subject: Int64] = [:]
        var told: [Subject: (at: Scope, seconds: Int64)] = [:]
        for scope in stationScopes {
            try home(of: scope).view { view in
                for custody in try view.custodies(in: scope) {
                    let here = try view.account(of: custody.volunteers, in: scope).totalSeconds
                    // Somebody who was never taken over here is another person as yet.
                    guard custody.isParty else { continue }
                    sums[custody.subject, default: 0] += here
                    if custody.right == .active {
                        let others = custody.accounts.reduce(0) { $0 + $1.totalSeconds }
                        told[custody.subject] = (scope, here + others)
                    }
                }
            }
        }
        return told.sorted { $0.key < $1.key }.compactMap { subject, total in
            total.seconds == sums[subject]
                ? nil
                : "\(subject.root) has \(total.seconds) s at \(total.at), and \(sums[subject] ?? 0) s in all"
        }
    }

    /// I19: a station holds its own scope and directories; no open part names anybody; whoever is above a
    /// county knows nobody; what was carried into a station's scope was told to it.
    private func secretsViolated() throws -> [String] {
        var found: [String] = []
        let secrets = people.flatMap { [Array($0.number.utf8), Array($0.name.utf8)] }
        for machine in machines {
            let store = try store(machine)
            let governs = Set(machine.scopes)
            for scope in try store.heldScopes() {
                let isOwn = governs.contains(scope)
                if stationScopes.contains(scope), !machine.isCounty, !isOwn {
                    found.append("machine \(machine.index) holds the scope of another station")
                }
                for change in try store.changes(in: scope) {
                    let part = isOwn ? [] : change.personal.part?.payload ?? []
                    for secret in secrets
                    where change.canonical.bytes.holds(secret) || part.holds(secret) {
                        found.append("machine \(machine.index) can read somebody in \(scope)")
                    }
                    guard isOwn, change.header.kind == SystemKind.hop,
                        let statement = TransferStatement(change)
                    else { continue }
                    if !statement.isTold(to: scope) {
                        found.append("\(statement.id) was carried into \(scope) untold")
                    }
                }
            }
        }
        return Array(Set(found)).sorted()
    }

    /// A claim finds whom it means, wherever that is: nobody who is held under its number elsewhere is missed.
    private func claimsViolated() throws -> [String] {
        let views = try stationScopes.map { ($0, try home(of: $0)) }
        return try views.flatMap { scope, store -> [String] in
            let (waiting, numbers) = try store.view { view in
                let parts = try view.transferStatements(in: scope).compactMap { held in
                    held.change.personal.part?.fields[ClaimPart.number]?.asText.map {
                        (held.statement.id, $0)
                    }
                }
                return (
                    try view.unmatchedClaims(in: scope),
                    Dictionary(parts, uniquingKeysWith: { $1 })
                )
            }
            return try waiting.compactMap { claim in
                guard let number = numbers[claim.claim] else { return nil }
                for (other, holder) in views where other != scope {
                    let isHeld = try holder.view { try $0.volunteers(withIDNumber: number) }
                        .contains { $0.scope == other && !$0.isVoided }
                    if isHeld {
                        return "claim \(claim.claim) at \(scope) was not found at \(other)"
                    }
                }
                return nil
            }
        }
    }

    /// Claims that another county than the claimant's own has found to mean somebody.
    func foundElsewhere() throws -> Int {
        var found: Set<Entity> = []
        for scope in stationScopes {
            let store = try home(of: scope)
            let own = try store.view { try $0.heldScopes(.own) }
            for held in try store.view({ try $0.transferStatements(in: scope) }) {
                guard case .match(let claim, scope, _) = held.statement.word.content,
                    !own.contains(held.statement.scope)
                else { continue }
                found.insert(claim)
            }
        }
        return found.count
    }

    /// Moves that were entered, and those of them from one province to another.
    func entered() throws -> (all: Int, betweenProvinces: Int) {
        var entered: [Entity: Bool] = [:]
        for scope in stationScopes {
            for custody in try home(of: scope).view({ try $0.custodies(in: scope) }) {
                for (name, epoch) in custody.graph.epochs {
                    guard let giver = epoch.giver else { continue }
                    entered[name] = province(of: giver) != province(of: epoch.taker)
                }
            }
        }
        return (entered.count, entered.values.count { $0 })
    }

    private func dutiesViolated() throws -> [String] {
        try machines.flatMap { machine -> [String] in
            let store = try store(machine)
            let before = try store.heldScopes().map { try store.summary(of: $0) }
            try store.settleTransfers(in: [], at: machine.clock.now, thoroughly: true)
            let after = try store.heldScopes().map { try store.summary(of: $0) }
            return before == after ? [] : ["machine \(machine.index) still has something to write"]
        }
    }
}

extension Custody {
    /// Whether the station ever held the volunteer by what was entered, or by first registration.
    fileprivate var isParty: Bool {
        subject.home == station || graph.epochs.values.contains { $0.taker == station }
    }
}

extension TransferStatement {
    /// Whether it is for a station: it says so, or speaks of that station's own words.
    fileprivate func isTold(to scope: Scope) -> Bool {
        if self.scope == scope || word.told.contains(scope) { return true }
        return switch word.content {
        case .release(let release): release.taker == scope
        case .match(_, let claimant, _): claimant == scope
        default: false
        }
    }
}

extension [UInt8] {
    fileprivate func holds(_ other: [UInt8]) -> Bool {
        guard let first = other.first, count >= other.count else { return false }
        return withUnsafeBufferPointer { bytes in
            for start in 0...(bytes.count - other.count) where bytes[start] == first {
                if other.indices.allSatisfy({ bytes[start + $0] == other[$0] }) { return true }
            }
            return false
        }
    }
}
