/// What is said about bundles: files that a courier carries in place of a line.
public enum BundleSentence: Sendable, Hashable {
    // Export
    case exported(file: String, for: BundlePlace, changes: Int, receipts: Int, bytes: Int)
    case piecesWritten(file: String, count: Int)
    case exportCut
    case onlyRevocation
    case carryOn(BundlePlace)
    case tooBigForPieces
    case noLevelAbove
    case nothingImported
    case toNeededRemedy
    case exchangeKeyUnknown
    case exchangeKeyRemedy

    // Import
    case imported(from: String, changes: Int, joined: Int)
    case delivered(Int)
    case parked(runs: Int, changes: Int)
    case parkedRemedy
    case turnedAway(String)
    case differing(logs: Int)
    case answerRemedy
    case damagedPart(whole: Int)
    case chunksMissing([Int], isTorn: Bool)
    case partTooNew
    case renewed
    case fromRevoked
    /// By a join file that another key had used.
    case fromUnheard
    case revoked
    case revokedRemedy
    case receiptFailed
    case receiptRemedy

    // What is no bundle, or not for this node
    case notABundle(String)
    case headerDamaged(String)
    case tooNew(String)
    case wrongRecipient(String, for: BundlePlace)
    case nothingWhole(String)
    case copyAgain
    case bringThere(BundlePlace)
    case stranger(String, origin: String)
    case strangerRemedy
    case enrolmentRefused(String, why: String)
    case suspended
    case suspendedRemedy
    case linesUnreadable(String, [Int])
    case piecesMixed(String)
    case piecesMissing(String, [Int], of: Int)
    case piecesDamaged(String)
    case scanAgain

    // Inspection
    case header(for: BundlePlace, bytes: Int)
    case writtenBy(String, chunks: Int)
    case run(place: String, origin: String, first: UInt64, last: UInt64, state: BundleRunState)
    case alsoReceipts(Int)
    case whole
    case nothingParked
    case parkedRun(place: String, origin: String, first: UInt64, last: UInt64, time: String)

    // Status
    case underWay(Int, since: String)
}

/// Who can open a bundle, seen from here.
public enum BundlePlace: Sendable, Hashable {
    case here
    case above(name: String)
    case station(String)
    /// A key that this node does not know; its first digits.
    case unknown(key: String)
}

/// How a run in a bundle stands to what is held here.
public enum BundleRunState: String, Sendable, Hashable {
    case held, joins, gap
}
