import Foundation

/// Names as people compare them: 王 芳, 王芳 and ⾼兴, 高兴 are one name each, and so are `Ｚｈａｏ` and `zhao`.
public enum PersonName {
    /// Without blanks, points between the parts of a name, and differences of width, case and form.
    public static func folded(_ name: String) -> String {
        String(plain(name).filter { !isBetweenParts($0) })
    }

    /// Whether both are names, and the same.
    public static func isSame(_ one: String?, _ other: String?) -> Bool {
        guard let one, let other else { return false }
        let name = folded(one)
        return !name.isEmpty && name == folded(other)
    }

    /// Whether a text says a name. Characters decide, so a name is not seen where they begin a place's name
    /// (和平路 is not 和平, 安宁区 not 安宁) or a longer word (王建国际学校, 李明明家), nor, where it is a word of
    /// everyday's, 高兴 say, inside others (老人们很高兴).
    public static func stands(_ name: String, in text: String) -> Bool {
        let name = Array(folded(name))
        guard name.count > 1 else { return false }
        // Where characters of a name stand apart, only what may stand between them does.
        let characters = Array(plain(text))
        return characters.indices.contains { start in
            guard let end = end(of: name, in: characters, from: start) else { return false }
            return isMeant(name, start..<end, in: characters)
        }
    }

    private static func plain(_ text: String) -> String {
        PlainText.halfWidth(text.precomposedStringWithCompatibilityMapping).lowercased()
    }

    private static func isBetweenParts(_ character: Character) -> Bool {
        "·•‧・∙.-—–‐‑'’_*".contains(character) || PlainText.compact(String(character)).isEmpty
    }

    private static func end(
        of name: [Character], in text: [Character], from start: Int
    ) -> Int? {
        guard text[start] == name[0] else { return nil }
        var place = start + 1
        for character in name.dropFirst() {
            while place < text.count, isBetweenParts(text[place]) { place += 1 }
            guard place < text.count, text[place] == character else { return nil }
            place += 1
        }
        return place
    }

    private static func isMeant(
        _ name: [Character], _ place: Range<Int>, in text: [Character]
    ) -> Bool {
        let isWord = words.contains(String(name))
        let before = place.lowerBound > 0 ? text[place.lowerBound - 1] : nil
        let behind = place.upperBound < text.count ? text[place.upperBound] : nil
        guard isChinese(name[0]) else {
            // zhao is not in zhaoxing.
            return !(before?.isLetter == true && !isChinese(before))
                && !(behind?.isLetter == true && !isChinese(behind))
        }
        guard let behind, isChinese(behind) else { return !isWord || !isChinese(before) }
        let rest = String(text[place.upperBound...].prefix(2))
        if titles.contains(where: rest.hasPrefix) { return true }
        if isWord || places.contains(behind) || behind == name.last { return false }
        return !compounds.contains(String([name[name.count - 1], behind]))
    }

    private static func isChinese(_ character: Character?) -> Bool {
        guard let scalar = character?.unicodeScalars.first else { return false }
        return scalar.properties.isIdeographic
    }

    /// With what the name of a place goes on.
    private static let places: Set<Character> = [
        "区", "县", "市", "镇", "乡", "村", "路", "街", "巷", "社", "桥", "湖", "河", "园", "苑", "楼", "州", "省",
    ]
    /// What people are called behind their names.
    private static let titles = [
        "同志", "老师", "先生", "女士", "师傅", "阿姨", "叔叔", "奶奶", "爷爷", "大爷", "大妈", "大娘", "医生", "主任", "书记",
        "家",
    ]
    /// Names that are words as well.
    private static let words: Set<String> = [
        "高兴", "安宁", "和平", "平安", "安康", "健康", "幸福", "文明", "光明", "向阳", "东方", "建设", "建国", "国庆", "安静",
        "安全", "明亮", "平静", "平凡", "平等", "方便", "方正", "温暖", "温馨", "安心", "金山", "金秋", "白雪", "阳光", "常青",
        "长青", "常年", "年年", "时光", "云海", "万里", "江山", "江南", "江北", "秦岭", "成功", "成长", "马路", "马上", "高原",
        "高山", "高峰", "高明", "石头", "石门", "山水", "水清", "关心", "关爱", "祝福", "连心", "连续", "强大", "坚强", "何时",
        "伍佰", "陆续", "包容", "易行", "乐乐", "爱心", "党员", "曾经", "周到", "周末", "周年", "项目", "于是", "应急", "和谐",
    ]
    /// Words that begin with a character in which names end.
    private static let compounds: Set<String> = [
        "国际", "国家", "国庆", "国内", "国道", "国旗", "国学", "明天", "明年", "平时", "平方", "平台", "文化", "文明", "文件",
        "文艺", "文体", "生活", "生产", "学校", "学生", "学习", "民族", "民警", "民政", "民众", "军人", "军属", "新村", "新区",
    ]
}
