/// Lengths of records in half hours that come to a given sum, when one is given.
struct Lengths {
    private var left: Int
    private var sum: Int?
    private let range: ClosedRange<Int>
    private(set) var given = 0

    init(records: Int, halfHours: Int?, within range: ClosedRange<Int>) {
        left = records
        sum = halfHours
        self.range = range
    }

    mutating func next(_ chance: inout SplitMix64) -> Int {
        var low = range.lowerBound
        var high = range.upperBound
        left -= 1
        if let rest = sum {
            low = max(low, min(high, rest - range.upperBound * left))
            high = min(high, max(low, rest - range.lowerBound * left))
        }
        let length = low + chance.below(high - low + 1)
        sum = sum.map { $0 - length }
        given += length
        return length
    }
}
