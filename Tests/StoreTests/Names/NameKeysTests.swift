import Foundation
import SyncCore
import Testing

@testable import Store

@Suite struct NameKeysTests {
    static let initials: [(name: String, typed: [String], not: [String])] = [
        ("张晓明", ["z", "zx", "zxm"], ["xm", "m", "zm", "zxmm"]),
        ("欧阳修", ["oyx", "oy", "ouyang", "xiu", "ouyangxiu"], ["ou", "yang"]),
        ("张三", ["zhang", "san", "zhangsan"], ["zhan", "zhangs"]),
        ("吕绿", ["ll", "lv", "lu", "lyu", "lvlv", "lulu"], ["x"]),
        ("买买提·艾力", ["mmtal", "mmt", "al", "a", "maimaiti", "aili", "maimaitiaili"], ["mta"]),
        ("買買提", ["mmt"], []),
        ("张　三", ["zs", "zhangsan"], []),
        ("李Mary", ["l", "li", "mary", "ma"], ["lm", "ary"]),
        ("José Núñez", ["jose", "nunez", "n"], ["osé"]),
        ("O’Neil", ["oneil", "o"], ["neil"]),
    ]

    @Test(arguments: initials)
    func `a name is found by what is typed for it, and by nothing else`(
        name: String, typed: [String], not: [String]
    ) {
        for word in typed { #expect(fits(word, name), "\(word)") }
        for word in not { #expect(!fits(word, name), "\(word)") }
    }

    /// Surname, and every reading under which it is looked for.
    static let surnames: [(String, String)] = [
        ("单", "shan dan"), ("曾", "zeng ceng"), ("解", "xie jie"), ("仇", "qiu chou"),
        ("区", "ou qu"), ("查", "zha cha"), ("乐", "yue le"), ("盖", "ge gai"), ("朴", "piao pu"),
        ("任", "ren"), ("华", "hua"), ("翟", "zhai di"), ("缪", "miao mou"), ("覃", "qin tan"),
        ("种", "chong zhong"), ("折", "she zhe"), ("黑", "he hei"), ("秘", "bi mi"),
        ("冼", "xian"), ("员", "yun yuan"), ("繁", "po fan"), ("那", "na"), ("过", "guo"),
        ("葛", "ge"), ("宁", "ning"), ("尹", "yin"), ("尉", "wei yu"), ("石", "shi"),
        ("召", "shao zhao"), ("沈", "shen"), ("薄", "bo bao"), ("隗", "wei kui"), ("车", "che ju"),
        ("都", "du dou"), ("祭", "zhai ji"), ("费", "fei bi"), ("佴", "nai"), ("乜", "nie"),
        ("贲", "ben"), ("长", "zhang chang"), ("谌", "chen shen"), ("牟", "mou mu"),
        ("万俟", "moqi"), ("尉迟", "yuchi"), ("长孙", "zhangsun"), ("单于", "chanyu"),
        ("澹台", "tantai"), ("令狐", "linghu"),
    ]

    @Test(arguments: surnames)
    func `a surname is found under each of its readings`(surname: String, readings: String) {
        for reading in readings.split(separator: " ").map(String.init) {
            #expect(fits(reading, surname + "建国"), "\(reading)")
            #expect(fits(reading + "jianguo", surname + "建国"), "\(reading)")
        }
    }

    @Test func `other readings give other initials`() {
        for typed in ["djg", "sjg"] { #expect(fits(typed, "单建国"), "\(typed)") }
        for typed in ["mqjg", "mqj"] { #expect(fits(typed, "万俟建国"), "\(typed)") }
    }

    @Test(arguments: ["张", "晓", "明", "张晓", "晓明", "张晓明"])
    func `Han characters are found anywhere in a name`(typed: String) {
        #expect(fits(typed, "张晓明"))
        #expect(!fits(typed, "李四"))
        #expect(!fits("张明", "张晓明"))
    }

    @Test(arguments: ["买买提·艾力", "买买提艾力", "买买提・艾力", "提艾", "艾力", "买买提.艾力"])
    func `dots in a name mean nothing`(typed: String) {
        #expect(fits(typed, "买买提·艾力"))
        #expect(fits(typed, "买买提•艾力"))
    }

    @Test func `Tibetan is found by its syllables`() {
        let name = "བཀྲ་ཤིས་དོན་གྲུབ"
        for typed in ["བཀྲ", "ཤིས", "བཀྲ་ཤིས", "དོན་", "བཀྲ་ཤིས་དོན་གྲུབ", "གྲུབ།", "ཤིས\u{F0C}དོན"] {
            #expect(fits(typed, name), "\(typed)")
        }
        #expect(!fits("བཀ", name))
        #expect(!fits("ཉི", name))
        // One vowel sign, or the two that it is made of.
        #expect(fits("\u{F40}\u{F73}", "\u{F40}\u{F71}\u{F72}"))
    }

    @Test(arguments: ["ZXM", "ｚｘｍ", " zxm ", "ＺＸＭ"])
    func `case, width and blanks are folded`(typed: String) { #expect(fits(typed, "张晓明")) }

    @Test(arguments: ["محەممەت", "Мұхаммед", "김민수", "ꆈꌠ"])
    func `a name in any script is found by its beginning`(name: String) {
        #expect(fits(name, name))
        #expect(fits(String(name.prefix(1)), name))
    }

    @Test func `a text without letters finds nobody`() {
        for text in ["", " ", "·", "—", "%", "_", "*", "\u{200B}", "' OR 1=1 --"] {
            #expect(!fits(text, "张三"), "\(text)")
        }
    }

    private func fits(_ typed: String, _ name: String) -> Bool {
        let person = SoughtPerson(card(name))
        let search = VolunteerSearch(typed)
        guard !search.isEmpty else { return false }
        let isFitting = search.readings.contains { $0.allSatisfy { $0.fits(person) } }
        // What fits stands under every term of the search: otherwise the index would hide it.
        let terms = Set(NameKeys(name).terms)
        let isIndexed = search.readings.contains { words in
            words.allSatisfy { word in
                word.fits(person) && word.pieces.flatMap(\.terms).allSatisfy(terms.contains)
            }
        }
        #expect(isFitting == isIndexed, "\(typed) in \(name)")
        return isFitting
    }

    private func card(_ name: String) -> VolunteerCard { .sample(name: name) }
}

@Suite struct TermIndexTests {
    /// Names with everything that can be met in one.
    static let names = [
        "张晓明", "张三", "王", "欧阳修", "万俟单乐", "买买提·艾力·买买提", "单曾解仇区查乐盖朴万", "བཀྲ་ཤིས་ཉི་མ",
        "Aisha bint-Ahmad",
        "李Mary Ann", "阿依努尔·Aynur", "王芳2", "𠮷野家", "张\u{E0100}三", "Zhangxiaomingxiaoming",
    ]

    /// The index may name too many, never too few.
    @Test func `whoever fits stands under every term of the search`() {
        var fitting = 0
        for name in Self.names {
            let person = SoughtPerson(.sample(name: name, idNumber: "11010519491231002X"))
            let terms = Set(NameKeys(name).terms + [NameTerm(.ending, "002X")])
            for piece in Self.everythingSought where piece.fits(person) {
                fitting += 1
                #expect(piece.terms.allSatisfy(terms.contains), "\(piece) in \(name)")
            }
        }
        #expect(fitting > 500)
    }

    /// What is asked for when somebody types any part of any name, or of what it is spelled by.
    private static let everythingSought: Set<NamePiece> = {
        var all: Set<String> = ["002X", "1231002X", "02X", "49-1231-002x"]
        for name in names {
            let texts = [name] + NameKeys(name).words.map(\.text)
            for text in texts {
                let characters = Array(text)
                for start in characters.indices {
                    for end in start..<min(characters.count, start + 14) {
                        all.insert(String(characters[start...end]))
                    }
                }
            }
        }
        return Set(all.flatMap { VolunteerSearch($0).readings.flatMap { $0.flatMap(\.pieces) } })
    }()

    /// Tokens depend on these: whoever corrects a reading raises the number of the derivation.
    @Test func `nearly every Han character has readings, in plain letters, and none twice`() {
        var unreadable = 0
        for value in UInt32(0x4E00)...0x9FFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let readings = HanReadings.readings(of: scalar)
            if readings.isEmpty { unreadable += 1 }
            #expect(Set(readings).count == readings.count)
            #expect(readings.allSatisfy { $0.utf8.allSatisfy { (97...122).contains($0) } })
        }
        #expect(unreadable < 100)
        #expect(HanReadings.readings(of: "明") == ["ming"])
        #expect(HanReadings.readings(of: "A").isEmpty)
        #expect(HanReadings.readings(of: "🙂").isEmpty)
    }
}

extension VolunteerCard {
    static func sample(name: String, idNumber: String? = nil) -> VolunteerCard {
        let entity = SeededRandomness(1).identifier() as Entity
        return VolunteerCard(
            entity: entity, scope: SeededRandomness(2).identifier(), name: name, nameAlt: nil,
            gender: nil, birthDate: nil, idType: nil, idNumber: idNumber, phones: [],
            residenceArea: nil, volunteerNumber: nil, serviceArea: nil, serviceCategories: [],
            standing: nil, isVoided: false, conflicts: [])
    }
}
