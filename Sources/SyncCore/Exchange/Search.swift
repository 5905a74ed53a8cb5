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
        sixteenths(of: holdings.scopes, under: [])
    }

    /// Answers probes of the peer: with vectors where they lead to few scopes, else with finer
    /// probes.
    static func reply(
        to probes: [Message.Probe], from holdings: Holdings
    ) -> (probes: [Message.Probe], vectors: [StatedScope]) {
        var finer: [Message.Probe] = []
        var vectors: [StatedScope] = []
        for probe in probes {
            let part = holdings.scopes.filter { $0.scope.hasPrefix(probe.prefix) }
            guard Holdings.summary(of: part) != probe.summary else { continue }
            if part.count <= fewScopes || probe.prefix.count >= 2 * Scope.byteCount {
                vectors += part.map(StatedScope.init)
            } else if finer.count + 16 <= Limits.probeCount {
                finer += sixteenths(of: part, under: probe.prefix)
            }
        }
        return (finer, vectors)
    }

    private static func sixteenths(
        of part: [Holdings.ScopeHolding], under prefix: [UInt8]
    ) -> [Message.Probe] {
        (UInt8(0)..<16).compactMap { nibble in
            let longer = prefix + [nibble]
            let scopes = part.filter { $0.scope.hasPrefix(longer) }
            guard !scopes.isEmpty else { return nil }
            return Message.Probe(prefix: longer, summary: Holdings.summary(of: scopes))
        }
    }
}

extension Scope {
    fileprivate func hasPrefix(_ nibbles: [UInt8]) -> Bool {
        nibbles.enumerated().allSatisfy { index, nibble in
            let word = index < 16 ? raw.high : raw.low
            return UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * (index % 16)) & 15) == nibble
        }
    }
}
