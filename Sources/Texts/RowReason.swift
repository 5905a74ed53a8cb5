/// Why a row of a file was not taken, as the catalogue knows it: one case for each reason of a cell,
/// and those that show only against what the node holds already. The raw value is what programs read.
public enum RowReason: String, Sendable, Hashable, CaseIterable {
    case missing
    case tooLong = "too-long"
    case controlCharacter = "control-character"
    case holdsNumber = "holds-number"
    case surplusCell = "surplus-cell"
    case unknownCode = "unknown-code"
    case tooManyCodes = "too-many-codes"
    case divisionCode = "division-code"
    case divisionLevel = "division-level"
    case numberMangled = "number-mangled"
    case numberLength = "number-length"
    case numberCharacter = "number-character"
    case numberBirthDate = "number-birth-date"
    case numberCheckCharacter = "number-check-character"
    case genderContradicts = "gender-contradicts"
    case birthDateContradicts = "birth-date-contradicts"
    case birthDateImplausible = "birth-date-implausible"
    case dateUnreadable = "date-unreadable"
    case noSuchTime = "no-such-time"
    case phone
    case noVolunteer = "no-volunteer"
    case timeUnreadable = "time-unreadable"
    case timeMissing = "time-missing"
    case endNotAfterStart = "end-not-after-start"
    case intervalOverADay = "interval-over-a-day"
    case hoursUnreadable = "hours-unreadable"
    case hoursNotPositive = "hours-not-positive"
    case hoursOverADay = "hours-over-a-day"
    case hoursLongerThanInterval = "hours-longer-than-interval"
    case hoursAcrossMidnight = "hours-across-midnight"
    case approverIsRecorder = "approver-is-recorder"
    case approverIsVolunteer = "approver-is-volunteer"

    /// Nobody here is meant by the row.
    case unknownVolunteer = "unknown-volunteer"
    /// Several persons here may be meant.
    case ambiguousVolunteer = "ambiguous-volunteer"
    /// What the row says of the person is not what stands here of them.
    case volunteerContradicts = "volunteer-contradicts"
    /// What all can read says who the volunteer is.
    case namesVolunteer = "names-volunteer"
    /// The volunteer has another record at that time.
    case overlapsRecord = "overlaps-record"
    /// An earlier row of the file has the volunteer at that time.
    case overlapsRow = "overlaps-row"

    /// What is wrong.
    public func message(in language: Language) -> String {
        switch language {
        case .zh: chinese.message
        case .en: english.message
        }
    }

    /// What to do about it.
    public func remedy(in language: Language) -> String {
        switch language {
        case .zh: chinese.remedy
        case .en: english.remedy
        }
    }
}
