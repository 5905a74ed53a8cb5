/// The logs that a frame names, by their places: 1 for the batch's own, then the others as they come.
struct LogPlaces {
    private let own: Origin
    private(set) var others: [Origin] = []
    private var places: [Origin: Int] = [:]

    init(own: Origin) { self.own = own }

    /// The place of a log, which is added if it is new; nil if the frame can name no more.
    mutating func place(of origin: Origin) -> Int? {
        if origin == own { return 1 }
        if let place = places[origin] { return place }
        guard others.count < Limits.frameTable else { return nil }
        others.append(origin)
        places[origin] = others.count + 1
        return others.count + 1
    }

    subscript(place: Int) -> Origin { place == 1 ? own : others[place - 2] }
}
