import SyncCore

/// Which records the changes wrote that were damaged in a broken file, by what its tables said of them.
struct DamagedRecords {
    static let settingName = "damaged-records"
    private static let limit = 1_024

    private var records: [Int64: Entity] = [:]

    subscript(_ dot: LocalDot) -> Entity? { records[dot.value] }

    /// More than are kept are left out.
    mutating func note(_ record: Entity, at dot: LocalDot) {
        if records.count < Self.limit { records[dot.value] = record }
    }

    var text: String {
        records.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }.joined(separator: " ")
    }

    /// None for anything that `text` does not write.
    init(_ text: String) {
        for word in text.split(separator: " ").prefix(Self.limit) {
            let parts = word.split(separator: ":")
            guard parts.count == 2, let dot = Int64(parts[0]), let record = Entity(hex: parts[1])
            else { continue }
            records[dot] = record
        }
    }
}
