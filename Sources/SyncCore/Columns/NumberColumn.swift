/// A column of 64-bit numbers: `base + unit · (⌊prediction ÷ unit⌋ + n)`, wrapping around, where no n is
/// negative, and they stand in byte planes or packed bits.
///
/// What can be known goes into the prediction, what is common into base and unit: of an end there is
/// left how long it took, of a time in whole minutes the minutes.
enum NumberColumn {
    enum Prediction: Int {
        case nothing
        /// The number before it in the column; the first one is written apart.
        case previous
        /// The time of the change.
        case time
        /// The number of an earlier column in the same change.
        case column
    }

    /// How wide the n are: 0 where all are 0, 1…8 byte planes, or 8 more than the bits of each.
    enum Width {
        static let planes = 1...8
        static let all = 0...72
    }

    /// What an encoder may predict from, and a reader has been told before.
    struct Known {
        /// Of the changes in which the numbers stand.
        var times: () -> [Int64]? = { nil }
        /// The earlier column with this number; nil unless it has a number for each of these.
        var column: (Int) -> [Int64]? = { _ in nil }
    }

    /// `number` in whole units, rounded down; `unit` is positive.
    static func units(_ number: Int64, of unit: Int64) -> Int64 {
        if unit == 1 { return number }
        let (quotient, rest) = number.quotientAndRemainder(dividingBy: unit)
        return rest < 0 ? quotient - 1 : quotient
    }

    /// - Parameter count: follows from what was read before.
    static func read(
        _ count: Int, from reader: inout ColumnReader, known: Known = Known()
    ) throws(MalformedBytes) -> [Int64] {
        guard count > 0 else { return [] }
        try reader.reserve(numbers: count)
        let code = try reader.bytes.varint(in: 0...(4 * Width.all.upperBound + 3))
        switch Prediction(rawValue: code & 3) {
        case .previous:
            let first = try reader.bytes.signed()
            let head = try Head(width: code >> 2, hasUnit: true, from: &reader.bytes)
            return head.sums(try head.rest(count - 1, from: &reader.bytes), after: first)
        case .time:
            guard let times = known.times() else { break }
            return try read(code >> 2, from: &reader.bytes, predicted: times)
        case .column:
            let number = try reader.bytes.varint(in: 0...Limits.frameTable)
            guard let column = known.column(number) else { break }
            return try read(code >> 2, from: &reader.bytes, predicted: column)
        case .nothing, nil:
            let head = try Head(width: code >> 2, hasUnit: code >> 2 > 0, from: &reader.bytes)
            return head.scaled(try head.rest(count, from: &reader.bytes))
        }
        throw reader.bytes.failure(.outOfRange)
    }

    private static func read(
        _ width: Int, from reader: inout ByteReader, predicted: [Int64]
    ) throws(MalformedBytes) -> [Int64] {
        let head = try Head(width: width, hasUnit: true, from: &reader)
        return head.added(try head.rest(predicted.count, from: &reader), to: predicted)
    }
}

extension NumberColumn {
    /// What the numbers of a column have in common.
    struct Head {
        let width: Int
        let base: Int64
        let unit: Int64

        init(width: Int, base: Int64, unit: Int64) {
            self.width = width
            self.base = base
            self.unit = unit
        }

        /// - Parameter hasUnit: not where all numbers are the base.
        init(width: Int, hasUnit: Bool, from reader: inout ByteReader) throws(MalformedBytes) {
            self.width = width
            base = try reader.signed()
            unit = hasUnit ? Int64(try reader.varint(in: 1...Int.max)) : 1
        }

        /// The n of a column.
        func rest(
            _ count: Int, from reader: inout ByteReader
        ) throws(MalformedBytes) -> [Int64] {
            guard width > 0 else { return [Int64](repeating: 0, count: count) }
            if Width.planes.contains(width) {
                let range = try reader.range(count * width)
                return reader.withBytes { bytes in
                    PackedNumbers.planes(
                        UnsafeRawBufferPointer(rebasing: bytes[range]), count: count)
                }
            }
            let bits = width - Width.planes.upperBound
            let range = try reader.range((count * bits + 7) / 8)
            return reader.withBytes { bytes in
                PackedNumbers.bits(
                    UnsafeRawBufferPointer(rebasing: bytes[range]), width: bits, count: count)
            }
        }

        func scaled(_ rest: [Int64]) -> [Int64] {
            var numbers = rest
            for index in numbers.indices { numbers[index] = base &+ unit &* numbers[index] }
            return numbers
        }

        func added(_ rest: [Int64], to predicted: [Int64]) -> [Int64] {
            var numbers = rest
            for index in numbers.indices {
                let units = NumberColumn.units(predicted[index], of: unit)
                numbers[index] = base &+ unit &* (units &+ numbers[index])
            }
            return numbers
        }

        func sums(_ rest: [Int64], after first: Int64) -> [Int64] {
            var numbers = [first]
            numbers.reserveCapacity(rest.count + 1)
            var last = first
            for step in rest {
                last = base &+ unit &* (NumberColumn.units(last, of: unit) &+ step)
                numbers.append(last)
            }
            return numbers
        }
    }
}
