/// Names records as whoever reads a batch can tell them: by a change of the batch, by one that the reader
/// holds, or by their ids.
struct RecordNamer {
    /// Those that changes of the batch make, by the place of the change in it.
    private let made: [Entity: Int]
    private let first: UInt64
    private let locate: (Entity) -> Dot?
    private(set) var logs: LogPlaces

    init(
        made: [Entity: Int], first: UInt64, logs: LogPlaces, locate: @escaping (Entity) -> Dot?
    ) {
        self.made = made
        self.first = first
        self.logs = logs
        self.locate = locate
    }

    /// Names everything by its id.
    static func byId(of origin: Origin) -> RecordNamer {
        RecordNamer(made: [:], first: 0, logs: LogPlaces(own: origin), locate: { _ in nil })
    }

    /// - Parameter row: the change that names the record; what is made after it cannot be told there.
    mutating func name(_ record: Entity, in row: Int) -> RecordColumn.Name {
        if let maker = made[record], maker < row {
            return .made(place: 1, sequence: first + UInt64(maker))
        }
        // What the batch itself has of the log cannot be held already.
        guard let dot = locate(record), let place = logs.place(of: dot.origin),
            place > 1 || dot.sequence < first
        else { return .id(record) }
        return .made(place: place, sequence: dot.sequence)
    }
}

extension Run.Row {
    /// The record that the change makes, if it makes one.
    ///
    /// - Parameters:
    ///   - leaf: in the tree, where it is at hand.
    ///   - isPlain: whether it is known to be a change that carries no other and has no entity.
    func madeRecord(leaf: Hash? = nil, isPlain: Bool) -> Entity? {
        if isPlain {
            return Entity(
                creatingLeaf: leaf
                    ?? MerkleTree.leaf(canonical, commitment: personal.commitment))
        }
        guard let canonical = try? CanonicalChange(bytes: canonical) else { return nil }
        let change = Change(canonical, personal: personal)
        return change.createsEntity ? change.entity : nil
    }
}
