import CQRencode

/// A QR code (ISO/IEC 18004): text in the alphanumeric mode, error correction M, of the smallest version that
/// holds it. Any reader gives the text back as it was, which is not so for bytes: readers guess their encoding.
public struct QRSymbol: Hashable, Sendable {
    /// Modules on a side, 21…177; without the margin of four that belongs around it.
    public let width: Int
    private let rows: [[Bool]]

    /// nil for an empty text, one with other characters than digits, capital letters and " $%*+-./:", and one
    /// beyond 3,391 of them.
    public init?(_ text: String) {
        guard let input = QRinput_new2(0, QR_ECLEVEL_M) else { return nil }
        defer { QRinput_free(input) }
        let bytes = Array(text.utf8)
        guard QRinput_append(input, QR_MODE_AN, CInt(bytes.count), bytes) == 0,
            let code = QRcode_encodeInput(input)
        else { return nil }
        defer { QRcode_free(code) }
        let side = Int(code.pointee.width)
        guard let modules = code.pointee.data else { return nil }
        width = side
        rows = (0..<side).map { y in (0..<side).map { modules[y * side + $0] & 1 == 1 } }
    }

    /// Whether a module is dark; both from 0, from the left and from above.
    public subscript(x: Int, y: Int) -> Bool { rows[y][x] }

    /// As a picture with its margin, one unit a module; it takes the width that it is given.
    public var svg: String {
        let margin = 4
        let side = width + 2 * margin
        let path = rows.enumerated().map { y, row in
            Self.runs(of: row).map {
                "M\($0.lowerBound + margin) \(y + margin)h\($0.count)v1H\($0.lowerBound + margin)z"
            }
            .joined()
        }.joined()
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(side) \(side)" \
            shape-rendering="crispEdges"><path fill="#fff" d="M0 0h\(side)v\(side)H0z"/>\
            <path d="\(path)"/></svg>
            """
    }

    /// Dark modules next to each other.
    private static func runs(of row: [Bool]) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        for x in row.indices where row[x] {
            if let last = runs.last, last.upperBound == x {
                runs[runs.count - 1] = last.lowerBound..<x + 1
            } else {
                runs.append(x..<x + 1)
            }
        }
        return runs
    }
}
