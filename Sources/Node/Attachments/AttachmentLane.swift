public import Store
public import SyncCore

/// The decisions about attachments between this node and one neighbour, as a value beside `Node` and
/// `Pulls`: events in, effects out, no I/O, no clock of its own.
///
/// It runs only while no log exchange with the neighbour is under way and the last one came to its end.
/// When the next one begins, what is on its way is given up: the other side says at what offset to go on.
public struct AttachmentLane: Sendable {
    /// What a look at the store and the folder shows.
    public struct Survey: Sendable {
        /// What is lacked here, and may be asked for.
        public var lacking: [Job]
        /// Where something is held that the neighbour may lack.
        public var scopes: [Scope]
        /// Bytes that may still go today, either way.
        public var allowance: UInt64

        public init(lacking: [Job] = [], scopes: [Scope] = [], allowance: UInt64 = .max) {
            self.lacking = lacking
            self.scopes = scopes
            self.allowance = allowance
        }
    }

    /// One attachment to be moved, and from where on.
    public struct Job: Hashable, Sendable {
        public enum Way: Hashable, Sendable { case give, fetch }

        public let way: Way
        public let item: AttachmentItem
        public var offset: UInt64

        public init(_ way: Way, _ item: AttachmentItem, from offset: UInt64 = 0) {
            self.way = way
            self.item = item
            self.offset = offset
        }
    }

    /// What went wrong at this end.
    public enum Trouble: Hashable, Sendable {
        /// The line, or an answer that makes no sense.
        case line
        /// The bytes that were to be given are not here after all, or the salt is not.
        case unreadable
        /// What came is not what its name says, and was dropped.
        case mismatch
        /// The disk or the store.
        case disk
    }

    public enum Event: Sendable {
        /// `deadline` has passed.
        case woke
        /// A log exchange with the neighbour has come to its end.
        case opened
        /// One begins, or has failed. Those who wait are told this; they go on waiting where it is nil.
        case closed(telling: AttachmentOutcome?)
        /// Somebody waits for this one.
        case wanted(AttachmentItem, ticket: UInt64)
        /// The neighbour has begun a log exchange of its own, or has one under way.
        case called
        case surveyed(Survey)
        /// What of the neighbour's list can be given.
        case reconciled([Job])
        /// - Parameter milliseconds: how long the request and its answer took.
        case answered(AttachmentAnswer, milliseconds: Int64)
        /// So many bytes of what is fetched are here now.
        case stored(held: UInt64)
        case failed(Trouble)
        case stopped
    }

    public enum Effect: Hashable, Sendable {
        /// Look at store and folder; then report `surveyed`.
        case survey
        /// Ask what the neighbour lacks; then report `answered` or `failed`.
        case list(Scope, after: Hash?)
        /// Compare its list with what is held here; then report `reconciled`.
        case reconcile(Scope, after: Hash?, [AttachmentAnswer.Lack], hasMore: Bool)
        /// Send so many bytes from the job's offset; then report `answered` or `failed`.
        case give(Job, count: Int)
        /// Ask for so many bytes from the job's offset; then report `answered` or `failed`.
        case ask(Job, room: Int)
        /// Store this piece; then report `stored` or `failed`.
        case store(Job, [UInt8])
        /// The neighbour holds it whole now.
        case note(AttachmentItem)
        /// Stop waiting for the answer.
        case giveUp
        /// Tell who waits.
        case report(ticket: UInt64, AttachmentOutcome)
        /// A turn is over; how many went each way, and how many were no good.
        case conclude(Sum)

        /// Whether something goes over the line by it.
        var isRequest: Bool {
            switch self {
            case .list, .give, .ask: true
            case .survey, .reconcile, .store, .note, .giveUp, .report, .conclude: false
            }
        }
    }

    /// What a turn has done.
    public struct Sum: Hashable, Sendable {
        public var given = 0
        public var fetched = 0
        /// Not what their names say, here or there.
        public var mismatched = 0

        public init() {}
    }

    private enum Phase: Hashable, Sendable {
        case closed
        case resting
        case surveying
        case listing(Scope, after: Hash?)
        case reconciling(Scope, after: Hash?)
        case giving(Job, count: Int)
        case asking(Job, room: Int)
        case storing(Job, count: Int)
        case stopped
    }

    private struct List: Hashable, Sendable {
        let scope: Scope
        let after: Hash?
    }

    private struct Wanted: Hashable, Sendable {
        let item: AttachmentItem
        let ticket: UInt64
    }

