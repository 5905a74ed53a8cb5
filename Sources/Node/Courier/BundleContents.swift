public import Authority
public import SyncCore

/// The chunks of a bundle that this node can open, one after the other, each proved to its sender. That is
/// the same for all of them: whose the first is decides.
///
/// Bounded by one chunk, whatever the file claims; what is damaged is counted and passed over.
public struct BundleContents {
    /// A chunk that is whole.
    public struct Opened: Sendable {
        public let enrolment: EnrolmentRequest?
        public let message: Message
        /// Whose key the sender says to have revoked; nil where it says nothing of the kind.
        let revoked: Origin?
    }

    /// Bytes that belong to no chunk which opens, or places of a chunk.
    public private(set) var damaged = 0
    /// Chunks that opened, each number once.
    public private(set) var whole = 0
    /// Of these, the ones whose content could be read.
    public private(set) var opened = 0
    /// The format of a message that this program does not know; nil where there was none.
    public private(set) var tooNew: UInt8?
    private var numbers: Set<UInt32> = []
    private var sender: Origin?
    private var end: UInt32?
    private let header: BundleHeader
    private let opener: BundleOpener
    private var scanner: BundleScanner
    private var isAtEnd = false
    private var reader: BundleReader

    public init(_ header: BundleHeader, opener: BundleOpener, _ reader: BundleReader) {
        self.header = header
        self.opener = opener
        self.reader = reader
        scanner = BundleScanner(header)
    }

    /// The numbers that are missing between the first and the last of which is known, a hundred at most;
    /// whether the end is missing, too.
    public var missing: (numbers: [UInt32], isTorn: Bool) {
        let last = end ?? numbers.max().map { $0 + 1 } ?? 0
        var missing: [UInt32] = []
        var number: UInt32 = 0
        while number < last, missing.count < 100 {
            if !numbers.contains(number) { missing.append(number) }
            number += 1
        }
        return (missing, end == nil)
    }

    /// Whether every chunk was here, and nothing else.
    public var isWhole: Bool {
        damaged == 0 && tooNew == nil && missing.numbers.isEmpty && !missing.isTorn
    }

    /// nil behind the last.
    public mutating func next() -> Opened? {
        while true {
            switch scanner.next(isAtEnd: isAtEnd) {
            case .frame(let frame):
                if let opened = open(frame) { return opened }
            case .damage: damaged += 1
            case nil:
                guard !isAtEnd else { return nil }
                let piece = reader.next()
                isAtEnd = piece.isEmpty
                scanner.feed(piece)
            }
        }
    }

    private mutating func open(_ frame: BundleFrame) -> Opened? {
        guard let plain = opener.open(frame), let chunk = try? BundleChunk(bytes: plain) else {
            damaged += 1
            return nil
        }
        // Another file's copy of a chunk that was here changes nothing.
        guard !numbers.contains(frame.number) else { return nil }
        do throws(MessageError) {
            let message = try Message(bytes: chunk.message)
            let enrolment = try? EnrolmentRequest(bytes: chunk.enrolment)
            // A bundle is in no exchange: a link of the chain in it would break the next one.
            guard message.chain == nil, message.origin == sender ?? message.origin,
                let key = Self.key(of: message, enrolment),
                chunk.isSigned(
                    by: key, number: frame.number, isLast: frame.isLast, in: header)
            else {
                damaged += 1
                return nil
            }
            note(frame)
            opened += 1
            sender = message.origin
            return Opened(
                enrolment: enrolment, message: message,
                revoked: RevocationNotice.origin(in: chunk.enrolment))
        } catch {
            if case .unsupportedVersion(let version) = error {
                tooNew = version
                note(frame)
            } else {
                damaged += 1
            }
            return nil
        }
    }

    private mutating func note(_ frame: BundleFrame) {
        numbers.insert(frame.number)
        if frame.isLast { end = frame.number + 1 }
        whole += 1
    }

    /// A key names its origin by itself, so it does not matter where in the message it stands.
    private static func key(of message: Message, _ enrolment: EnrolmentRequest?) -> [UInt8]? {
        let keys =
            message.keys + message.lineage.map(\.publicKey)
            + [enrolment?.publicKey].compactMap(\.self)
        return keys.first { Origin(publicKey: $0) == message.origin }
    }
}
