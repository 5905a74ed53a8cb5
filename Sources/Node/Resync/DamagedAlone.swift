public import Store

/// Changes that are damaged here and that nobody who was asked has whole, as a repair has found them last.
/// What lies behind one of them in a log is not delivered.
public struct DamagedAlone: Hashable, Sendable {
    static let settingName = "damaged-alone"
    /// More are only counted.
    private static let limit = 20

    /// Origin and sequence of the first of them.
    public let places: [String]
    public let count: Int

    init(_ places: [String]) {
        self.places = Array(places.prefix(Self.limit))
        count = places.count
    }

    /// None where no repair has ended like that.
    /// - Throws: `StoreError`.
    public init(of store: Store) throws {
        let words = try store.setting(Self.settingName)?.split(separator: " ") ?? []
        places = words.dropFirst().map(String.init)
        count = words.first.flatMap { Int($0) } ?? 0
    }

    var text: String {
        count == 0 ? "" : (["\(count)"] + places).joined(separator: " ")
    }
}
