import SyncCore

/// Writes of one group with their copies, as several origins that see parts of each other make them.
struct History {
    struct Entry {
        let dot: Dot
        let original: Hash
        let context: Context
    }

    private(set) var entries: [Entry] = []

    init(seed: UInt64, count: Int) {
        var random = Seeded(seed)
        let origins: [Origin] = (1...4).map { id($0) }
        var lengths = VersionVector()
        for _ in 0..<count {
            let origin = random.pick(origins)
            let sequence = lengths[origin] + 1
            // Anything that may have been seen: of the own log, all but the change itself.
            var context = Context(
                origins.map { ($0, UInt64(random.below(Int(lengths[$0]) + 1))) })
            if random.once(in: 2) { context[origin] = lengths[origin] }
            let copied = random.once(in: 3) && !entries.isEmpty ? random.pick(entries) : nil
            let keepsContext = copied != nil && random.once(in: 2)
            entries.append(
                Entry(
                    dot: Dot(origin: origin, sequence: sequence),
                    original: copied?.original ?? Hash.sha256([UInt8(entries.count)]),
                    context: keepsContext ? copied?.context ?? context : context))
            lengths[origin] = sequence
        }
    }

    /// The register by its definition (protocol §4): K joins all contexts; S are the writes with no
    /// dot covered by K.
    static func defined(by held: [Entry]) -> Register {
        let known = held.reduce(Context()) { $0.joined(with: $1.context) }
        let dots = Dictionary(grouping: held, by: \.original).mapValues { Set($0.map(\.dot)) }
        let surviving = dots.filter { !$0.value.contains(where: known.covers) }
        return Register(
            known: known,
            surviving: surviving.map { Register.Write(original: $0.key, dots: $0.value) })
    }
}
