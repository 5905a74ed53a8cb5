import ServiceRecords
public import Store
public import SyncCore

/// What is wrong with the files of attachments on this node's disk.
public struct AttachmentFindings: Sendable {
    public private(set) var all: [(key: AttachmentKey, flaw: AttachmentFlaw)] = []

    /// Blocks after which a sign of life is given: a mebibyte.
    private static let blocks = 64

    /// Reads all of them, and alters nothing.
    /// - Parameter pulse: called now and then, as it may take minutes.
    /// - Throws: `StoreError`.
    public init(of home: NodeHome, pulse: () -> Void = {}) throws {
        var round = try AttachmentRound(of: home)
        while !round.isOver {
            for seen in try round.goOn(at: home, blocks: Self.blocks) {
                if let flaw = seen.flaw { all.append((seen.key, flaw)) }
            }
            pulse()
        }
    }

    /// Those with one of some flaws.
    public func keys(_ isMeant: (AttachmentFlaw) -> Bool) -> [AttachmentKey] {
        all.filter { isMeant($0.flaw) }.map(\.key)
    }
}

extension NodeHome {
    /// Compares everything that is held with itself, the files of attachments too, and alters nothing.
    /// - Parameters:
    ///   - narrowing: of which records tables are compared; logs are compared whole.
    ///   - pulse: called now and then while files are read.
    /// - Throws: `StoreError`.
    public func check(
        _ narrowing: Narrowing = .none, pulse: () -> Void = {}
    ) throws -> CheckReport {
        var report = try safety.check(self, narrowing)
        guard narrowing.meansFiles else { return report }
        let found = try AttachmentFindings(of: self, pulse: pulse)
        try store.view { view in
            report.findings += try found.all.map {
                .init($0.flaw, of: $0.key, records: try view.entities(naming: $0.key))
            }
        }
        return report
    }
}

extension Narrowing {
    /// Whether the files of attachments are looked at: all of them, or none.
    var meansFiles: Bool { since == nil && (kind == nil || kind == Attachment.kind.number) }
}
