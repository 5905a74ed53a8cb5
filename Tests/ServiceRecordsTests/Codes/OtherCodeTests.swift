import ServiceRecords
import Testing

@Suite struct CreditCodeTests {
    /// Codes of well-known companies, as they publish them.
    static let valid = [
        "914403001922038216", "9144030071526726XG", "91330100799655058B", " 9144030071526726ｘｇ ",
    ]

    @Test(arguments: valid)
    func aPublishedCodeIsValid(text: String) throws {
        #expect(try CreditCode(text).text.count == 18)
    }

    static let invalid: [(String, CreditCode.Problem)] = [
        ("", .empty), ("91440300192203821", .length), ("9144030019220382166", .length),
        ("91440300I922038216", .character), ("91440300192203821O", .character),
        ("914403001922038217", .checkCharacter), ("924403001922038216", .checkCharacter),
        ("914403001922038316", .organisationCheckCharacter),
        ("914403001922038226", .organisationCheckCharacter),
    ]

    @Test(arguments: invalid)
    func whatIsWrongHasItsOwnName(text: String, problem: CreditCode.Problem) {
        #expect(throws: problem) { try CreditCode(text) }
    }
}

@Suite struct DivisionCodeTests {
    static let valid: [(String, DivisionCode.Level, String?)] = [
        ("62", .province, nil), ("6201", .prefecture, "62"), ("620102", .county, "6201"),
        ("620102001", .township, "620102"), ("６２０１０２００１００２", .village, "620102001"),
    ]

    @Test(arguments: valid)
    func theLengthIsTheLevel(text: String, level: DivisionCode.Level, parent: String?) throws {
        let code = try #require(DivisionCode(text))
        #expect(code.level == level)
        #expect(code.parent?.digits == parent)
    }

    @Test(arguments: ["", "6", "620", "62010", "6201020", "62010200100", "62010a", "6201020010020"])
    func anotherLengthIsNoCode(text: String) {
        #expect(DivisionCode(text) == nil)
    }

    @Test func aDivisionContainsWhatBeginsWithIt() throws {
        let city = try #require(DivisionCode("6201"))
        let street = try #require(DivisionCode("620102001"))
        #expect(city.contains(street) && city.contains(city))
        #expect(!street.contains(city))
    }

    static let padded = [
        ("620102001000", "620102001"), ("620102000000", "620102"), ("620000", "62"),
        ("620102001", "620102001"), ("429004000", "429004"),
    ]

    @Test(arguments: padded)
    func paddingSaysNothing(text: String, code: String) throws {
        #expect(try #require(DivisionCode(text)).withoutPadding.digits == code)
    }

    static let types: [(String, DivisionCode.TownshipType?)] = [
        ("620102001", .street), ("620102101", .town), ("620102201", .township),
        ("620102301", .township), ("620102401", .equivalent), ("620102901", nil), ("620102", nil),
    ]

    @Test(arguments: types)
    func theSeventhDigitIsTheType(text: String, type: DivisionCode.TownshipType?) throws {
        #expect(try #require(DivisionCode(text)).townshipType == type)
    }
}

@Suite struct PhoneNumberTests {
    static let valid = [
        ("13800138000", "13800138000", "138****8000"),
        ("１３８ ００１３ ８０００", "13800138000", "138****8000"),
        ("\u{202D}+86 138-0013-8000\u{202C}", "13800138000", "138****8000"),
        ("0931-8888888", "09318888888", "093****8888"), ("8888888", "8888888", "***8888"),
        ("+97714411740", "+97714411740", "+97*****1740"),
    ]

    @Test(arguments: valid)
    func aNumberIsItsDigits(text: String, digits: String, masked: String) throws {
        let number = try #require(PhoneNumber(text))
        #expect(number.text == digits)
        #expect(number.masked == masked)
    }

    @Test(arguments: ["", "1380013800", "138001380000", "12800138000", "1.38E+10", "无", "110"])
    func somethingElseIsNone(text: String) {
        #expect(PhoneNumber(text) == nil)
    }
}
