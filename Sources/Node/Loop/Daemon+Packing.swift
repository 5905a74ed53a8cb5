import Logging
import Store
import Transport

/// The older part of the logs is packed a piece at a time, between whatever else there is to do.
extension Daemon {
    /// A PC that is switched on for an hour a day has to get there, too. Milliseconds.
    static let firstPacking: Int64 = 60_000
    /// Between two looks whether there is something to be packed, and between two pieces.
    private static let packingInterval: Int64 = 600_000
    private static let pieceInterval: Int64 = 200

    func packLogs() {
        guard transport.now >= nextPacking else { return }
        do {
            let count = try home.store.pack()
            nextPacking = transport.now + (count > 0 ? Self.pieceInterval : Self.packingInterval)
        } catch {
            // What is wrong with the file, whoever reads or writes it next will say.
            nextPacking = transport.now + Self.packingInterval
            log.warning("packing failed", metadata: ["error": "\(ErrorWord.of(error))"])
        }
    }
}
