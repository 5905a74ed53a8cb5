extension RowReason {
    var english: (message: String, remedy: String) {
        switch self {
        case .missing: ("must not be empty", "fill it in")
        case .tooLong: ("longer than the column allows", "shorten it")
        case .controlCharacter: ("has characters that no one types", "type the cell again")
        case .holdsNumber:
            (
                "holds a citizen's number or a mobile telephone; everybody can read it, it is kept for ever and "
                    + "cannot be erased",
                "take the number out; if it is nobody's, enter it by hours add or volunteer add with "
                    + "--as-written"
            )
        case .surplusCell:
            (
                "the row has more cells than the header",
                "put a text with commas into quotation marks"
            )
        case .unknownCode: ("neither a code nor a name of the list", "use one of the list's")
        case .tooManyCodes: ("more than four service categories", "keep the four that matter most")
        case .divisionCode:
            (
                "not a division's code of 2, 4, 6, 9 or 12 digits",
                "compare with the list of divisions"
            )
        case .divisionLevel: ("not a level from 0 to 3", "correct it")
        case .numberMangled:
            (
                "a spreadsheet made a rounded number of it; its end is lost",
                "format the column as text and type the number again from the source"
            )
        case .numberLength: ("not 18 characters", "count them against the card")
        case .numberCharacter:
            (
                "has more than digits and a final X",
                "check it; for another document fill in its type"
            )
        case .numberBirthDate: ("digits 7 to 14 are no date", "compare with the card")
        case .numberCheckCharacter:
            ("the check character is wrong: a digit was mistyped", "compare with the card")
        case .genderContradicts:
            ("the gender is another than the number says", "correct whichever is wrong")
        case .birthDateContradicts:
            ("the birth date is another than the number says", "correct whichever is wrong")
        case .birthDateImplausible:
            ("nobody who serves was born then", "look for a mistyped year")
        case .dateUnreadable: ("not a date", "write it as 1990-01-31")
        case .noSuchTime: ("there is no such day or time", "correct it")
        case .phone: ("not a telephone number", "count the digits")
        case .noVolunteer:
            (
                "nothing says who served",
                "fill in an identity number, a volunteer number, a phone or a name"
            )
        case .timeUnreadable: ("not a time", "write it as 2026-03-01 09:00")
        case .timeMissing: ("a day without a time of day", "write it as 2026-03-01 09:00")
        case .endNotAfterStart:
            ("the end is not after the start", "look for exchanged cells or a wrong day")
        case .intervalOverADay: ("more than 24 hours from start to end", "write a row for each day")
        case .hoursUnreadable: ("not a number of hours", "write it as 2.5")
        case .hoursNotPositive: ("zero hours or less", "correct it, or take the row out")
        case .hoursOverADay: ("more than 24 hours", "write a row for each day")
        case .hoursLongerThanInterval:
            ("more hours than lie between start and end", "correct the hours or the times")
        case .hoursAcrossMidnight:
            (
                "crosses midnight with fewer hours than its interval: no telling on which day",
                "write a row for each day"
            )
        case .approverIsRecorder:
            ("the approver is the recorder", "name another person, or leave it empty")
        case .approverIsVolunteer:
            ("the approver is the volunteer", "name another person, or leave it empty")
        case .unknownVolunteer: ("no such volunteer here", "register the person first")
        case .ambiguousVolunteer:
            (
                "several volunteers fit",
                "add the identity number or the volunteer number; if that is the same, too, see "
                    + "yizhan volunteer list --duplicates"
            )
        case .volunteerContradicts:
            (
                "differs from what is registered of this volunteer",
                "compare name, identity number and volunteer number"
            )
        case .namesVolunteer:
            (
                "holds the volunteer's name or number; everybody can read it, it is kept for ever and cannot be "
                    + "erased",
                "say it without saying who; the remark may; if something else is meant, enter it by itself with "
                    + "--as-written"
            )
        case .overlapsRecord:
            (
                "overlaps a record that the volunteer has already",
                "check the time; if that record is wrong, reverse it first"
            )
        case .overlapsRow:
            ("overlaps an earlier row of this file", "check the time, or take one of them out")
        }
    }
}
