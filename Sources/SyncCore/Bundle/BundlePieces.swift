/// A bundle as lines of text that fit into QR codes: in the alphabet of their alphanumeric mode, each
/// with its number and a check of its own, in whatever order they are scanned.
public enum BundlePieces {
    /// A line has 950 characters then; a code of version 20 at level M holds 970.
    public static let pieceBytes = 600
    /// Six megabytes; more is for a stick.
    public static let countLimit = 9_999
    public static let bundleTitle = "YZB"

    /// nil for a file that would need too many.
    /// - Parameter title: three letters that say what is in the pieces.
    public static func lines(
        of bundle: [UInt8], title: String = bundleTitle
    ) -> [String]? {
        let count = (bundle.count + pieceBytes - 1) / pieceBytes
        guard (1...countLimit).contains(count) else { return nil }
        let id = Self.id(of: bundle)
        return (0..<count).map { index in
            let start = index * pieceBytes
            let piece = bundle[start..<min(start + pieceBytes, bundle.count)]
            let text = "\(title)/\(id)/\(index + 1)/\(count)/" + QRText.encode(Array(piece))
            return text + "/" + check(text)
        }
    }

    /// Whether a file holds pieces rather than a bundle.
    public static func arePieces(
        _ bytes: some Sequence<UInt8>, title: String = bundleTitle
    ) -> Bool {
        bytes.starts(with: Array("\(title)/".utf8))
    }

    /// Why pieces give no bundle.
    public enum Problem: Error, Equatable, Sendable {
        /// Numbers of lines, from 1, that were not scanned as they were printed.
        case unreadable(lines: [Int])
        case severalBundles
        /// Numbers of pieces, the first hundred, and how many there should be.
        case missing([Int], of: Int)
        /// All pieces are here, and are not what was cut.
        case damaged
    }

    /// Puts pieces together, in any order, each as often as you like.
    public static func bundle(
        from text: String, title: String = bundleTitle
    ) throws(Problem) -> [UInt8] {
        var pieces: [Int: [UInt8]] = [:]
        var unreadable: [Int] = []
        var whole: (id: Substring, count: Int)?
        // Line by line: an array of all of them could be many times the text.
        var rest = text[...]
        var number = 0
        while !rest.isEmpty {
            // A Character takes CRLF for one newline.
            let line = rest.prefix { !$0.isNewline }
            rest = rest[line.endIndex...].dropFirst()
            number += 1
            guard !line.allSatisfy(\.isWhitespace) else { continue }
            guard let piece = Piece(line, title: title) else {
                if unreadable.count < 100 { unreadable.append(number) }
                continue
            }
            guard whole == nil || whole! == (piece.id, piece.count) else { throw .severalBundles }
            whole = (piece.id, piece.count)
            pieces[piece.number] = piece.bytes
        }
        guard let whole else { throw .unreadable(lines: unreadable) }
        let missing = (1...whole.count).filter { pieces[$0] == nil }
        guard missing.isEmpty else { throw .missing(Array(missing.prefix(100)), of: whole.count) }
        let bundle = (1...whole.count).flatMap { pieces[$0] ?? [] }
        guard id(of: bundle) == whole.id else { throw .damaged }
        return bundle
    }

    private static func id(of bundle: [UInt8]) -> String { digits(Hash.sha256(bundle), 8) }

    private static func check(_ text: some StringProtocol) -> String {
        digits(Hash.sha256(Array(text.utf8)), 4)
    }

    private static func digits(_ hash: Hash, _ bytes: Int) -> String {
        Hex.encode(hash.bytes.prefix(bytes)).uppercased()
    }

    private struct Piece {
        let id: Substring
        let number: Int
        let count: Int
        let bytes: [UInt8]

        init?(_ line: Substring, title: String) {
            let line = line.trimmed
            let parts = line.split(separator: "/", maxSplits: 6, omittingEmptySubsequences: false)
            guard parts.count == 6, parts[0] == title, parts[1].utf8.count == 16,
                let number = Int(parts[2]), let count = Int(parts[3]),
                (1...countLimit).contains(count), (1...count).contains(number),
                parts[5] == check(line.dropLast(parts[5].count + 1)),
                let bytes = QRText.decode(parts[4]), (1...pieceBytes).contains(bytes.count)
            else { return nil }
            id = parts[1]
            self.number = number
            self.count = count
            self.bytes = bytes
        }
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        var text = drop(while: \.isWhitespace)
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return text
    }
}
