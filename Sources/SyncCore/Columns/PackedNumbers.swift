/// Numbers that are not negative (as unsigned ones, folded into `Int64`), a fixed width each.
enum PackedNumbers {
    /// The lowest bytes of all numbers, then the next ones, and so on.
    static func planes(_ bytes: UnsafeRawBufferPointer, count: Int) -> [Int64] {
        var numbers = [Int64](repeating: 0, count: count)
        guard count > 0 else { return numbers }
        for plane in 0..<bytes.count / count {
            for index in 0..<count {
                numbers[index] |= Int64(bytes[plane * count + index]) << Int64(8 * plane)
            }
        }
        return numbers
    }

    /// One number after the other, each from its lowest bit on, into bytes from their lowest bit on.
    static func bits(_ bytes: UnsafeRawBufferPointer, width: Int, count: Int) -> [Int64] {
        var numbers = [Int64](repeating: 0, count: count)
        var place = 0
        for index in 0..<count {
            var number: UInt64 = 0
            var have = 0
            while have < width {
                let taken = min(8 - place & 7, width - have)
                let piece = UInt64(bytes[place >> 3] >> UInt8(place & 7)) & (1 << UInt64(taken) - 1)
                number |= piece << UInt64(have)
                have += taken
                place += taken
            }
            numbers[index] = Int64(bitPattern: number)
        }
        return numbers
    }
}

extension ByteWriter {
    mutating func plane(_ plane: Int, of numbers: [UInt64]) {
        for number in numbers { byte(UInt8(truncatingIfNeeded: number >> UInt64(8 * plane))) }
    }

    mutating func bits(_ width: Int, of numbers: [UInt64]) {
        var pending: UInt8 = 0
        var have = 0
        for number in numbers {
            var left = width
            var rest = number
            while left > 0 {
                let taken = min(8 - have, left)
                pending |= UInt8(truncatingIfNeeded: rest) << UInt8(have)
                rest = taken == 64 ? 0 : rest >> UInt64(taken)
                have += taken
                left -= taken
                if have == 8 {
                    byte(pending)
                    (pending, have) = (0, 0)
                }
            }
        }
        if have > 0 { byte(pending) }
    }
}
