import Interchange
import ServiceRecords

/// A value that a row of a file became.
protocol RowValue {
    func check() throws(Violation)
}

extension RowReading where Value: RowValue {
    /// What was wrong with the row; nothing where it was taken.
    func check(_ row: CSVReader.Row) throws(Violation) -> [CellProblem] {
        switch self {
        case .taken(let value, let notes):
            try claim(notes.allSatisfy { $0.row == row.line }, "a note names its row")
            try value.check()
            return []
        case .rejected(let problems):
            try claim(!problems.isEmpty, "a rejected row has a reason")
            for problem in problems {
                try claim(problem.row == row.line, "a problem names its row")
                try claim(problem.value.count <= 80, "a value is shown in short")
                let number = try? CitizenNumber(problem.value)
                try claim(number == nil, "no citizen's number is shown")
            }
            return problems
        }
    }
}

extension VolunteerRow: RowValue {
    func check() throws(Violation) {
        try claim(!name.isEmpty, "a volunteer has a name")
        try claim(serviceCategories.count <= CodeLists.serviceCategoryLimit, "a few categories")
        if idType == "01", let idNumber {
            let number = try? CitizenNumber(idNumber)
            try claim(number?.text == idNumber, "a number that is taken is a number")
            try claim(number?.birthDate == birthDate, "the birth date is the number's")
        }
        if let phone { try claim(PhoneNumber(phone)?.text == phone, "a telephone number is one") }
        if let birthDate {
            let again = try? CivilTime.day(birthDate.description)
            try claim(again == birthDate, "a day that is shown is that day")
        }
    }
}

extension HoursRow: RowValue {
    func check() throws(Violation) {
        try claim(!activityName.isEmpty, "a service has a name")
        try claim(!volunteer.isNameOnly || volunteer.name != nil, "somebody has served")
        try claim((1...2).contains(parts.count), "one record for each day")
        try claim((1...Seconds.limit).contains(seconds), "a service is a day long at most")
        for part in parts {
            try claim((1...part.interval.seconds).contains(part.seconds), "hours fit in their time")
            // The calendar ends at both ends of four digits.
            guard (2...9_998).contains(part.interval.day.year) else { continue }
            try claim(part.interval.byDay == [part.interval], "a record lies on one day")
            let shown = CivilTime.local(part.interval.start)
            let again = try? CivilTime.milliseconds(shown)
            try claim(again == part.interval.start, "a time that is shown is that time")
        }
    }
}

extension Division: RowValue {
    func check() throws(Violation) {
        try claim(DivisionCode(code.digits) == code, "a code is a code")
        try claim((0...3).contains(level) && !name.isEmpty, "a division has its level and name")
    }
}
