/// One direction of one connection: what was taken from one end and has not yet come out at the other.
struct Passage {
    struct Piece {
        var bytes: ArraySlice<UInt8>
        let arrival: Int64
    }

    let from: Int32
    let to: Int32
    /// Bytes taken so far.
    var taken = 0
    private(set) var pieces: [Piece] = []
    private var lastArrival: Int64 = 0
    /// The one end has said that it will say no more, and when that arrives.
    private(set) var end: Int64?
    /// The other end has been told so.
    var isShut = false

    init(from: Int32, to: Int32) {
        self.from = from
        self.to = to
    }

    /// Bytes of one connection arrive in order, whatever was lost before them.
    mutating func append(_ bytes: ArraySlice<UInt8>, arriving time: Int64) {
        lastArrival = max(lastArrival, time)
        taken += bytes.count
        pieces.append(Piece(bytes: bytes, arrival: lastArrival))
    }

    mutating func finish(arriving time: Int64) { end = max(lastArrival, time) }

    /// Drops what came out.
    mutating func dropFirst(_ count: Int) {
        guard let first = pieces.first else { return }
        if count >= first.bytes.count {
            pieces.removeFirst()
        } else {
            pieces[0].bytes = first.bytes.dropFirst(count)
        }
    }

    var isOver: Bool { isShut && pieces.isEmpty }

    /// When there is something to do here by itself.
    var next: Int64 { pieces.first?.arrival ?? (isShut ? .max : end ?? .max) }
}

/// A caller and the one who is called.
struct RelayedConnection {
    let number: Int
    let opened: Int64
    var up: Passage
    var down: Passage
    /// When chance takes it, and after how many bytes.
    let death: Int64
    let fatalByte: Int?
    /// When it is cut: what was taken before has arrived by then.
    var cut: Int64 = .max
    /// One of its ends has broken it off: nothing that the line has done.
    var wasReset = false
    /// The caller has asked, and nothing of the answer was taken yet.
    var awaitsAnswer = false

    subscript(direction: LineDirection) -> Passage {
        get { direction == .up ? up : down }
        set { if direction == .up { up = newValue } else { down = newValue } }
    }

    var isOver: Bool { up.isOver && down.isOver }
}
