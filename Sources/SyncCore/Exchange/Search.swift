/// Finds the scopes in which two nodes differ, by sixteenths of the sorted list of scopes (I12).
///
/// Scope ids are random, so sixteen equal parts of the list are the sixteen first nibbles. A part
/// whose hash agrees is done; one with few scopes is answered by their vectors, a larger one by its
/// own sixteen parts.
enum Search {
    static let fewScopes = 4

    static func root(_ holdings: Holdings) -> Message.Probe {
        Message.Probe(prefix: [], summary: holdings.summary)
    }

    /// The whole list in its parts: what differs when the roots do.
    static func parts(of holdings: Holdings) -> [Message.Probe] {
        sixteenths(of: holdings, under: [])
    }

    /// Answers probes of the peer: with vectors where they lead to few scopes, else with finer
    /// probes.
    static func reply(
        to probes: [Message.Probe], from holdings: Holdings
    ) -> (probes: [Message.Probe], vectors: [StatedScope]) {
        var finer: [Message.Probe] = []
        var vectors: [StatedScope] = []
        for probe in probes {
            let part = holdings.part(under: probe.prefix)
            guard Holdings.summary(of: part) != probe.summary else { continue }
            if part.count <= fewScopes || probe.prefix.count >= 2 * Scope.byteCount {
                vectors += part.map(StatedScope.init)
            } else if finer.count + 16 <= Limits.probeCount {
                finer += sixteenths(of: holdings, under: probe.prefix)
            }
        }
        return (finer, vectors)
    }

    private static func sixteenths(
        of holdings: Holdings, under prefix: [UInt8]
    ) -> [Message.Probe] {
        (UInt8(0)..<16).compactMap { nibble in
            let longer = prefix + [nibble]
            let scopes = holdings.part(under: longer)
            guard !scopes.isEmpty else { return nil }
            return Message.Probe(prefix: longer, summary: Holdings.summary(of: scopes))
        }
    }
}

extension Holdings {
    /// The scopes whose ids begin with these nibbles. They stand together, so that a probe costs
    /// what its part holds, however many scopes there are.
    fileprivate func part(under prefix: [UInt8]) -> ArraySlice<ScopeHolding> {
        let first = firstIndex(notBefore: Scope(nibbles: prefix, filledWith: 0))
        let last = Scope(nibbles: prefix, filledWith: 15)
        let end = firstIndex(notBefore: last)
        let reachesLast = end < scopes.count && scopes[end].scope == last
        return scopes[first..<(reachesLast ? end + 1 : end)]
    }
}

extension Scope {
    /// The id that begins with these nibbles, at most 32, and goes on with `filler`.
    fileprivate init(nibbles: [UInt8], filledWith filler: UInt8) {
        var words: [UInt64] = [0, 0]
        for index in 0..<32 {
            let nibble = index < nibbles.count ? nibbles[index] : filler
            words[index / 16] = words[index / 16] << 4 | UInt64(nibble)
        }
        self.init(raw: RawIdentifier(high: words[0], low: words[1]))
    }
}
