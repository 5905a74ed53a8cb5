import Foundation

/// Names as people compare them: 王 芳, 王芳 and ⾼兴, 高兴 are one name each, and so are `Ｚｈａｏ` and `zhao`.
public enum PersonName {
    /// Without blanks, points between the parts of a name, and differences of width, case and form.
    public static func folded(_ name: String) -> String {
        PlainText.compact(name.precomposedStringWithCompatibilityMapping).lowercased()
            .filter { !"·•‧・∙.-—–‐‑'’".contains($0) }
    }

    /// Whether both are names, and the same.
    public static func isSame(_ one: String?, _ other: String?) -> Bool {
        guard let one, let other else { return false }
        let name = folded(one)
        return !name.isEmpty && name == folded(other)
    }
}
