import SyncCore

/// What went over the line in one exchange, and how it ended.
struct Traffic {
    var requests: [[UInt8]] = []
    var answers: [[UInt8]] = []
    var conclusion: Session.Conclusion?

    var roundTrips: Int { requests.count }
    var byteCount: Int { (requests + answers).reduce(0) { $0 + $1.count } }
}

/// What becomes of one answer on its way.
enum Fate {
    case arrives
    /// The peer has stored the request; its answer is never seen.
    case isLost
}

/// One exchange that `below` begins with `above`, bytes both ways; in a pull they have changed places.
func exchange(
    _ below: inout MemoryNode, _ above: inout MemoryNode, fate: (Int) -> Fate = { _ in .arrives }
) throws -> Traffic {
    var traffic = Traffic()
    let peer = above.writer.origin
    var session = Session(standpoint: below.standpoint, memory: below.memory, peer: peer)
    var effect = try session.handle(.began(below.holdings(sharedWith: peer)))
    while traffic.conclusion == nil {
        switch effect {
        case .send(let outline):
            let request = try below.compose(outline).bytes
            let answer = try above.answer(request)
            traffic.requests.append(request)
            switch fate(traffic.requests.count) {
            case .isLost: effect = try session.handle(.lineFailed)
            case .arrives:
                traffic.answers.append(answer)
                effect = try session.handle(.answered(try Message(bytes: answer)))
            }
        case .store(let message):
            let turnedAway = below.store(message)
            effect = try session.handle(
                .stored(below.holdings(sharedWith: peer), turnedAway: turnedAway))
        case .finish(let conclusion): traffic.conclusion = conclusion
        }
    }
    below.memory = session.memory
    return traffic
}

/// A station and its county with one scope, and the changes that each has recorded there.
func pair(
    scopes: [Scope] = [id(1)], below: Int = 0, above: Int = 0
) throws -> (below: MemoryNode, above: MemoryNode) {
    var station = try MemoryNode(1, .below, scopes: scopes)
    var county = try MemoryNode(2, .above, scopes: scopes)
    for scope in scopes {
        station.record(below, in: scope)
        county.record(above, in: scope)
    }
    return (station, county)
}

/// A pair that has exchanged until nothing was left.
func settledPair(
    scopes: [Scope] = [id(1)], below: Int = 3, above: Int = 2
) throws -> (below: MemoryNode, above: MemoryNode) {
    var (station, county) = try pair(scopes: scopes, below: below, above: above)
    for _ in 0..<3 { _ = try exchange(&station, &county) }
    return (station, county)
}

extension MemoryNode {
    /// Whether both hold the same of what they share.
    func agrees(with other: MemoryNode) -> Bool {
        holdings(sharedWith: other.writer.origin).summary
            == other.holdings(sharedWith: writer.origin).summary
    }
}
