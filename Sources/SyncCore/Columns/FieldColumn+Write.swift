/// What columns of a frame say without words, since it stands in the headers of the changes.
struct FrameSurroundings {
    /// Of each change; nil of one that stays bytes, or of which nothing is known.
    var headers: [Header?] = []
    /// Sequence of the first change.
    var first: UInt64 = 0

    /// Of the changes at `rows`.
    func times(_ rows: [Int]) -> [Int64]? {
        headers.isEmpty ? nil : rows.map { headers[$0]?.time ?? 0 }
    }

    /// Up to where the author of the change at `row` knew the log at that place.
    func horizon(_ name: RecordColumn.Name, _ row: Int, logs: LogPlaces) -> UInt64 {
        switch name {
        case .id, .behind: 0
        case .made(place: 1, _): first + UInt64(row)
        case .made(let place, _): headers[row]?.context[logs[place]] ?? 0
        }
    }
}

extension FieldColumn {
    /// Columns of byte strings fill these while they are written; they follow behind all columns.
    struct Areas {
        var texts = BlobArea.Writer()
        var bytes = BlobArea.Writer()
    }

    /// - Parameter earlier: integer columns that a reader has by then, with a number in each of the same
    ///   changes; nil for items of lists, which have no change of their own.
    func write(
        to columns: inout ColumnBytes, areas: inout Areas, in frame: FrameSurroundings,
        names: inout RecordNamer, earlier: [(number: Int, values: [Int64])]? = nil
    ) {
        switch form {
        case Shape.Form.flag: NumberColumn.write(numbers, to: &columns)
        case Shape.Form.int:
            let times = earlier == nil ? nil : frame.times(rows)
            NumberColumn.write(numbers, to: &columns, times: times, columns: earlier ?? [])
        case Shape.Form.text: BlobColumn.write(blobs, to: &columns, area: &areas.texts)
        case Shape.Form.bytes: BlobColumn.write(blobs, to: &columns, area: &areas.bytes)
        case Shape.Form.reference:
            let named = zip(records.records, records.firstRows).map { names.name($0, in: $1) }
            let horizons = zip(records.values, rows).map {
                frame.horizon(named[$0], $1, logs: names.logs)
            }
            RecordColumn.write(records, names: named, horizons: horizons, to: &columns)
        case Shape.Form.list:
            NumberColumn.write(numbers, to: &columns)
            NumberColumn.write(itemForms, to: &columns)
            for case let item? in items where !item.rows.isEmpty {
                item.write(to: &columns, areas: &areas, in: frame, names: &names)
            }
        default: return
        }
    }
}
