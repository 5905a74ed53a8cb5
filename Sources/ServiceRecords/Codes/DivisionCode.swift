/// The code of an administrative division (行政区划代码): 2 digits for a province, 4 a prefecture,
/// 6 a county, 9 a township (GB/T 10114), 12 a village.
///
/// Codes change with every reform, and lists differ: a code describes a place, it is never a key.
public struct DivisionCode: Hashable, Sendable, CustomStringConvertible {
    /// How far down the tree a code reaches.
    public enum Level: Int, Sendable, CaseIterable, Comparable {
        case province, prefecture, county, township, village

        public static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }

        /// How many there are in a code without padding.
        public var digits: Int {
            switch self {
            case .province: 2
            case .prefecture: 4
            case .county: 6
            case .township: 9
            case .village: 12
            }
        }
    }

    /// What the seventh digit of a township's code says.
    public enum TownshipType: Sendable {
        /// 街道, 镇, 乡, and what is only managed like a township (类似乡级单位).
        case street, town, township, equivalent
    }

    public let digits: String
    public let level: Level

    /// Nil unless the text is 2, 4, 6, 9 or 12 digits; full-width digits are understood.
    public init?(_ text: String) {
        let digits = PlainText.compact(text)
        guard digits.utf8.allSatisfy({ (48...57).contains($0) }),
            let level = Level.allCases.first(where: { $0.digits == digits.utf8.count })
        else { return nil }
        self.digits = digits
        self.level = level
    }

    /// The division one level up, by the digits; nil for a province.
    public var parent: DivisionCode? {
        guard let above = Level(rawValue: level.rawValue - 1) else { return nil }
        return DivisionCode(String(digits.prefix(above.digits)))
    }

    /// Whether `other` is this division or lies within it, by the digits.
    public func contains(_ other: DivisionCode) -> Bool {
        other.digits.hasPrefix(digits)
    }

    /// The shortest code for the same place: `620102001000` is the township 620102001,
    /// `620000` the province 62.
    public var withoutPadding: DivisionCode {
        guard let parent, digits.dropFirst(parent.digits.count).allSatisfy({ $0 == "0" }) else {
            return self
        }
        return parent.withoutPadding
    }

    /// The kind of township; nil above and for the digits 6 to 9, which mean nothing known.
    public var townshipType: TownshipType? {
        guard level >= .township else { return nil }
        switch digits.dropFirst(6).first {
        case "0": return .street
        case "1": return .town
        case "2", "3": return .township
        case "4", "5": return .equivalent
        default: return nil
        }
    }

    public var description: String { digits }
}
