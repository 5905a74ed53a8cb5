internal import Store
internal import SyncCore

/// What a store has promised so far, kept outside it: the acknowledged changes of each log byte for
/// byte, and what was under way since.
struct Ledger {
    /// A transaction that was begun and not acknowledged.
    private struct Attempt {
        var origin: Origin?
        var changes: [[UInt8]] = []
        var setting: (name: String, value: String)?
    }

    private(set) var logs: [Origin: [[UInt8]]] = [:]
    private var settings: [String: String] = [:]
    /// Since the last that was acknowledged. Any one may be there after a reopening, whole: an error
    /// says that nothing is promised, not that nothing reached the disk.
    private var attempts: [Attempt] = []
    /// The state digest that was seen over logs of these lengths; lengths are enough, what they hold is
    /// compared by itself.
    private var digests: [[Origin: Int]: String] = [:]

    func length(of origin: Origin) -> Int { logs[origin]?.count ?? 0 }

    var changeCount: Int { logs.values.reduce(0) { $0 + $1.count } }

    /// These changes follow what is promised of a log, if the transaction that is open succeeds.
    mutating func begin(_ changes: [[UInt8]], of origin: Origin) {
        attempts.append(Attempt(origin: origin, changes: changes))
    }

    mutating func begin(setting name: String, _ value: String) {
        attempts.append(Attempt(setting: (name, value)))
    }

    /// What was begun last is promised from now on.
    mutating func acknowledge() {
        guard let done = attempts.last else { return }
        if let origin = done.origin { logs[origin, default: []] += done.changes }
        if let (name, value) = done.setting { settings[name] = value }
        attempts = []
    }

    /// Compares a store with what was promised.
    ///
    /// - Parameter isReopened: whether something that was under way may be there; then it is promised,
    ///   too: it has been seen. A process that lives on after an error must show nothing of it.
    /// - Throws: `Violation`.
    mutating func compare(with view: StoreView, isReopened: Bool) throws {
        let allowed = isReopened ? attempts : []
        for origin in Set(logs.keys).union(attempts.compactMap(\.origin)).sorted() {
            let found = try view.canonicalBytes(of: origin, in: PreparedStation.scope)
            let promised = logs[origin] ?? []
            guard found.starts(with: promised) else {
                throw found.count < promised.count
                    ? Violation.lost(found: found.count, promised: promised.count)
                    : Violation.altered
            }
            let rest = Array(found[promised.count...])
            guard
                rest.isEmpty
                    || allowed.contains(where: { $0.origin == origin && $0.changes == rest })
            else { throw Violation.invented(rest.count) }
            logs[origin] = found
        }
        for name in Set(settings.keys).union(attempts.compactMap(\.setting?.name)).sorted() {
            let found = try view.setting(name)
            let isAttempt = allowed.contains { $0.setting.map { $0 == (name, found) } ?? false }
            guard found == settings[name] || isAttempt else { throw Violation.settingLost }
            settings[name] = found
        }
        if isReopened { attempts = [] }
    }

    /// Whether each log is a beginning of what was written to it.
    func begins(with view: StoreView) throws -> Bool {
        try Set(logs.keys).union(attempts.compactMap(\.origin)).allSatisfy { origin in
            let found = try view.canonicalBytes(of: origin, in: PreparedStation.scope)
            let promised = logs[origin] ?? []
            return promised.starts(with: found)
                || attempts.contains { promised + $0.changes == found && $0.origin == origin }
        }
    }

    /// Remembers the state over the present logs, or compares it with what was remembered.
    mutating func compare(digest: String) throws {
        let lengths = logs.mapValues(\.count)
        guard digests[lengths, default: digest] == digest else { throw Violation.otherState }
        digests[lengths] = digest
    }
}

private func == (left: (name: String, value: String), right: (String, String?)) -> Bool {
    left.name == right.0 && left.value == right.1
}
