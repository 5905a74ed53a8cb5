import Store
import SyncCore

/// What must hold of the stores of a scope once everybody has talked with everybody (docs/SIMULATION.md,
/// Oracles).
struct Oracles {
    let scope: Scope
    let authority: Origin
    let truth: Truth
    /// Whether whatever was carried here from another scope has to be here with its personal part: it has
    /// not where an accept alone has shown it.
    var needsCarriedParts = true

    /// - Parameters:
    ///   - stores: all that hold the scope, with equal vectors.
    ///   - checked: the one whose file is checked and whose tables are derived anew, the dearest question
    ///     by far; of all others it is known that their state is the same.
    func judge(
        _ stores: [Store], checking checked: Int, figures: inout Figures
    ) throws -> [String] {
        guard let first = stores.first else { return ["nobody holds the scope"] }
        let changes = try first.changes(in: scope)
        let reference = ReferenceState(changes, authority: authority)
        var found = try lost(stores)
        found += unheard(reference)
        found += overruled(reference, figures: &figures)
        for (index, store) in stores.enumerated() {
            found += try derived(store, reference).map { "store \(index): \($0)" }
        }
        found += try totals(stores, reference)
        found += try erased(stores, reference, of: changes)
        if stores.indices.contains(checked) {
            let check = try stores[checked].checkInPlace(comparingTables: true) { _ in }
            found += check.findings.map { "store \(checked): check: \($0.what) \($0.place)" }
        }
        figures.checks += 6 + stores.count * 3
        return found
    }

    /// (a) No acknowledged write is missing anywhere.
    private func lost(_ stores: [Store]) throws -> [String] {
        let must = truth.must[scope, default: []]
        return try stores.enumerated().flatMap { index, store -> [String] in
            let held = Set(try store.changes(in: scope).map(\.originalLeaf))
            return must.subtracting(held).sorted().map {
                "store \(index): acknowledged write \($0.hex.prefix(8)) is lost"
            }
        }
    }

    /// (g) What the county has said governs, under whatever origin it said it, as long as anybody holds it.
    private func unheard(_ reference: ReferenceState) -> [String] {
        let must = truth.must[scope, default: []]
        return truth.words[scope, default: [:]].filter { original, origin in
            must.contains(original) && reference.authorities.contains(origin)
                && !reference.heard.contains(original)
        }.keys.sorted().map { "the county's word \($0.hex.prefix(8)) governs no more" }
    }

    /// Nobody's entry is silently overruled: a write that survives no more was seen by the author of some
    /// write of the same register. The other way round, a sibling that was seen is a false one.
    private func overruled(_ reference: ReferenceState, figures: inout Figures) -> [String] {
        var found: [String] = []
        for (slot, writes) in reference.writes {
            let surviving = Set(reference.surviving[slot, default: []].map(\.original))
            figures.registers += 1
            var isFalse = false
            for write in writes {
                let others = writes.filter { $0.original != write.original }
                let isSeen = others.contains {
                    truth.seen[$0.original]?.contains(write.original) == true
                }
                let mayBeSeen = others.contains { truth.seen[$0.original] == nil }
                if surviving.contains(write.original) {
                    isFalse = isFalse || isSeen && surviving.count > 1
                } else if !isSeen, !mayBeSeen {
                    found.append(
                        "write \(write.original.hex.prefix(8)) of \(slot.entity) \(slot.tag.group) was overruled unseen"
                    )
                }
            }
            if isFalse { figures.falseSiblings += 1 }
            if surviving.count > 1 { figures.conflicts += 1 }
        }
        return found.sorted()
    }

    /// (c), (d), (f) Registers, voids and exclusions are those of the reference.
    private func derived(_ store: Store, _ reference: ReferenceState) throws -> [String] {
        var found: [String] = []
        var registers: [ReferenceState.Slot: [Hash]] = [:]
        for (entity, groups) in try store.registers(in: scope) {
            for (tag, leaves) in groups {
                registers[.init(entity: entity, tag: tag)] = leaves
            }
        }
        let expected = reference.surviving.mapValues { $0.map(\.original) }.filter {
            !$0.value.isEmpty
        }
        for slot in Set(registers.keys).union(expected.keys)
        where registers[slot] != expected[slot] {
            found.append("register \(slot.entity) \(slot.tag.group) differs from the reference")
        }
        if try store.voided(in: scope) != reference.voided { found.append("voided records differ") }
        if try store.exclusions(in: scope) != reference.exclusions.compactMapValues(\.self) {
            found.append("what counts differs")
        }
        return found.sorted()
    }

    /// (d) What was erased is with nobody, wherever a node may keep it; what was not is with everybody.
    private func erased(
        _ stores: [Store], _ reference: ReferenceState, of changes: [Change]
    ) throws -> [String] {
        let written = changes.filter {
            needsCarriedParts || $0.header.kind != SystemKind.hop
        }
        let must = Set(written.map(\.personal.commitment)).subtracting(reference.everErased)
            .subtracting([.zero]).subtracting(truth.partsGone)
        return try stores.enumerated().flatMap { index, store -> [String] in
            let parts = try store.heldParts(in: scope)
            let kept = parts.logged.union(parts.beside).intersection(reference.erased)
            return kept.sorted().map {
                "store \(index): the erased part \($0.hex.prefix(8)) is there"
            }
                + must.subtracting(parts.logged).sorted().map {
                    "store \(index): the part \($0.hex.prefix(8)) is gone, and nobody erased it"
                }
        }
    }

    /// (b), (c), (e) Each hour once; the same totals and digests everywhere.
    private func totals(_ stores: [Store], _ reference: ReferenceState) throws -> [String] {
        var found: [String] = []
        let seconds = reference.countedSeconds.values.reduce(0, +)
        var digests: Set<String> = []
        for (index, store) in stores.enumerated() {
            let total = try store.view { try $0.hoursTotal(in: scope).all.seconds }
            if total != seconds {
                found.append("store \(index) counts \(total) s, not \(seconds) s")
            }
            digests.insert(try store.view { try $0.stateDigest(of: scope)?.hex } ?? "none")
        }
        if digests.count != 1 { found.append("state digests differ at equal vectors") }
        return found
    }
}
