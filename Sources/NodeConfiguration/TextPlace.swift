import Yams

/// A place in a text: line and column from 1, in scalars.
struct TextPlace: Hashable {
    let line: Int
    let column: Int

    init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    init(_ mark: Mark) { self.init(line: mark.line, column: mark.column) }

    /// - Parameter characters: so many stand before it.
    init(after characters: Int, in text: String) {
        let lines = Lines.split(Array(text.prefix(max(0, characters)).unicodeScalars))
        self.init(line: lines.count, column: (lines.last?.count ?? 0) + 1)
    }
}

/// Lines and columns as the YAML parser counts them.
enum Lines {
    /// YAML 1.1 §5.4.
    static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0A, 0x0D, 0x85, 0x2028, 0x2029: true
        default: false
        }
    }

    /// Where a place is in the text; nil beyond its end.
    static func index(of place: TextPlace, in scalars: [Unicode.Scalar]) -> Int? {
        let lines = split(scalars)
        guard lines.indices.contains(place.line - 1) else { return nil }
        let index = lines[place.line - 1].startIndex + place.column - 1
        return scalars.indices.contains(index) ? index : nil
    }

    /// The lines without their breaks; CRLF is one break.
    static func split(_ scalars: [Unicode.Scalar]) -> [ArraySlice<Unicode.Scalar>] {
        var lines: [ArraySlice<Unicode.Scalar>] = []
        var start = 0
        for (index, scalar) in scalars.enumerated() where isBreak(scalar) {
            let isSecondHalf = scalar == "\n" && index > 0 && scalars[index - 1] == "\r"
            if !isSecondHalf { lines.append(scalars[start..<index]) }
            start = index + 1
        }
        lines.append(scalars[start...])
        return lines
    }
}
