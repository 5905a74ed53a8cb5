import Store
import SyncCore

/// What the simulation knows from outside of what people wrote: which writes were acknowledged and must
/// not be lost, and what each author had before their eyes.
struct Truth {
    /// Acknowledged writes, by original leaf, that exist somewhere they cannot have vanished from.
    private(set) var must: [Scope: Set<Hash>] = [:]
    /// What the author of a write had seen, by original leaf.
    private(set) var seen: [Hash: Set<Hash>] = [:]
    /// What the county said that only it can say, by original leaf.
    private(set) var words: [Scope: [Hash: Origin]] = [:]
    private(set) var acknowledged = 0
    /// Writes that existed only on a disk that was overwritten.
    private(set) var gone = 0
    /// Commitments of personal parts of which that is so.
    private(set) var partsGone: Set<Hash> = []

    /// Admissions and the like, users and roles, erasures.
    private static let wordKinds: Set<KindNumber> = [4, 5, 6, 7, 11, 16, 17, 22]

    mutating func note(_ changes: [Change], in scope: Scope, seen visible: Set<Hash>) {
        var visible = visible
        for change in changes {
            seen[change.originalLeaf] = visible
            must[scope, default: []].insert(change.originalLeaf)
            if Self.wordKinds.contains(change.header.kind) {
                words[scope, default: [:]][change.originalLeaf] = change.header.origin
            }
            visible.insert(change.originalLeaf)
            acknowledged += 1
        }
    }

    /// A disk that held these was overwritten; the others still hold those.
    mutating func overwritten(_ held: Set<Hash>, of scope: Scope, elsewhere: Set<Hash>) {
        let lost = must[scope, default: []].intersection(held).subtracting(elsewhere)
        gone += lost.count
        must[scope]?.subtract(lost)
    }

    /// The disk of a machine is about to be overwritten: what exists on it alone is lost with it.
    /// - Parameter rest: has a machine on.
    mutating func overwriting(
        _ machine: Machine, among machines: [Machine], rest: (Machine) -> Void
    ) {
        rest(machine)
        for scope in machine.scopes {
            let held = (try? machine.life?.store.originals(in: scope)) ?? []
            var elsewhere: Set<Hash> = []
            for other in machines where other !== machine && other.scopes.contains(scope) {
                rest(other)
                elsewhere.formUnion((try? other.life?.store.originals(in: scope)) ?? [])
            }
            overwritten(held, of: scope, elsewhere: elsewhere)
        }
    }

    /// Parts that a disk held are on it no more; whatever another machine holds anywhere is not gone.
    mutating func overwrote(_ parts: Set<Hash>, on machine: Machine, among machines: [Machine]) {
        let kept = machines.reduce(into: Set<Hash>()) { $0.formUnion($1.parts) }
        partsGone.formUnion(parts.subtracting(kept))
    }
}

extension Machine {
    /// Commitments of all personal parts that it holds, in logs or beside them.
    var parts: Set<Hash> {
        guard let store = life?.store, let scopes = try? store.heldScopes() else { return [] }
        return scopes.reduce(into: []) { all, scope in
            guard let held = try? store.heldParts(in: scope) else { return }
            all.formUnion(held.logged.union(held.beside))
        }
    }
}
