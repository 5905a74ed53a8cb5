import Node
import ServiceRecords
import Store
import SyncCore
import Texts

/// `node doctor`: what a node can say of its own health, without a line and without altering anything but
/// what follows from the logs.
public enum DoctorCommands {
    /// Incidents of so many days are recent.
    static let days = 30
    private static let incidentLimit = 1_000

    /// - Parameter all: every incident there was.
    public static func examine(_ place: Workplace, all: Bool = false) throws -> DoctorReport {
        do {
            try place.store.askLogsWhoCounts()
            let condition = try place.store.condition()
            let (incidents, origins) = try place.store.view {
                (
                    try $0.incidents(since: all ? .min : recent(place), limit: incidentLimit),
                    try $0.ownOrigins()
                )
            }
            return DoctorReport(
                findings: try DoctorFindings(condition, of: place).all,
                incidents: incidents.map {
                    IncidentEntry(
                        $0, origins: origins, waiting: condition.waiting.map(\.origin), at: place)
                },
                receipts: condition.receipts.map { ReceiptEntry($0, at: place) }, isWhole: all)
        } catch { throw Problem(error) }
    }

    /// Since when incidents are recent, milliseconds.
    static func recent(_ place: Workplace) -> Int64 { place.now - Int64(days) * 86_400_000 }
}

extension Workplace {
    /// The words for a station of this code; a station itself knows itself.
    func placeName(_ code: String?, _ name: String? = nil) -> String {
        let name = name ?? (code == home.code ? home.name : nil)
        return [code ?? "", name ?? ""].filter { !$0.isEmpty }.joined(separator: " ")
    }
}

extension Origin {
    /// The first digits, as lists show them.
    var short: String { String(description.prefix(12)) }
}
