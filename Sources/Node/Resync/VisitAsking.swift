import SyncCore

/// What a node that is visited asks for again of its level above: the words go with each answer, and the
/// next request gives. Nothing of it outlives the process; the next visit begins with what is missing then.
struct VisitAsking: Sendable {
    private var wants: Wants
    /// Requests in a row that have given nothing: the first of a visit cannot know what was asked for in the
    /// one before, and there may be nobody who listens.
    private var misses = 0

    /// nil where nothing is asked for.
    init?(_ wants: [Want]) {
        guard !wants.isEmpty else { return nil }
        self.wants = Wants(wants)
    }

    /// Whether there is nothing more to ask, or nobody gives it.
    var isOver: Bool { wants.open.isEmpty || misses >= Wants.patience }

    /// What the next answer says.
    var words: [Message.TurnedAway] { wants.words }

    /// Parts what was asked for out of a request, and takes note of it.
    mutating func take(_ request: inout Message) -> [Run] {
        let (again, rest) = wants.parted(request.runs)
        var noted = wants
        if noted.note(request) {
            wants = noted
            misses = 0
        } else {
            misses += 1
            // Not given twice: what else is wanted of that log comes next.
            if misses == Wants.patience - 1 { wants = noted }
        }
        request.runs = rest
        return again
    }
}
