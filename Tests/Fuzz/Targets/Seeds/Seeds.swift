import SyncCore

/// Valid encodings, the same ones every time.
enum Seeds {
    static let county: UInt8 = 2

    /// What `make` draws from each of so many numbers.
    static func drawn(
        _ count: UInt64, _ make: (inout Seeded) throws -> [UInt8]
    ) rethrows -> [[UInt8]] {
        try (0..<count).map { number in
            var random = Seeded(number)
            return try make(&random)
        }
    }
}