    private var phase = Phase.closed

    /// What the neighbour was asked for, and has not answered yet.
    var asked: AttachmentItem? {
        guard case .asking(let job, _) = phase else { return nil }
        return job.item
    }

    private var next: Int64 = .max
    /// The other side asked not to be called before.
    private var notBefore: Int64 = .min
    private var pace = AttachmentPace()
    /// Failures of the line since something got through.
    private var failures = 0
    private var allowance: UInt64 = 0
    /// Whose lists are still to be asked for, and from where on.
    private var lists: [List] = []
    private var jobs: [Job] = []
    private var wanted: [Wanted] = []
    /// What is left alone until this time, because trying again would only cost. In the length that its
    /// record says: another record may be right.
    private var shunned: [AttachmentItem: Int64] = [:]
    private var pages = 0
    /// How often the job under way did not get on.
    private var setbacks = 0
    private var sum = Sum()

    /// Milliseconds.
    static let firstBackoff: Int64 = 15_000
    static let longestBackoff: Int64 = 15 * 60_000
    static let shunning: Int64 = 6 * 3_600_000
    /// The same of what the other side does not hold yet.
    static let waiting: Int64 = 15 * 60_000
    /// How long the neighbour's own exchange has the line to itself after each of its requests.
    static let courtesy: Int64 = 2_000
    private static let diskPause: Int64 = 600_000
    private static let mostSetbacks = 3
    /// More of them in one turn are no list of what somebody lacks.
    private static let mostPages = 256

    public init() {}

    /// When to bring `woke` at the latest, monotonic milliseconds.
    public var deadline: Int64 { phase == .resting ? next : .max }

    /// Whether it has nothing to do now, or may not.
    public var isIdle: Bool {
        switch phase {
        case .closed, .resting, .stopped: true
        case .surveying, .listing, .reconciling, .giving, .asking, .storing: false
        }
    }

    /// Whether a request is on its way, or about to be.
    private var isWaiting: Bool {
        switch phase {
        case .listing, .giving, .asking: true
        case .closed, .resting, .surveying, .reconciling, .storing, .stopped: false
        }
    }

    /// Whether somebody waits for one.
    public var isAwaited: Bool { !wanted.isEmpty }

    /// - Parameters:
    ///   - now: monotonic milliseconds.
    ///   - chance: a fresh random number, for jitter.
    public mutating func handle(_ event: Event, now: Int64, chance: UInt64) -> [Effect] {
        switch event {
        case .woke:
            guard phase == .resting, now >= next else { return [] }
            return begin(now)
        case .opened:
            guard phase == .closed || phase == .resting else { return [] }
            return open(now)
        case .closed(let outcome): return close(telling: outcome)
        case .called: return isWaiting ? [.giveUp] + rest(until: now + Self.courtesy) : []
        case .wanted(let item, let ticket): return want(item, ticket, now)
        case .surveyed(let survey):
            guard phase == .surveying else { return [] }
            return take(survey)
        case .reconciled(let gives):
            guard case .reconciling = phase else { return [] }
            jobs += gives.filter { shunned[$0.item] == nil }
            return goOn()
        case .answered(let answer, let milliseconds):
            return heard(answer, milliseconds, now, chance)
        case .stored(let held): return stored(held, now)
        case .failed(let trouble): return fail(trouble, now, chance)
        case .stopped:
            let effects = close(telling: .unreachable)
            phase = .stopped
            return effects
        }
    }
}

// MARK: Beginning and ending

extension AttachmentLane {
    private mutating func begin(_ now: Int64) -> [Effect] {
        shunned = shunned.filter { $0.value > now }
        pages = 0
        phase = .surveying
        return [.survey]
    }

    /// Whoever has said to come back later is not offered a piece before, only to say it again.
    private mutating func open(_ now: Int64) -> [Effect] {
        guard now < notBefore, wanted.isEmpty else { return begin(now) }
        phase = .resting
        next = notBefore
        return []
    }

    private mutating func close(telling outcome: AttachmentOutcome?) -> [Effect] {
        guard phase != .stopped else { return [] }
        let waits = isWaiting
        let ended = conclusion()
        phase = .closed
        jobs = []
        lists = []
        return (waits ? [.giveUp] : []) + ended + (outcome.map { reportAll($0) } ?? [])
    }

