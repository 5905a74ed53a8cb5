import Yams

/// A YAML text as nodes with marks, also where a key stands twice in one mapping: the parser gives up
/// there, and the rest would be checked only after a correction.
///
/// So the first occurrence is masked (its first letter exchanged for one that nobody uses, which moves no
/// column) and the text is parsed again, as often as there are second occurrences.
struct ComposedText {
    private(set) var root: Node?
    /// Where and why the text is no YAML; `root` is nil then.
    private(set) var breakage: (place: TextPlace?, problem: String)?
    /// The keys that were masked, by place, with their true names.
    private var masked: [TextPlace: String] = [:]

    /// More second occurrences are not worth a parse each, nor is a text that is no configuration.
    private static let mostMasks: UInt32 = 20
    private static let mostBytes = 64 << 10
    private static let firstMask: UInt32 = 0xE000

    init(_ text: String) {
        var text = text
        for number in 0...Self.mostMasks {
            do {
                root = try compose(yaml: text, .basic, .default, .utf8)
                return
            } catch YamlError.duplicatedKeysInMapping(let names, let context) {
                guard let name = names.first, number < Self.mostMasks,
                    text.utf8.count <= Self.mostBytes,
                    let mask = Unicode.Scalar(Self.firstMask + number),
                    let next = Self.mask(text, at: TextPlace(context.mark), with: mask)
                else {
                    breakage = (TextPlace(context.mark), "duplicate key")
                    return
                }
                text = next
                masked[TextPlace(context.mark)] = name
            } catch {
                breakage = Self.breakage(error)
                return
            }
        }
    }

    /// A key's name as it was written; nil for a key that is no word.
    func name(of key: Node) -> String? {
        if let mark = key.mark, let name = masked[TextPlace(mark)] { return name }
        return key.scalar?.string
    }

    /// Exchanges the first letter of the key that begins at `place`.
    private static func mask(
        _ text: String, at place: TextPlace, with mask: Unicode.Scalar
    ) -> String? {
        var scalars = Array(text.unicodeScalars)
        guard var index = Lines.index(of: place, in: scalars) else { return nil }
        if "\"'".unicodeScalars.contains(scalars[index]) { index += 1 }
        guard index < scalars.count, scalars[index].properties.isAlphabetic else { return nil }
        scalars[index] = mask
        var masked = String.UnicodeScalarView()
        masked.append(contentsOf: scalars)
        return String(masked)
    }

    /// The parser's own words are fixed English sentences: nothing of the text is in them.
    private static func breakage(_ error: any Error) -> (TextPlace?, String) {
        guard let error = error as? YamlError else { return (nil, "unknown") }
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return (TextPlace(mark), problem)
        case .reader(let problem, let offset, _, let text):
            return (offset.map { TextPlace(after: $0, in: text) }, problem)
        case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded,
            .duplicatedKeysInMapping:
            return (nil, "unknown")
        }
    }
}
