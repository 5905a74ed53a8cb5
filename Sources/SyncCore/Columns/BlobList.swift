/// Byte strings in order, each different one kept once.
struct BlobList {
    /// For each, which of the different ones it is.
    private(set) var values: [Int] = []
    /// How often each different one occurs; they are numbered as they first occur.
    private(set) var counts: [Int] = []
    private var bytes: [UInt8] = []
    private var ends: [Int] = [0]
    private var hashes: [Int] = []
    /// Numbers of different ones, or -1, where their hashes say or behind.
    private var table: [Int32] = [Int32](repeating: -1, count: 16)

    subscript(number: Int) -> ArraySlice<UInt8> { bytes[ends[number]..<ends[number + 1]] }

    mutating func append(_ blob: UnsafeRawBufferPointer) {
        // Keyed anew in each process: nobody can choose byte strings that meet.
        var hasher = Hasher()
        hasher.combine(bytes: blob)
        let hash = hasher.finalize()
        var slot = hash & (table.count - 1)
        while table[slot] >= 0 {
            let number = Int(table[slot])
            if hashes[number] == hash, self.isEqual(number, blob) {
                counts[number] += 1
                return values.append(number)
            }
            slot = (slot + 1) & (table.count - 1)
        }
        table[slot] = Int32(counts.count)
        values.append(counts.count)
        counts.append(1)
        hashes.append(hash)
        bytes.append(contentsOf: blob)
        ends.append(bytes.count)
        if counts.count * 2 > table.count { grow() }
    }

    private func isEqual(_ number: Int, _ blob: UnsafeRawBufferPointer) -> Bool {
        let (start, count) = (ends[number], ends[number + 1] - ends[number])
        guard blob.count == count else { return false }
        return bytes.withUnsafeBytes { held in
            var place = 0
            while place + 8 <= count {
                let word = held.loadUnaligned(fromByteOffset: start + place, as: UInt64.self)
                guard word == blob.loadUnaligned(fromByteOffset: place, as: UInt64.self) else {
                    return false
                }
                place += 8
            }
            return (place..<count).allSatisfy { held[start + $0] == blob[$0] }
        }
    }

    private mutating func grow() {
        table = [Int32](repeating: -1, count: table.count * 2)
        for (number, hash) in hashes.enumerated() {
            var slot = hash & (table.count - 1)
            while table[slot] >= 0 { slot = (slot + 1) & (table.count - 1) }
            table[slot] = Int32(number)
        }
    }
}