    private mutating func want(
        _ item: AttachmentItem, _ ticket: UInt64, _ now: Int64
    ) -> [Effect] {
        guard phase != .stopped else { return [.report(ticket: ticket, .unreachable)] }
        wanted.append(Wanted(item: item, ticket: ticket))
        shunned[item] = nil
        return phase == .resting ? begin(now) : []
    }

    /// What somebody waits for comes first; then the small ones.
    private mutating func take(_ survey: Survey) -> [Effect] {
        allowance = survey.allowance
        lists = survey.scopes.map { List(scope: $0, after: nil) }
        jobs = survey.lacking.filter { shunned[$0.item] == nil }
        for wanted in wanted where !jobs.contains(where: { $0.item == wanted.item }) {
            jobs.append(Job(.fetch, wanted.item))
        }
        return goOn()
    }

    private mutating func goOn() -> [Effect] {
        setbacks = 0
        if let list = lists.popLast() {
            phase = .listing(list.scope, after: list.after)
            return [.list(list.scope, after: list.after)]
        }
        guard let job = nextJob() else { return rest() }
        return start(job)
    }

    private mutating func nextJob() -> Job? {
        let awaited = Set(wanted.map(\.item))
        let best = jobs.indices.min { left, right in
            let (left, right) = (jobs[left], jobs[right])
            let (isLeft, isRight) = (awaited.contains(left.item), awaited.contains(right.item))
            if isLeft != isRight { return isLeft }
            return (left.item.size, left.item.key.name) < (right.item.size, right.item.key.name)
        }
        return best.map { jobs.remove(at: $0) }
    }

    private mutating func start(_ job: Job) -> [Effect] {
        // It has come another way since it was looked for.
        guard job.offset < job.item.size else { return report(job.item, .held) + goOn() }
        let left = Int(min(job.item.size - job.offset, UInt64(pace.piece)))
        let allowed = Int(min(allowance, UInt64(pace.piece)))
        // The end of it, or whole blocks.
        let count =
            left <= allowed ? left : allowed / AttachmentLimits.block * AttachmentLimits.block
        // Told first: to rest with nothing left to do says that it is not there.
        guard count > 0 else { return reportAll(.later) + rest() }
        switch job.way {
        case .give:
            phase = .giving(job, count: count)
            return [.give(job, count: count)]
        case .fetch:
            phase = .asking(job, room: count)
            return [.ask(job, room: count)]
        }
    }

    private mutating func rest(until time: Int64 = .max) -> [Effect] {
        let ended = conclusion()
        phase = .resting
        next = time
        jobs = []
        lists = []
        // Nothing is left to do, so nobody is waited for in vain.
        return ended + (time == .max ? reportAll(.notThere) : [])
    }

    private mutating func conclusion() -> [Effect] {
        defer { sum = Sum() }
        return isIdle || sum == Sum() ? [] : [.conclude(sum)]
    }

    private mutating func report(
        _ item: AttachmentItem, _ outcome: AttachmentOutcome
    ) -> [Effect] {
        let told = wanted.filter { $0.item == item }
        wanted.removeAll { $0.item == item }
        return told.map { .report(ticket: $0.ticket, outcome) }
    }

    private mutating func reportAll(_ outcome: AttachmentOutcome) -> [Effect] {
        defer { wanted = [] }
        return wanted.map { .report(ticket: $0.ticket, outcome) }
    }
}

// MARK: Answers

extension AttachmentLane {
    private mutating func heard(
        _ answer: AttachmentAnswer, _ milliseconds: Int64, _ now: Int64, _ chance: UInt64
    ) -> [Effect] {
        switch phase {
        case .listing(let scope, let after): return listed(answer, scope, after, now, chance)
        case .giving(let job, let count):
            return given(answer, job, count, milliseconds, now, chance)
        case .asking(let job, let room):
            return asked(answer, job, room, milliseconds, now, chance)
        // Late answers are normal.
        case .closed, .resting, .surveying, .reconciling, .storing, .stopped: return []
        }
    }

    private mutating func listed(
        _ answer: AttachmentAnswer, _ scope: Scope, _ after: Hash?, _ now: Int64, _ chance: UInt64
    ) -> [Effect] {
        switch answer {
        case .lacking(let lacks, let hasMore):
            failures = 0
            pages += 1
            // A list that does not go on would never end.
            if let after, let first = lacks.first, first.name <= after {
                return fail(.line, now, chance)
            }
            phase = .reconciling(scope, after: after)
            if hasMore, let last = lacks.last, pages < Self.mostPages {
                lists.append(List(scope: scope, after: last.name))
            }
            return [.reconcile(scope, after: after, lacks, hasMore: hasMore)]
        case .unknown: return goOn()
        case .later(let seconds): return postpone(seconds, now)
        case .standing, .declined: return fail(.line, now, chance)
        }
    }

