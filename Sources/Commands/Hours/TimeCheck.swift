import ServiceRecords
import Store
import SyncCore
import Texts

/// What the volunteer has done in a time already, under whichever of their records.
struct TimeCheck {
    private let interval: ServiceInterval
    private let served: [ServedTime]

    /// - Parameter except: a record that is being replaced.
    init(
        _ interval: ServiceInterval, of volunteer: Entity, except: Entity? = nil,
        in view: StoreView
    ) throws {
        self.interval = interval
        served = try view.served(
            by: view.staying(volunteer), touching: interval.start, interval.end
        )
        .filter { $0.entity != except }
    }

    /// The record that says the same and stands.
    func same(_ activityName: String) -> Entity? {
        served.first { !$0.isReversed && $0.isSame(as: interval, activityName) }?.entity
    }

    func refuseOverlap() throws {
        guard let other = served.first(where: { !$0.isReversed }) else { return }
        throw Problem(
            RowReason.overlapsRecord.rawValue, .badInput,
            .record(
                .overlaps(
                    RecordReference.short(other.entity), start: CivilTime.local(other.start),
                    end: CivilTime.local(other.end))),
            remedy: .record(.cellRemedy(.overlapsRecord)))
    }
}
