import ServiceRecords

extension HoursSheet {
    /// The records that a row's start, end and hours make; empty when something is wrong.
    ///
    /// Without hours the whole interval counts. Hours that agree with the interval at two decimals
    /// *are* the interval: 40 minutes are written 0.67, which would be 12 seconds too many.
    func parts(_ cells: inout RowCells<Column>) -> [HoursRow.Part] {
        let interval = interval(&cells)
        let given = hours(&cells, whole: interval?.seconds ?? 0)
        guard let interval, let given else { return [] }
        if Seconds.hours(given) == Seconds.hours(interval.seconds) {
            return interval.byDay.map { HoursRow.Part(interval: $0, seconds: $0.seconds) }
        }
        for problem in ServiceTime.problems(interval, seconds: given) {
            switch problem {
            case .longerThanInterval: cells.reject(.hours, .hoursLongerThanInterval)
            case .severalDays: cells.reject(.hours, .hoursAcrossMidnight)
            case .notPositive: cells.reject(.hours, .hoursNotPositive)
            case .outsideWindow: continue  // No window was given: the caller knows the project.
            }
        }
        return [HoursRow.Part(interval: interval, seconds: given)]
    }

    private func interval(_ cells: inout RowCells<Column>) -> ServiceInterval? {
        let start = cells.instant(.start)
        let end = cells.instant(.end)
        guard let start, let end else { return nil }
        do throws(ServiceInterval.Problem) {
            return try ServiceInterval(start: start, end: end)
        } catch {
            cells.reject(.end, .init(error))
            return nil
        }
    }

    /// The cell's seconds, the whole interval's when it is empty; nil when it is wrong.
    private func hours(_ cells: inout RowCells<Column>, whole: Int64) -> Int64? {
        guard let text = cells.text(.hours) else { return whole }
        do throws(Seconds.Problem) {
            return try Seconds.fromHours(text)
        } catch {
            cells.reject(.hours, .init(error))
            return nil
        }
    }
}
