import SyncCore

/// Valid values of every shape, from a seed.
extension Seeded {
    mutating func hash() -> Hash { Hash.sha256(bytes(8)) }

    mutating func text() -> String {
        let pieces = ["", "a", "志愿者", "བོད", "é", "e\u{301}", "\u{0}", "👩‍👩‍👧", "\n", "ｱ"]
        return (0..<below(4)).map { _ in pick(pieces) }.joined()
    }

    mutating func value(depth: Int = 0) -> Value {
        switch below(depth < Limits.listDepth ? 8 : 7) {
        case 0: .bool(once(in: 2))
        case 1, 2: .int(Int64(bitPattern: number()))
        case 3: .text(text())
        case 4: .bytes(bytes(below(20)))
        case 5: .reference(identifier())
        case 6: .ownEntity
        default: .list(list(depth: depth + 1))
        }
    }

    private mutating func list(depth: Int) -> [Value] {
        (0..<below(4)).map { _ in once(in: 5) ? .null : value(depth: depth) }
    }

    mutating func fields() -> Fields {
        var fields = Fields()
        for _ in 0..<below(5) {
            fields[FieldNumber(truncatingIfNeeded: once(in: 4) ? number() : next() % 30)] = value()
        }
        return fields
    }

    mutating func vector(origins: [Origin], limit: Int = 5) -> VersionVector {
        VersionVector(origins.map { ($0, UInt64(below(limit))) })
    }

    /// - Parameter isWrapper: whether the kind is one that carries, or any other.
    mutating func header(ofWrapper isWrapper: Bool = false) -> Header {
        let origin = identifier(Origin.self)
        let sequence = 1 + number() % Limits.logLength
        var context = VersionVector()
        for _ in 0..<below(4) { context[identifier()] = 1 + number() % Limits.logLength }
        if once(in: 2) { context[origin] = next() % sequence }
        return Header(
            scope: identifier(), origin: origin, sequence: sequence,
            time: Int64(bitPattern: number()), context: context,
            actor: once(in: 2) ? identifier() : nil,
            kind: isWrapper ? pick(Self.wrapperKinds) : plainKind(),
            entity: once(in: 2) ? identifier() : nil)
    }

    private static let wrapperKinds = [SystemKind.copy, SystemKind.requeue, SystemKind.hop]

    private mutating func plainKind() -> KindNumber {
        let kind = KindNumber(truncatingIfNeeded: number())
        return Self.wrapperKinds.contains(kind) ? kind + SystemKind.hop : kind
    }

    /// A change with at most `wrappers` others around it.
    mutating func canonical(wrappers: Int = 2) -> CanonicalChange {
        if wrappers > 0, once(in: 3) {
            return CanonicalChange(
                header: header(ofWrapper: true),
                open: .wrapped(canonical(wrappers: wrappers - 1)))
        }
        var groups: [GroupNumber: Fields] = [:]
        for _ in 0..<below(4) { groups[GroupNumber(truncatingIfNeeded: number())] = fields() }
        return CanonicalChange(
            header: header(),
            open: .groups(groups.keys.sorted().map { .init($0, groups[$0] ?? Fields()) }))
    }

    mutating func personal() -> PersonalContent {
        switch below(3) {
        case 0: .none
        case 1: .withheld(hash())
        default:
            .held(
                PersonalPart(
                    salt: bytes(PersonalPart.saltBytes),
                    group: GroupNumber(truncatingIfNeeded: number()), fields: fields()))
        }
    }

    mutating func change() -> Change { Change(canonical(), personal: personal()) }

    /// `bytes` with something wrong: a bit, a byte more or less, a piece doubled, an overlong number.
    mutating func mangled(_ bytes: [UInt8]) -> [UInt8] {
        var result = bytes
        for _ in 0..<(1 + below(2)) where !result.isEmpty {
            let place = below(result.count)
            switch below(6) {
            case 0: result[place] ^= 1 << UInt8(below(8))
            case 1: result[place] = UInt8(truncatingIfNeeded: next())
            case 2: result.remove(at: place)
            case 3: result.insert(UInt8(below(4)), at: place)
            case 4: result.replaceSubrange(place...place, with: [result[place] | 0x80, 0])
            default: result.insert(contentsOf: result[place...].prefix(below(40)), at: place)
            }
        }
        return result
    }
}

extension CanonicalChange {
    /// The same value, encoded anew down to the innermost change.
    var encodedAnew: CanonicalChange {
        if case .wrapped(let inner) = open {
            CanonicalChange(header: header, open: .wrapped(inner.encodedAnew))
        } else {
            CanonicalChange(header: header, open: open)
        }
    }
}
