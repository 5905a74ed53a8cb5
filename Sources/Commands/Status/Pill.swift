import Node
import ServiceRecords
import Store
import Texts

/// The one line about delivery that stands on every page: a function of receipts, open items and the
/// last tries. The tries choose words only; a dead line never makes a record undelivered, nor a live
/// one delivered.
struct Pill: Sendable, Hashable {
    enum State: String, Sendable {
        case delivered, pending, unreachable, attention, unknown, highest
    }

    /// So many tries have to fail before the screen says that the county cannot be reached.
    private static let patience = 2

    let state: State
    private let delivery: Delivery
    private let line: LineState
    private let trouble: String?
    private let word: WordFromAbove
    private let isDamaged: Bool

    /// - Parameter isDamaged: whether changes are damaged here that nobody else has.
    init(
        _ delivery: Delivery, _ line: LineState, trouble: String? = nil,
        word: WordFromAbove = WordFromAbove(), isDamaged: Bool = false
    ) {
        self.delivery = delivery
        self.line = line
        self.trouble = trouble
        self.word = word
        self.isDamaged = isDamaged
        state = Self.state(
            delivery, line,
            isDisturbed: trouble != nil || word.needsYou > 0 || isDamaged)
    }

    /// What needs somebody here.
    var needsYou: Int {
        delivery.needsYou + (trouble == nil ? 0 : 1) + word.needsYou + (isDamaged ? 1 : 0)
    }

    private static func state(
        _ delivery: Delivery, _ line: LineState, isDisturbed: Bool
    ) -> State {
        if delivery.needsYou > 0 || isDisturbed { return .attention }
        if delivery.isHighestLevel { return .highest }
        if delivery.pending == 0, delivery.head > 0 { return .delivered }
        if !line.hasExchanged, delivery.receiptTime == nil {
            return line.failures < patience ? .unknown : .unreachable
        }
        if delivery.pending == 0 { return .delivered }
        return line.failures < patience ? .pending : .unreachable
    }

    /// The line itself, and what stands under it.
    var sentences: [NodeSentence] { [headline] + details }

    private var headline: NodeSentence {
        switch state {
        case .highest: .highestLevel
        case .attention:
            .needsYou(needsYou)
        case .delivered: .allDelivered
        case .pending: .pending(delivery.pending)
        case .unreachable: .unreachableKept(delivery.pending)
        case .unknown: .neverInContact(delivery.pending)
        }
    }

    private var details: [NodeSentence] {
        var details: [NodeSentence] = []
        if delivery.conflicts > 0 { details.append(.conflictsOpen(delivery.conflicts)) }
        if delivery.unsettled > 0 { details.append(.unsettled(delivery.unsettled)) }
        if delivery.erasures > 0 { details.append(.erasuresOpen(delivery.erasures)) }
        if let trouble { details.append(.trouble(trouble)) }
        details += word.sentences(pending: delivery.pending)
        if let time = delivery.receiptTime {
            details.append(.confirmed(at: CivilTime.local(time * 1_000)))
        }
        if line.failures >= Self.patience, let since = line.failingSince {
            details.append(.unreachableSince(CivilTime.local(since)))
        } else if line.failures > 0, let time = line.lastTry, let result = line.lastResult {
            details.append(.lastTry(at: CivilTime.local(time), words: result))
        }
        if let hold = line.hold {
            let until = CivilTime.local(hold.until)
            switch hold.reason {
            case .window: details.append(.heldByWindow(until: until))
            case .budget: details.append(.heldByBudget(until: until))
            }
        }
        return details
    }
}
