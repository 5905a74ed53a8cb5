/// Looks for anchors and aliases before anything is parsed: nested, they unfold without bound.
///
/// No anchor is missed; a quoted text may be taken for one, and no value of ours needs it.
enum AnchorScan {
    private static let before = Set(" \t[{,:?-\"'".unicodeScalars)
    private static let most = 20

    static func places(in text: String) -> [TextPlace] {
        guard text.utf8.contains(where: { $0 == 0x26 || $0 == 0x2A }) else { return [] }
        var places: [TextPlace] = []
        for (number, line) in Lines.split(Array(text.unicodeScalars)).enumerated() {
            for index in uncommented(line).indices where isAnchor(at: index, in: line) {
                places.append(TextPlace(line: number + 1, column: index - line.startIndex + 1))
                if places.count == most { return places }
            }
        }
        return places
    }

    /// The line as far as its comment. In a line with quotes a # may be text: it is taken whole.
    private static func uncommented(
        _ line: ArraySlice<Unicode.Scalar>
    ) -> ArraySlice<Unicode.Scalar> {
        if line.contains("\"") || line.contains("'") { return line }
        let comment = line.indices.first { index in
            line[index] == "#"
                && (index == line.startIndex || " \t".unicodeScalars.contains(line[index - 1]))
        }
        return line[..<(comment ?? line.endIndex)]
    }

    private static func isAnchor(at index: Int, in line: ArraySlice<Unicode.Scalar>) -> Bool {
        guard line[index] == "&" || line[index] == "*" else { return false }
        return index == line.startIndex || before.contains(line[index - 1])
    }
}
