/// Why a row of a file was not taken: one cell of it, and what is wrong there.
///
/// It has no words in it: the catalogue of texts has a sentence and a remedy for each reason.
public struct CellProblem: Error, Hashable, Sendable {
    /// The line of the file on which the row begins, from 1.
    public let row: Int
    /// The header above the cell as the file has it; the standard header where it has none.
    public let column: String
    /// What stands there, at most 80 characters; citizens' numbers are masked.
    public let value: String
    public let reason: Reason

    public init(row: Int, column: String, value: String, reason: Reason) {
        self.row = row
        self.column = column
        self.value = value
        self.reason = reason
    }

    /// The raw value is the key under which the texts stand.
    public enum Reason: String, Error, Hashable, Sendable, CaseIterable {
        // Any cell
        /// It must not be empty. Fill it in.
        case missing
        /// Longer than the column allows. Shorten it.
        case tooLong = "too-long"
        /// Characters that no one types (control characters). Type the cell again.
        case controlCharacter = "control-character"
        /// What all can read of the volunteer says who it is. Say it without the name.
        case namesVolunteer = "names-volunteer"
        /// A citizen's number or a mobile telephone in what all who hold the record can read, for ever. Take
        /// it out.
        case holdsNumber = "holds-number"
        /// There is more in the row than columns. A comma in a text wants quotation marks.
        case surplusCell = "surplus-cell"
        /// Neither a code nor a name of the list. Use one of the list's.
        case unknownCode = "unknown-code"
        /// More than four service categories. Keep the four that matter most.
        case tooManyCodes = "too-many-codes"
        /// Not a division's code (2, 4, 6, 9 or 12 digits). Compare with the list of divisions.
        case divisionCode = "division-code"
        /// Not a level from 0 to 3.
        case divisionLevel = "division-level"

        // Persons
        /// A spreadsheet turned the number into `1.10105E+17`; its end is lost. Format the column
        /// as text and type the number again from the source.
        case numberMangled = "number-mangled"
        /// Not 18 characters (or 15 of the old form). Count them against the card.
        case numberLength = "number-length"
        /// Something else than digits and a final X. Check it; for another document fill in 证件类型.
        case numberCharacter = "number-character"
        /// Digits 7–14 are no day of the calendar. Compare with the card.
        case numberBirthDate = "number-birth-date"
        /// The check character is wrong: a digit was mistyped. Compare with the card.
        case numberCheckCharacter = "number-check-character"
        /// 性别 is another than the number says. Correct whichever is wrong.
        case genderContradicts = "gender-contradicts"
        /// 出生日期 is another than the number says. Correct whichever is wrong.
        case birthDateContradicts = "birth-date-contradicts"
        /// Nobody who serves was born then: before 1850, or years after today. Look for a mistyped year.
        case birthDateImplausible = "birth-date-implausible"
        /// Not a date. Write it as `1990-01-31`.
        case dateUnreadable = "date-unreadable"
        /// The calendar has no such day, or the day no such time. Correct it.
        case noSuchTime = "no-such-time"
        /// Not a telephone number. Count the digits.
        case phone
        /// Nothing says who served. Fill in one of 证件号码, 志愿者编号, 手机号, 姓名.
        case noVolunteer = "no-volunteer"

        // Service
        /// Not a time. Write it as `2026-03-01 09:00`.
        case timeUnreadable = "time-unreadable"
        /// A day without a time of day. Write it as `2026-03-01 09:00`.
        case timeMissing = "time-missing"
        /// The end is not after the start. Look for exchanged cells or a wrong day.
        case endNotAfterStart = "end-not-after-start"
        /// More than 24 hours from start to end. Write one row for each day.
        case intervalOverADay = "interval-over-a-day"
        /// Not a number of hours. Write it as `2.5`.
        case hoursUnreadable = "hours-unreadable"
        /// Zero hours or less. Correct it, or take the row out.
        case hoursNotPositive = "hours-not-positive"
        /// More than 24 hours. Write one row for each day.
        case hoursOverADay = "hours-over-a-day"
        /// More hours than lie between start and end. Correct the hours or the times.
        case hoursLongerThanInterval = "hours-longer-than-interval"
        /// The row crosses midnight and its hours are fewer than its interval: nobody can tell on
        /// which day they were given. Write one row for each day.
        case hoursAcrossMidnight = "hours-across-midnight"
        /// 审核人 is 记录人. Name another person, or leave it empty: the record then awaits approval.
        case approverIsRecorder = "approver-is-recorder"
        /// 审核人 is the volunteer. Name another person, or leave it empty.
        case approverIsVolunteer = "approver-is-volunteer"
    }
}

/// What a person should know about a row that was taken.
public struct CellNote: Hashable, Sendable {
    /// The line of the file on which the row begins, from 1.
    public let row: Int
    /// The header above the cell as the file has it; the standard header where it has none.
    public let column: String
    public let kind: Kind

    public init(row: Int, column: String, kind: Kind) {
        self.row = row
        self.column = column
        self.kind = kind
    }

    /// The raw value is the key under which the texts stand.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Not given, shown as 待认证 until somebody fills it in. Hinders nothing.
        case unverified
        /// A 15-digit number, which nothing vouches for. Look at the card at the next visit.
        case oldNumber = "old-number"
        /// A birth date after today: it, or the PC's clock, is wrong.
        case birthDateInTheFuture = "birth-date-in-the-future"
        /// Under 14: a guardian's consent is needed before the profile becomes active.
        case underFourteen = "under-fourteen"
        /// Something the rules want on a record (民政部令67号 Art 7) is not given.
        case incomplete
        /// Ends after the PC's present: it, or the PC's clock, is wrong. The record is marked.
        case inTheFuture = "in-the-future"
        /// More than 12 hours on one day.
        case longDay = "long-day"
        /// Divided at midnight into one record for each day.
        case dividedAtMidnight = "divided-at-midnight"
        /// No 审核人: the record awaits approval.
        case awaitsApproval = "awaits-approval"
        /// 记录人 has the volunteer's name: nobody records their own service.
        case recorderIsVolunteer = "recorder-is-volunteer"
    }
}

/// What became of one row: a value, with notes, or everything that is wrong with it.
public enum RowReading<Value: Sendable>: Sendable {
    case taken(Value, notes: [CellNote])
    case rejected([CellProblem])
}

extension RowReading: Equatable where Value: Equatable {}
