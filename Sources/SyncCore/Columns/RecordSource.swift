/// Says which record is meant by a name in a column.
protocol RecordSource {
    /// - Parameter bytes: the changes before this one.
    mutating func record(
        named name: RecordColumn.Name, in bytes: borrowing CanonicalBytes
    ) throws(BatchError) -> Entity
}

/// For frames that name records by their ids only.
struct RecordIds: RecordSource {
    func record(
        named name: RecordColumn.Name, in bytes: borrowing CanonicalBytes
    ) throws(BatchError) -> Entity {
        guard case .id(let entity) = name else { throw .malformed(.init(.unknownForm, at: 0)) }
        return entity
    }
}

/// The records that changes of a batch made, and those that others made which are held.
struct BatchRecords: RecordSource {
    fileprivate struct Place {
        let start: Int
        let end: Int
        let isPlain: Bool
        let hasEntity: Bool
        let personal: PersonalContent
    }

    private let origins: [Origin]
    private let first: UInt64
    private let resolve: (Dot) -> Entity?
    /// Of the change that is being put together.
    var contexts: ContextColumns.Reader
    /// The changes before it.
    private var changes: [Place] = []
    /// The records they made, as far as somebody asked.
    private var made: [Entity?] = []

    init(_ columns: OpenColumns, of batch: Batch, resolve: @escaping (Dot) -> Entity?) {
        origins = columns.origins
        first = batch.first
        self.resolve = resolve
        contexts = columns.contexts
    }

    var sequence: UInt64 { first + UInt64(changes.count) }

    /// Notes the change that is now complete.
    mutating func append(_ shape: Shape, at range: Range<Int>, personal: PersonalContent) {
        changes.append(
            Place(
                start: range.lowerBound, end: range.upperBound, isPlain: shape.content == .groups,
                hasEntity: shape.hasEntity, personal: personal))
        made.append(nil)
    }

    mutating func record(
        named name: RecordColumn.Name, in bytes: borrowing CanonicalBytes
    ) throws(BatchError) -> Entity {
        switch name {
        case .id(let entity): return entity
        case .made(let place, let sequence):
            return try record(madeAt: sequence, ofLogAt: place, in: bytes)
        case .behind(let place, let distance):
            let horizon = place == 1 ? sequence : contexts[place - 1]
            return try record(madeAt: horizon &- distance, ofLogAt: place, in: bytes)
        }
    }

    private mutating func record(
        madeAt sequence: UInt64, ofLogAt place: Int, in bytes: borrowing CanonicalBytes
    ) throws(BatchError) -> Entity {
        let isHere = place == 1 && sequence >= first
        let dot = Dot(origin: origins[place - 1], sequence: sequence)
        guard let entity = isHere ? made(by: sequence, in: bytes) : resolve(dot) else {
            throw .missingTarget(dot)
        }
        return entity
    }

    /// nil if there is no such change before the present one, or it makes no record.
    private mutating func made(by sequence: UInt64, in bytes: borrowing CanonicalBytes) -> Entity? {
        guard sequence < self.sequence else { return nil }
        let index = Int(sequence - first)
        if let entity = made[index] { return entity }
        made[index] = changes[index].record(in: bytes)
        return made[index]
    }
}

extension BatchRecords.Place {
    /// The record that the change makes, if it makes one.
    fileprivate func record(in bytes: borrowing CanonicalBytes) -> Entity? {
        guard isPlain else {
            let own = bytes.withBytes(in: start..<end) { [UInt8]($0) }
            guard let canonical = try? CanonicalChange(bytes: own) else { return nil }
            let change = Change(canonical, personal: personal)
            return change.createsEntity ? change.entity : nil
        }
        guard !hasEntity else { return nil }
        return bytes.withBytes(in: start..<end) {
            Entity(creatingLeaf: MerkleTree.leaf($0, commitment: personal.commitment))
        }
    }
}
