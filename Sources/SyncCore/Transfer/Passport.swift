/// 转移凭证: what a volunteer carries from one station to the next. The release, with what shows that it
/// counts, everything that it rests on and that may have reached nobody yet, and the profile, which only
/// the taker can open (docs/TRANSFER.md). A file, or lines for QR codes.
public struct Passport: Hashable, Sendable {
    public let taker: Scope
    /// For people; what counts is in the warrants.
    public let takerCode: String
    public let giverCode: String
    public let giverName: String
    /// The release first, then what it rests on.
    public let warrants: [[UInt8]]
    /// The personal part of the release.
    public let profile: PersonalPart?
    /// What the giver's county had signed for of the log in which the release stands: so much was delivered
    /// before. nil where nothing was.
    public let receipt: Receipt?

    public init(
        taker: Scope, takerCode: String, giverCode: String, giverName: String,
        warrants: [[UInt8]], profile: PersonalPart?, receipt: Receipt? = nil
    ) {
        self.receipt = receipt
        self.taker = taker
        self.takerCode = takerCode
        self.giverCode = giverCode
        self.giverName = giverName
        self.warrants = warrants
        self.profile = profile
    }

    /// Why bytes are no passport. Nothing was taken.
    public enum Flaw: Error, Hashable, Sendable {
        case notAPassport
        case newerVersion
        /// The file ends too early.
        case incomplete(have: Int, of: Int)
        /// It is whole, and is not what was written.
        case altered
        /// Numbers of codes that were not scanned.
        case missingPieces([Int], of: Int)
        /// Numbers of lines, from 1, that are no code as it was printed.
        case unreadablePieces([Int])
        case mixedPieces
    }

    private static let magic = Array("YZPASS".utf8)
    /// The second has a receipt at its end.
    private static let versions: ClosedRange<UInt8> = 1...2
    private static let headBytes = 6 + 1 + 4
    private static let checkBytes = 16
    private static let textBytes = 256
    /// A file beyond this is none.
    public static let maxBytes = 1 << 20
    public static let pieceTitle = "YZP"

    /// Magic, version, the length of everything, the content, and a check over all before it.
    public var bytes: [UInt8] {
        var content = ByteWriter()
        content.identifier(taker)
        content.text(takerCode)
        content.text(giverCode)
        content.text(giverName)
        content.varint(warrants.count)
        for warrant in warrants { content.blob(warrant) }
        content.flag(profile != nil)
        if let profile {
            content.raw(profile.salt)
            content.blob(profile.payload)
        }
        if let receipt { content.text(receipt.note) }
        var writer = ByteWriter()
        writer.raw(Self.magic)
        writer.byte(receipt == nil ? Self.versions.lowerBound : Self.versions.upperBound)
        writer.bigEndian(
            UInt32(clamping: Self.headBytes + content.bytes.count + Self.checkBytes))
        writer.raw(content.bytes)
        writer.raw(Hash.sha256(writer.bytes).bytes.prefix(Self.checkBytes))
        return writer.bytes
    }

    public init(bytes: [UInt8]) throws(Flaw) {
        guard bytes.starts(with: Self.magic) else { throw .notAPassport }
        guard bytes.count >= Self.headBytes else {
            throw .incomplete(have: bytes.count, of: Self.headBytes)
        }
        let version = bytes[Self.magic.count]
        guard Self.versions.contains(version) else { throw .newerVersion }
        let length = bytes[(Self.magic.count + 1)..<Self.headBytes]
            .reduce(0) { $0 << 8 | Int($1) }
        guard bytes.count >= length else { throw .incomplete(have: bytes.count, of: length) }
        let end = bytes.count - Self.checkBytes
        guard bytes.count == length, end >= Self.headBytes,
            bytes.count <= Self.maxBytes,
            Array(bytes[end...])
                == Array(Hash.sha256(Array(bytes[..<end])).bytes.prefix(Self.checkBytes))
        else { throw .altered }
        do throws(MalformedBytes) {
            self = try Self.content(
                Array(bytes[Self.headBytes..<end]),
                hasReceipt: version == Self.versions.upperBound)
        } catch { throw .altered }
    }

    private static func content(
        _ bytes: [UInt8], hasReceipt: Bool
    ) throws(MalformedBytes) -> Passport {
        var reader = ByteReader(bytes)
        let taker = try reader.identifier(Scope.self)
        let takerCode = try reader.text(atMost: textBytes)
        let giverCode = try reader.text(atMost: textBytes)
        let giverName = try reader.text(atMost: textBytes)
        let count = try reader.varint(in: 1...TransferWord.warrantLimit)
        var warrants: [[UInt8]] = []
        for _ in 0..<count {
            warrants.append(try reader.blob(atMost: Limits.changeBytes))
        }
        var profile: PersonalPart?
        if try reader.flag() {
            profile = try PersonalPart(
                salt: reader.raw(PersonalPart.saltBytes),
                payload: reader.blob(atMost: Limits.personalBytes))
        }
        var receipt: Receipt?
        if hasReceipt {
            let start = reader.position
            guard let note = try? Receipt(note: reader.text(atMost: Limits.noteBytes)) else {
                throw MalformedBytes(.unknownForm, at: start)
            }
            receipt = note
        }
        try reader.finish()
        return Passport(
            taker: taker, takerCode: takerCode, giverCode: giverCode, giverName: giverName,
            warrants: warrants, profile: profile, receipt: receipt)
    }

    /// Whether there is no receipt, or it is one over the log in which the release stands, by whoever opened
    /// the giver's scope.
    /// - Parameter founder: the key that is known to have opened it.
    public func isReceiptGood(founder: [UInt8]) -> Bool {
        guard let receipt else { return true }
        guard let release = warrants.first.flatMap({ try? Warrant(bytes: $0) }) else {
            return false
        }
        return release.founderKey == founder && release.isReceipted(by: receipt)
    }

    /// Lines for QR codes, without the receipt: somebody has to scan one code less. nil for one that would need
    /// too many.
    public var lines: [String]? {
        let paper = Passport(
            taker: taker, takerCode: takerCode, giverCode: giverCode, giverName: giverName,
            warrants: warrants, profile: profile)
        return BundlePieces.lines(of: paper.bytes, title: Self.pieceTitle)
    }
}
