import Node
import Store
import SyncCore
public import Texts

/// What became of a bundle. Exit 3 where something of it was damaged, waits or was not taken.
public struct BundleImported: Report {
    public static let kind = "BundleImport"
    /// Origin of the node that made it.
    public let sender: String
    public let changes: Int
    /// Changes that were parked before and have joined now.
    public let joined: Int
    /// Entries that its receipts have delivered.
    public let delivered: Int
    public let parkedRuns: Int
    public let parkedChanges: Int
    /// Fixed words: what was turned away, and why.
    public let turnedAway: [TurnedAway]
    /// Logs that the sender holds otherwise.
    public let differing: [String]
    public let damage: BundleDamage
    /// This node goes on under a new origin since.
    public let isRenewed: Bool
    /// Its key is revoked: what it brought is evidence.
    public let isFromRevoked: Bool
    /// It came by a join file that another key had used, and nobody has admitted it: what it brought waits.
    public let isFromUnheard: Bool
    /// This node's own key is revoked.
    public let isRevoked: Bool
    /// The bundle that goes back; null where none was asked for, or none was written.
    public let receipt: Nullable<String>
    /// Why none was written: the code of a problem. What was imported is as it says here all the same.
    public let receiptProblem: Nullable<String>
    private let from: String
    private let words: String
    private let isBelow: Bool
    private let reply: Result<BundleExported, Problem>?

    public struct TurnedAway: Encodable, Sendable, Hashable {
        public let origin: String
        public let reason: String
    }

    private enum CodingKeys: String, CodingKey {
        case sender, changes, joined, delivered, parkedRuns, parkedChanges, turnedAway, differing
        case damage, isRenewed, isFromRevoked, isFromUnheard, isRevoked, receipt, receiptProblem
    }

    init(
        _ unloading: Unloading, _ contents: BundleContents, from: String,
        reply: Result<BundleExported, Problem>?, place: Workplace
    ) {
        sender = unloading.sender?.origin.description ?? ""
        changes = unloading.changes
        joined = unloading.joined
        delivered = unloading.delivered
        parkedRuns = unloading.parked.count
        parkedChanges = unloading.parked.reduce(0) { $0 + $1.changes }
        turnedAway = unloading.turnedAway.map {
            TurnedAway(origin: $0.origin.description, reason: $0.error.word)
        }
        differing = unloading.differing.map(\.origin.description)
        damage = BundleDamage(contents)
        isRenewed = unloading.isRenewed
        isFromRevoked = unloading.isFromRevoked
        isFromUnheard = unloading.isFromUnheard
        isRevoked = unloading.isRevoked
        receipt = Nullable((try? reply?.get())?.file)
        receiptProblem = Nullable(reply?.problem?.code)
        self.from = from
        words = Set(turnedAway.map(\.reason)).sorted().joined(separator: " ")
        isBelow = unloading.sender?.standpoint == .below
        self.reply = reply
    }

    public var exit: ExitStatus {
        damage.isWhole && parkedRuns == 0 && turnedAway.isEmpty && differing.isEmpty
            && !isFromRevoked && !isFromUnheard && !isRevoked && reply?.problem == nil
            ? .done : .partly
    }

    public func text(in language: Language) -> String {
        var lines: [BundleSentence] = [.imported(from: from, changes: changes, joined: joined)]
        if delivered > 0 { lines.append(.delivered(delivered)) }
        if isFromRevoked { lines.append(.fromRevoked) }
        if isFromUnheard { lines.append(.fromUnheard) }
        if isRevoked { lines += [.revoked, .revokedRemedy] }
        if isRenewed { lines.append(.renewed) }
        if parkedRuns > 0 {
            lines += [.parked(runs: parkedRuns, changes: parkedChanges), .parkedRemedy]
        }
        if !turnedAway.isEmpty { lines.append(.turnedAway(words)) }
        if !differing.isEmpty { lines += [.differing(logs: differing.count), .answerRemedy] }
        lines += damage.sentences
        let words = lines.map { Sentence.bundle($0).text(in: language) }
        return (words + replyLines(in: language)).joined(separator: "\n")
    }

    private func replyLines(in language: Language) -> [String] {
        switch reply {
        case nil: []
        case .success(let bundle): [bundle.text(in: language)]
        case .failure(let problem):
            [.bundle(.receiptFailed), problem.message, problem.remedy, .bundle(.receiptRemedy)]
                .compactMap { $0?.text(in: language) }
        }
    }
}

extension Result where Failure == Problem {
    fileprivate var problem: Problem? {
        switch self {
        case .success: nil
        case .failure(let problem): problem
        }
    }
}

/// What of a bundle did not arrive whole.
public struct BundleDamage: Encodable, Sendable, Hashable {
    public let wholeChunks: Int
    /// Places where something stands that is no chunk of it.
    public let damagedPlaces: Int
    /// A hundred at most.
    public let missingChunks: [Int]
    public let isTorn: Bool
    public let isPartTooNew: Bool
    let isWhole: Bool

    private enum CodingKeys: String, CodingKey {
        case wholeChunks, damagedPlaces, missingChunks, isTorn, isPartTooNew
    }

    init(_ contents: BundleContents) {
        let missing = contents.missing
        wholeChunks = contents.whole
        damagedPlaces = contents.damaged
        missingChunks = missing.numbers.map(Int.init)
        isTorn = missing.isTorn
        isPartTooNew = contents.tooNew != nil
        isWhole = contents.isWhole
    }

    var sentences: [BundleSentence] {
        guard !isWhole else { return [] }
        var lines: [BundleSentence] = []
        if damagedPlaces > 0 { lines.append(.damagedPart(whole: wholeChunks)) }
        if isTorn || !missingChunks.isEmpty {
            lines.append(.chunksMissing(missingChunks.map { $0 + 1 }, isTorn: isTorn))
        }
        if isPartTooNew { lines.append(.partTooNew) }
        return lines + [.copyAgain]
    }
}
