import SyncCore

/// One fixed log and one fixed aggregator, and their note as an independent program wrote it
/// (Python, its `cryptography` package).
enum NoteFixture {
    static let logSeed = (0..<32).map { UInt8($0) }
    static let aggregatorSeed = (32..<64).map { UInt8($0) }
    static let logName = "yizhan/00112233445566778899aabbccddeeff/56475aa75463474c0285df5dbf2bcab7"
    static let aggregatorName = "yizhan/24f6ed6acbfe1009c030d7ca567c33ca"
    static let time: UInt64 = 1_767_225_600
    static let rootHex = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"

    static let signedNote = """
        \(logName)
        8
        XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=

        — \(logName) \
        8UMac0GJ9hhJeD4I+gsoedQOEoDf5cSStNVeIb9qZrhIYW7uWhn/\
        unkwh7Z/bMYBWQHOs9/m7FsIp4rl1P77o6s8gwY=

        """
    static let cosignatureLine = """
        — \(aggregatorName) \
        9kiuxAAAAABpVbkAsZr4QvtmaU6LwJzNVJG0n16Mg4AuBnbtNdIyLOrjsMITnp7Vbz6T3njyWcvB\
        +CWPkuRZOUaB0LrR/QG/DvjEDg==

        """
    static let receiptNote = signedNote + cosignatureLine

    static func log() throws -> Signer { try Signer(privateKey: logSeed) }
    static func aggregator() throws -> Signer { try Signer(privateKey: aggregatorSeed) }

    static func checkpoint() throws -> Checkpoint {
        try Checkpoint(name: logName, size: 8, root: Hash(hex: rootHex) ?? .zero)
    }

    static func signed() throws -> SignedCheckpoint {
        try SignedCheckpoint(signing: checkpoint(), with: log())
    }

    static func receipt() throws -> Receipt {
        let cosignature = try Cosignature(
            cosigning: checkpoint(), name: aggregatorName, time: time, with: aggregator())
        return Receipt(signed: try signed(), cosignature: cosignature)
    }
}
