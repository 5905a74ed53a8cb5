extension NumberColumn {
    /// Writes a column in the way that promises to become the smallest.
    static func write(
        _ numbers: [Int64], to columns: inout ColumnBytes, times: [Int64]? = nil,
        columns earlier: [(number: Int, values: [Int64])] = []
    ) {
        guard let first = numbers.first else { return }
        columns.numberCount += numbers.count
        let unit = commonUnit(of: numbers)
        var best = Choice(numbers, unit: unit)
        best.improve(by: Choice(numbers, following: first, unit: unit))
        if let times { best.improve(by: Choice(numbers, .time, predicted: times, unit: unit)) }
        for (number, values) in earlier {
            best.improve(
                by: Choice(numbers, .column, number: number, predicted: values, unit: unit))
        }
        best.write(to: &columns)
    }

    /// What a column would take in bytes, about.
    static func cost(of numbers: [Int64]) -> Double {
        guard let first = numbers.first else { return 0 }
        let unit = commonUnit(of: numbers)
        var best = Choice(numbers, unit: unit)
        best.improve(by: Choice(numbers, following: first, unit: unit))
        return best.cost
    }

    /// The greatest unit in which all differences are whole; 1 where that cannot be told.
    private static func commonUnit(of numbers: [Int64]) -> Int64 {
        guard let first = numbers.first else { return 1 }
        var unit: UInt64 = 0
        for number in numbers {
            let (difference, isWrong) = number.subtractingReportingOverflow(first)
            if isWrong { return 1 }
            var (a, b) = (unit, difference.magnitude)
            while b != 0 { (a, b) = (b, a % b) }
            unit = a
            if unit == 1 { return 1 }
        }
        return unit == 0 ? 1 : Int64(exactly: unit) ?? 1
    }
}

extension NumberColumn {
    /// One way to write a column, and what it would cost.
    private struct Choice {
        private let prediction: Prediction
        private let number: Int
        private let first: Int64
        private let head: Head
        private let rest: [UInt64]
        private(set) var cost: Double

        init(_ numbers: [Int64], unit: Int64) {
            self.init(.nothing, offsets: numbers, unit: unit)
        }

        init(_ numbers: [Int64], following first: Int64, unit: Int64) {
            var last = first
            let offsets = numbers.dropFirst().map { number in
                defer { last = number }
                return number &- unit &* NumberColumn.units(last, of: unit)
            }
            self.init(.previous, first: first, offsets: offsets, unit: unit)
        }

        init(
            _ numbers: [Int64], _ prediction: Prediction, number: Int = 0, predicted: [Int64],
            unit: Int64
        ) {
            let offsets = zip(numbers, predicted).map {
                $0 &- unit &* NumberColumn.units($1, of: unit)
            }
            self.init(prediction, number: number, offsets: offsets, unit: unit)
        }

        private init(
            _ prediction: Prediction, number: Int = 0, first: Int64 = 0, offsets: [Int64],
            unit: Int64
        ) {
            let base = offsets.min() ?? 0
            rest = offsets.map { UInt64(bitPattern: $0 &- base) / UInt64(unit) }
            let greatest = rest.max() ?? 0
            let (width, cost) = Self.width(of: rest, greatest: greatest)
            self.prediction = prediction
            self.number = number
            self.first = first
            self.cost = cost
            head = Head(width: width, base: base, unit: unit)
            var writer = ByteWriter()
            writeHead(to: &writer)
            self.cost += Double(writer.bytes.count)
            // Where a prediction wrapped around, the offsets may not be whole units of each other.
            let isExact =
                unit == 1
                || zip(offsets, rest).allSatisfy {
                    base &+ unit &* Int64(bitPattern: $1) == $0
                }
            if !isExact { self.cost = .infinity }
        }

        mutating func improve(by other: Choice) {
            if other.cost < cost { self = other }
        }

        /// The width that promises to become the smaller, planes or bits.
        private static func width(
            of rest: [UInt64], greatest: UInt64
        ) -> (width: Int, cost: Double) {
            guard greatest > 0 else { return (0, 0) }
            let bits = UInt64.bitWidth - greatest.leadingZeroBitCount
            let planes = (bits + 7) / 8
            var cost = 0.0
            for plane in 0..<planes {
                var histogram = ByteHistogram()
                for number in rest {
                    histogram.add(UInt8(truncatingIfNeeded: number >> UInt64(8 * plane)))
                }
                cost += histogram.cost
            }
            let packed = Double((rest.count * bits + 7) / 8)
            return packed < cost ? (Width.planes.upperBound + bits, packed) : (planes, cost)
        }

        private func writeHead(to writer: inout ByteWriter) {
            writer.varint(4 * head.width + prediction.rawValue)
            switch prediction {
            case .nothing, .time: break
            case .previous: writer.signed(first)
            case .column: writer.varint(number)
            }
            writer.signed(head.base)
            if head.width > 0 || prediction != .nothing { writer.varint(UInt64(head.unit)) }
        }

        func write(to columns: inout ColumnBytes) {
            writeHead(to: &columns.writer)
            if Width.planes.contains(head.width) {
                for plane in 0..<head.width {
                    columns.seam()
                    columns.writer.plane(plane, of: rest)
                }
                columns.seam()
            } else if head.width > 0 {
                columns.seam()
                columns.writer.bits(head.width - Width.planes.upperBound, of: rest)
                columns.seam()
            }
        }
    }
}
