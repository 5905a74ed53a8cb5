import ServiceRecords
import Testing

@Suite struct CitizenNumberTests {
    /// The first two are the examples of GB 11643; the rest are made up.
    static let valid: [(String, String, String, String)] = [
        ("11010519491231002X", "11010519491231002X", "1949-12-31", "2"),
        ("440524188001010014", "440524188001010014", "1880-01-01", "1"),
        ("62010219900307123x", "62010219900307123X", "1990-03-07", "1"),
        ("６２０１０２１９９００３０７１２３Ｘ", "62010219900307123X", "1990-03-07", "1"),
        (" 620102 19880229 1242\u{202C}", "620102198802291242", "1988-02-29", "2"),
        ("'540102197505120047", "540102197505120047", "1975-05-12", "2"),
        ("620102900307123", "620102900307123", "1990-03-07", "1"),
    ]

    @Test(arguments: valid)
    func aNumberSaysBirthDateAndGender(
        text: String, plain: String, birthDate: String, gender: String
    ) throws {
        let number = try CitizenNumber(text)
        #expect(number.text == plain)
        #expect(number.birthDate.description == birthDate)
        #expect(number.gender == gender)
        #expect(number.isOldForm == (plain.count == 15))
    }

    static let invalid: [(String, CitizenNumber.Problem)] = [
        ("", .empty), ("　", .empty),
        ("1.10105E+17", .mangled), ("1.10105e+17", .mangled), ("１.１Ｅ＋１７", .mangled),
        ("110105194912310000.0", .mangled), ("620102199001011000", .mangled),
        ("62010219900307123", .length), ("6201021990030712300", .length), ("1", .length),
        ("E12345678", .character), ("62010219900307X23X", .character), ("无", .character),
        ("62010290030712X", .character),
        ("620102199002291249", .birthDate), ("620102199013011249", .birthDate),
        ("620102900229123", .birthDate), ("620102000000000000", .birthDate),
        ("620102199003071231", .checkCharacter), ("11010519491231003X", .checkCharacter),
    ]

    @Test(arguments: invalid)
    func whatIsWrongHasItsOwnName(text: String, problem: CitizenNumber.Problem) {
        #expect(throws: problem) { try CitizenNumber(text) }
    }

    /// ISO 7064 finds every wrong digit and every exchange of neighbours.
    @Test func everyMistypedDigitIsFound() throws {
        let digits = Array("62010219900307123X")
        for position in digits.indices {
            for digit in "0123456789X" where digit != digits[position] {
                var wrong = digits
                wrong[position] = digit
                #expect(throws: CitizenNumber.Problem.self) { try CitizenNumber(String(wrong)) }
            }
            guard position > 0, digits[position] != digits[position - 1] else { continue }
            var exchanged = digits
            exchanged.swapAt(position, position - 1)
            #expect(throws: CitizenNumber.Problem.self) { try CitizenNumber(String(exchanged)) }
        }
    }

    @Test func theCheckCharacterCanBeMade() {
        #expect(CitizenNumber.checkCharacter(of: "11010519491231002") == "X")
        #expect(CitizenNumber.checkCharacter(of: "44052418800101001") == "4")
        #expect(CitizenNumber.checkCharacter(of: "4405241880010100") == nil)
        #expect(CitizenNumber.checkCharacter(of: "4405241880010100X") == nil)
    }

    static let texts: [(String, String)] = [
        ("请看 62010219900307123X。", "请看 6201**********123X。"),
        ("62010219900307123X62010219900307123X", "6201****************************123X"),
        ("６２０１０２９００３０７１２３", "６２０１*******７１２３"),
        ("13800138000", "13800138000"), ("", ""),
        ("见 620102 19900307\t123X  。", "见 6201************123X  。"),
        ("6\u{200B}2010219900307\u{FE0F}123", "6\u{200B}20**********7\u{FE0F}123"),
        ("2026 03 01, 12", "2026 03 01, 12"), (" x ", " x "),
    ]

    @Test(arguments: texts)
    func numbersAreHiddenWhereverTheyStand(text: String, shown: String) {
        #expect(CitizenNumber.maskingNumbers(in: text) == shown)
    }

    @Test func maskingKeepsOnlyTheEnds() throws {
        #expect(try CitizenNumber("11010519491231002X").masked == "1101**********002X")
        #expect(CitizenNumber.masked("E1234567") == "********")
    }
}
