import Node

/// Who is above whom among simulated nodes. The first has nobody above it; whoever is above stands before
/// whoever is below.
struct MovesTree: Hashable, Sendable {
    struct Place: Hashable, Sendable {
        let role: NodeRole
        let code: String
        /// The place of the level above; nil for the highest.
        let above: Int?
    }

    private(set) var places: [Place] = []

    var stations: [Int] { places.indices.filter { places[$0].role == .station } }

    /// How many levels there are.
    var height: Int { places.indices.map { depth(of: $0) }.max() ?? 0 }

    private func depth(of place: Int) -> Int {
        places[place].above.map { depth(of: $0) + 1 } ?? 1
    }

    private mutating func add(_ role: NodeRole, _ code: String, above: Int?) -> Int {
        places.append(Place(role: role, code: code, above: above))
        return places.count - 1
    }

    private mutating func addCounties(_ stations: [Int], code: String, above: Int) {
        for (county, count) in stations.enumerated() {
            let code = "\(code)0\(county + 2)"
            let place = add(.county, code, above: above)
            for station in 0..<count {
                _ = add(.station, "\(code)00\(station + 1)", above: place)
            }
        }
    }

    /// A city over counties.
    /// - Parameter stations: of each county.
    static func city(_ stations: [Int]) -> MovesTree {
        var tree = MovesTree()
        let city = tree.add(.city, "6201", above: nil)
        tree.addCounties(stations, code: "6201", above: city)
        return tree
    }

    /// Provinces under what carries between them, each over counties.
    static func provinces(_ count: Int, counties: Int, stations: Int) -> MovesTree {
        var tree = MovesTree()
        let top = tree.add(.province, "00", above: nil)
        for province in 0..<count {
            let code = "6\(province + 1)"
            let place = tree.add(.province, code, above: top)
            tree.addCounties(
                Array(repeating: stations, count: counties), code: "\(code)01", above: place)
        }
        return tree
    }

    /// Mostly a city with two to four stations; in every twentieth seed all tiers: three provinces with two
    /// counties each and three stations in each of those.
    static func of(seed: UInt64) -> MovesTree {
        guard !seed.isMultiple(of: 20) else {
            return provinces(3, counties: 2, stations: 3)
        }
        return switch seed % 4 {
        case 0: city([2, 2])
        case 1: city([1, 1])
        case 2: city([2])
        default: city([2, 1])
        }
    }
}
