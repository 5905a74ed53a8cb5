import ServiceRecords

/// Persons who do not exist: the n-th of a seed, always the same.
///
/// Their citizens' numbers are valid in form and nobody's: no area of China begins with 99. Their
/// telephone numbers begin with 140, which is given to no person. No two persons of one seed share
/// either, however many stations they are spread over.
struct GeneratedPeople {
    private let seed: UInt64
    private let firstNumber: Int
    private let firstPhone: Int

    private static let firstBirthDay = LocalDay(year: 1946, month: 1, day: 1)
    /// 1946-01-01 to 2007-12-31.
    private static let birthDays = 22_645
    private static let orders = 1_000
    private static let phones = 100_000_000

    init(seed: UInt64) {
        var chance = SplitMix64(seed: seed, stream: "numbers")
        self.seed = seed
        firstNumber = chance.below(Self.birthDays * Self.orders)
        firstPhone = chance.below(Self.phones)
    }

    struct Person {
        let name: String
        let idNumber: String
        let phone: String
    }

    func person(_ index: Int) -> Person {
        var chance = SplitMix64(seed: seed &+ UInt64(index), stream: "person")
        let number = idNumber(index)
        let isWoman = number.order.isMultiple(of: 2)
        let surname = chance.pick(GeneratedWords.surnames)
        let given = chance.pick(isWoman ? GeneratedWords.womensNames : GeneratedWords.mensNames)
        let second =
            chance.below(10) < 7
            ? chance.pick(isWoman ? GeneratedWords.womensNames : GeneratedWords.mensNames) : ""
        let phone = (firstPhone + index) % Self.phones
        return Person(
            name: surname + given + second, idNumber: number.text,
            phone: "140" + Self.digits(phone, 8))
    }

    /// Consecutive numbers walk through the birth days in large steps: 7,919 and 22,645 have no
    /// common factor, so each pair of day and order occurs once.
    private func idNumber(_ index: Int) -> (text: String, order: Int) {
        let number = (firstNumber + index) % (Self.birthDays * Self.orders)
        let day = (Self.firstBirthDay ?? LocalDay(daysSinceEpoch: 0))
            .adding(days: number % Self.birthDays * 7_919 % Self.birthDays)
        let order = number / Self.birthDays
        let head =
            "990102" + Self.digits(day.year, 4) + Self.digits(day.month, 2)
            + Self.digits(day.day, 2) + Self.digits(order, 3)
        let check = CitizenNumber.checkCharacter(of: head) ?? "X"
        return (head + String(check), order)
    }

    static func digits(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }
}
