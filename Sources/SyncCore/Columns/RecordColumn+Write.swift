extension RecordColumn {
    /// Writes a column straight, or through a dictionary, as promises to become smaller.
    ///
    /// - Parameters:
    ///   - names: of the different records in `list`.
    ///   - horizons: up to where each value's author knew the log that its name speaks of.
    static func write(
        _ list: RecordList, names: [Name], horizons: [UInt64], to columns: inout ColumnBytes
    ) {
        guard !list.values.isEmpty else { return }
        let straight = Plan(list, names, horizons, isListed: names.map { $0.sequence == nil })
        let isListed = [Bool](repeating: true, count: names.count)
        let listed = Plan(list, names, horizons, isListed: isListed)
        (listed.cost < straight.cost ? listed : straight).write(to: &columns)
    }

    /// One way to write a column, and what it would cost.
    private struct Plan {
        private let dictionary: [Name]
        private var places: [Int64] = []
        private var absolute: [Int64] = []
        private var distances: [Int64] = []
        private var numbers: [Int64] = []
        private let isDistance: Bool
        let cost: Double

        /// - Parameter isListed: of the different records, which go into the dictionary.
        init(_ list: RecordList, _ names: [Name], _ horizons: [UInt64], isListed: [Bool]) {
            // By place and sequence, so that small differences are left; then ids as they first occur.
            let order = names.indices.filter { isListed[$0] }.sorted {
                (names[$0].rank, names[$0].sequence ?? 0, $0)
                    < (names[$1].rank, names[$1].sequence ?? 0, $1)
            }
            dictionary = order.map { names[$0] }
            var placeInDictionary = [Int64](repeating: 0, count: names.count)
            for (place, number) in order.enumerated() { placeInDictionary[number] = Int64(place) }
            for (value, horizon) in zip(list.values, horizons) {
                if isListed[value] {
                    places.append(0)
                    numbers.append(placeInDictionary[value])
                } else if let sequence = names[value].sequence {
                    places.append(Int64(names[value].place))
                    absolute.append(Int64(bitPattern: sequence))
                    distances.append(Int64(bitPattern: horizon &- sequence))
                }
            }
            let (far, near) = (NumberColumn.cost(of: absolute), NumberColumn.cost(of: distances))
            isDistance = near < far
            cost =
                min(far, near) + NumberColumn.cost(of: places) + NumberColumn.cost(of: numbers)
                + NumberColumn.cost(of: dictionary.sequences)
                + Double(Entity.byteCount * dictionary.count { $0.sequence == nil })
        }

        func write(to columns: inout ColumnBytes) {
            columns.writer.varint(dictionary.count)
            NumberColumn.write(dictionary.map { Int64($0.place) }, to: &columns)
            NumberColumn.write(dictionary.sequences, to: &columns)
            columns.seam()
            for case .id(let entity) in dictionary { columns.writer.identifier(entity) }
            columns.seam()
            NumberColumn.write(places, to: &columns)
            if !absolute.isEmpty { columns.writer.flag(isDistance) }
            NumberColumn.write(isDistance ? distances : absolute, to: &columns)
            NumberColumn.write(numbers, to: &columns)
        }
    }
}

extension RecordColumn.Name {
    /// 0 for an id.
    fileprivate var place: Int {
        switch self {
        case .id: 0
        case .made(let place, _), .behind(let place, _): place
        }
    }

    fileprivate var rank: Int { place == 0 ? Int.max : place }

    fileprivate var sequence: UInt64? {
        if case .made(_, let sequence) = self { sequence } else { nil }
    }
}

extension [RecordColumn.Name] {
    fileprivate var sequences: [Int64] {
        compactMap { $0.sequence.map(Int64.init(bitPattern:)) }
    }
}
