import Foundation
import ServiceRecords
import Store
import SyncCore
import Testing
import Transport

@testable import Node

/// Names and numbers that lie whole on a disk stay there, whatever becomes of the changes beside them, and though
/// nobody else has them.
@Suite(.timeLimit(.minutes(2))) struct KeptPartTests {
    private let pair: Pair
    private var county: NodeHome { pair.county }
    private var station: NodeHome { pair.station }

    init() async throws {
        pair = try Pair()
        for number in 0..<4 { try pair.register("人\(number)", at: station) }
        _ = try await pair.exchange()
        for number in 0..<3 { try pair.register("县里的\(number)", at: county) }
        _ = try await pair.exchange()
        #expect(try pair.delivery().pending == 0)
    }

    @Test(arguments: ["bytes", "commitment", "sealed"])
    func `I16 a refetch keeps the part beside a damaged change, which the county has lost`(
        column: String
    ) async throws {
        let names = try pair.names(at: station)
        try county.tamper("UPDATE personal SET sealed = NULL")
        for sequence: UInt64 in [2, 3] {
            try station.alter(
                column == "bytes" ? "change" : "personal", column, at: sequence,
                of: station.origin, in: pair.scope
            ) { bytes in
                // One bit of what is sealed, and all of what the county gives.
                column == "sealed"
                    ? bytes.dropLast() + [bytes[bytes.count - 1] ^ 4]
                    : [UInt8](repeating: 0x5A, count: bytes.count)
            }
        }
        #expect(try station.store.damages().count == 2)
        try station.askItself(.refetch)
        _ = try Resync(station).step()
        _ = try await pair.exchange()
        #expect(try Resync(station).job() == nil)
        let own = Set(try station.store.ownOrigins())
        let report = try station.store.view { try $0.instructions(in: pair.scope, at: 1) }
            .last?.lastReport(of: own)?.report
        #expect(report?.state == .done && report?["healed"] == 2, "\(String(describing: report))")
        #expect(try station.store.damages().isEmpty)
        #expect(try pair.names(at: station) == names)
        #expect(try station.safety.check(station).isSound)
    }

    /// A disk that put an old page back.
    @Test func `a log whose end comes again has the parts that lie here still`() async throws {
        let names = try pair.names(at: station)
        let length = try station.store.view { try $0.heldVector(of: pair.scope)[county.origin] }
        try county.tamper("UPDATE personal SET sealed = NULL")
        try station.tamper(
            past: "change",
            """
            DELETE FROM change WHERE dot BETWEEN
                (SELECT log << 40 FROM log JOIN scope USING(scope) WHERE origin = x'\(county.origin)'
                    AND scope.id = x'\(pair.scope)') + \(length - 1)
                AND (SELECT log << 40 FROM log JOIN scope USING(scope) WHERE origin = x'\(county.origin)'
                    AND scope.id = x'\(pair.scope)') + \(length)
            """)
        try station.store.rebuild()
        for _ in 0..<3 { _ = try await pair.exchange() }
        #expect(
            try station.store.view { try $0.heldVector(of: pair.scope)[county.origin] } == length)
        #expect(try pair.names(at: station) == names)
        #expect(try station.safety.check(station).isSound)
    }
}
