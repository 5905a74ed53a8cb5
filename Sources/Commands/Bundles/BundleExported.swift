import Store
import SyncCore
public import Texts

/// What a bundle that was written has in it.
public struct BundleExported: Report {
    public static let kind = "BundleExport"
    public let file: String
    /// The lines for QR codes; null where none were asked for.
    public let pieces: Nullable<Pieces>
    public let scope: String
    public let changes: Int
    public let runs: Int
    public let receipts: Int
    public let chunks: Int
    public let bytes: Int
    /// Whether something that was written here is damaged, so that not all of it is in the bundle.
    public let isCut: Bool
    /// It says that keys are revoked, and nothing else: the station has no PC that is spoken with.
    public let isOnlyRevocation: Bool
    private let recipient: BundlePlace

    public struct Pieces: Encodable, Sendable, Hashable {
        public let file: String
        public let count: Int
    }

    private enum CodingKeys: String, CodingKey {
        case file, pieces, scope, changes, runs, receipts, chunks, bytes, isCut, isOnlyRevocation
    }

    init(
        _ bundle: CarriedBundle, file: String, pieces: (file: String, count: Int)?, bytes: Int,
        for recipient: BundlePlace, isOnlyRevocation: Bool = false
    ) {
        self.file = file
        self.pieces = Nullable(pieces.map { Pieces(file: $0.file, count: $0.count) })
        scope = bundle.scope.description
        changes = bundle.changes
        runs = bundle.runs
        receipts = bundle.receipts
        chunks = bundle.chunks
        self.bytes = bytes
        isCut = bundle.isCut
        self.isOnlyRevocation = isOnlyRevocation
        self.recipient = recipient
    }

    public var exit: ExitStatus { isCut ? .partly : .done }

    public func text(in language: Language) -> String {
        var lines: [BundleSentence] = [
            .exported(
                file: file, for: recipient, changes: changes, receipts: receipts, bytes: bytes)
        ]
        if let pieces = pieces.value {
            lines.append(.piecesWritten(file: pieces.file, count: pieces.count))
        }
        if isCut { lines.append(.exportCut) }
        if isOnlyRevocation { lines.append(.onlyRevocation) }
        lines.append(.carryOn(recipient))
        return lines.map { Sentence.bundle($0).text(in: language) }.joined(separator: "\n")
    }
}