    private mutating func given(
        _ answer: AttachmentAnswer, _ job: Job, _ count: Int, _ milliseconds: Int64, _ now: Int64,
        _ chance: UInt64
    ) -> [Effect] {
        switch answer {
        case .standing(let total, let held, _):
            guard total == job.item.size, held == total || held.isBlockBoundary else {
                return skip(job, now)
            }
            gotThrough(count, milliseconds)
            guard held < total else {
                sum.given += 1
                return [.note(job.item)] + goOn()
            }
            return goOn(with: job, at: held, now)
        case .unknown: return skip(job, now)
        case .declined(let refusal):
            if refusal == .mismatch { sum.mismatched += 1 }
            return skip(job, now)
        case .later(let seconds): return postpone(seconds, now)
        case .lacking: return fail(.line, now, chance)
        }
    }

    private mutating func asked(
        _ answer: AttachmentAnswer, _ job: Job, _ room: Int, _ milliseconds: Int64, _ now: Int64,
        _ chance: UInt64
    ) -> [Effect] {
        switch answer {
        case .standing(let total, let held, let bytes):
            let end = job.offset + UInt64(bytes.count)
            guard total == job.item.size, held == total, !bytes.isEmpty, bytes.count <= room,
                end <= total, end == total || end.isBlockBoundary
            else {
                let isYetToCome = total == job.item.size && held < total
                return skip(job, now, for: isYetToCome ? Self.waiting : Self.shunning)
            }
            gotThrough(bytes.count, milliseconds)
            phase = .storing(job, count: bytes.count)
            return [.store(job, bytes)]
        case .unknown, .declined: return skip(job, now)
        case .later(let seconds): return postpone(seconds, now)
        case .lacking: return fail(.line, now, chance)
        }
    }

    private mutating func stored(_ held: UInt64, _ now: Int64) -> [Effect] {
        guard case .storing(let job, _) = phase else { return [] }
        guard held < job.item.size else {
            sum.fetched += 1
            return report(job.item, .held) + goOn()
        }
        return goOn(with: job, at: held, now)
    }

    private mutating func gotThrough(_ count: Int, _ milliseconds: Int64) {
        pace.succeeded(bytes: count, milliseconds: milliseconds)
        allowance -= min(allowance, UInt64(count))
        failures = 0
    }

    /// The next piece; or none, where the last one has led nowhere too often.
    private mutating func goOn(with job: Job, at held: UInt64, _ now: Int64) -> [Effect] {
        if held <= job.offset {
            setbacks += 1
            guard setbacks < Self.mostSetbacks else { return skip(job, now) }
        } else {
            setbacks = 0
        }
        var job = job
        job.offset = held
        return start(job)
    }

    private mutating func skip(
        _ job: Job, _ now: Int64, for pause: Int64 = shunning
    ) -> [Effect] {
        shunned[job.item] = now + pause
        return report(job.item, .notThere) + goOn()
    }

    private mutating func postpone(_ seconds: UInt64, _ now: Int64) -> [Effect] {
        let pause = Int64(min(max(seconds, 1), AttachmentLimits.wait)) * 1_000
        notBefore = now + pause
        return rest(until: notBefore) + reportAll(.later)
    }

    private mutating func fail(_ trouble: Trouble, _ now: Int64, _ chance: UInt64) -> [Effect] {
        switch (trouble, phase) {
        case (_, .closed), (_, .resting), (_, .stopped): return []
        case (.unreadable, .giving(let job, _)), (.unreadable, .asking(let job, _)):
            return skip(job, now)
        case (.mismatch, .storing(let job, _)):
            sum.mismatched += 1
            return report(job.item, .mismatch) + skip(job, now)
        case (.disk, _):
            // What was noted in vain stands before the next piece, and that is on its way.
            return (isWaiting ? [.giveUp] : []) + rest(until: now + Self.diskPause)
                + reportAll(.disk)
        case (.line, _), (.unreadable, _), (.mismatch, _):
            pace.failed()
            let pause = min(Self.firstBackoff << Int64(min(failures, 10)), Self.longestBackoff)
            failures += 1
            let spread = pause / 5
            let jitter = Int64(chance % UInt64(2 * spread + 1)) - spread
            return rest(until: now + pause + jitter) + reportAll(.unreachable)
        }
    }
}
