import Foundation
import ServiceRecords
import Store
import SyncCore
import Testing
import Transport

@testable import Node

/// What holds packed changes together goes bad, and the changes in it do not.
@Suite(.timeLimit(.minutes(5))) struct FrameTests {
    enum Harm: String, CaseIterable {
        case segmentGone, countsMore, countsLess, leafAltered, leafGone, allSegmentsGone, bothGone

        /// How many changes cannot be read for it.
        var count: Int {
            switch self {
            case .segmentGone, .countsMore, .countsLess: 100
            case .leafAltered, .leafGone, .bothGone: 1
            case .allSegmentsGone: 300
            }
        }

        /// Whether what is here tells all of it.
        var isHealedAlone: Bool {
            switch self {
            case .countsMore, .countsLess, .leafAltered, .leafGone: true
            case .segmentGone, .allSegmentsGone, .bothGone: false
            }
        }
    }

    private let pair: Pair
    private let names: [String]

    /// Three hundred volunteers of whom the first block of the log is full, and all of it in three segments.
    init() async throws {
        pair = try Pair()
        let station = pair.station
        try station.store.commit(to: pair.scope, by: station.author, at: 1) { door in
            for number in 0..<310 {
                var draft = Draft(Volunteer.kind)
                draft[Volunteer.name] = .text("人\(number)")
                try door.write(draft)
            }
        }
        _ = try await pair.exchange()
        var packing = Store.Packing()
        packing.changes = 100
        packing.kept = 2
        for home in [pair.station, pair.county] { while try home.store.pack(packing) > 0 {} }
        names = try pair.names(at: pair.county)
        #expect(try pair.delivery().pending == 0)
        #expect(try pair.county.rows("SELECT count(*) FROM segment") == 3)
    }

    private func harm(_ home: NodeHome, _ harm: Harm) throws {
        let base = """
            (SELECT log << 40 FROM log JOIN scope USING(scope) WHERE origin = x'\(pair.station.origin)'
                AND scope.id = x'\(pair.scope)')
            """
        let second = "dot = \(base) + 101"
        switch harm {
        case .segmentGone: try home.tamper(past: "segment", "DELETE FROM segment WHERE \(second)")
        case .allSegmentsGone: try home.tamper(past: "segment", "DELETE FROM segment")
        case .countsMore, .countsLess:
            let step = harm == .countsMore ? "+ 1" : "- 1"
            try home.tamper(
                past: "segment", "UPDATE segment SET count = count \(step) WHERE \(second)")
        case .leafAltered:
            try home.tamper(
                past: "packed", "UPDATE packed SET leaf = randomblob(32) WHERE dot = \(base) + 150")
        case .leafGone:
            try home.tamper(past: "packed", "DELETE FROM packed WHERE dot = \(base) + 150")
        case .bothGone:
            try home.tamper(past: "packed", "DELETE FROM packed WHERE dot = \(base) + 150")
            try home.tamper(
                past: "segment",
                "UPDATE segment SET bytes = zeroblob(length(bytes)) WHERE \(second)")
        }
    }

    /// In the scope that a station shares, and in a county's own.
    private func repair(_ home: NodeHome) throws -> () throws -> ResyncChange.Report? {
        let scope = home.role == .station ? pair.scope : try home.store.openOwnScope()
        let id = try home.store.commit(to: scope, by: home.author, at: home.clock.now) {
            try $0.write(.instruct(.init(.repair, expires: .max, targets: [home.origin])))
        }
        try step(home)
        return {
            try home.store.view { try $0.instructions(in: scope, at: home.clock.now) }
                .first { $0.id == id }?.reports.last?.report
        }
    }

    private func step(_ home: NodeHome) throws {
        _ = try Resync(home).step(after: home.role == .station ? nil : SyncOutcome(.noUpstream))
    }

    @Test(arguments: Harm.allCases, [false, true])
    func `S44 a frame around packed changes is put right, and counted as what it is`(
        harm: Harm, atCounty: Bool
    ) async throws {
        // An own log with a hole is gone past, and written again.
        if harm == .bothGone, !atCounty { return }
        let home = atCounty ? pair.county : pair.station
        try self.harm(home, harm)
        let damaged = try home.store.damages().count
        #expect(harm == .bothGone ? damaged == 100 : damaged == harm.count)
        let report = try repair(home)
        if harm.isHealedAlone {
            #expect(try report()?["mended"] == Int64(harm.count), "no line is needed")
        } else {
            for _ in 0..<4 {
                _ = try await pair.exchange()
                try step(home)
            }
        }
        let done = try #require(try report())
        #expect(done.state == .done && done["damaged"] == 0, "\(done)")
        #expect(try #require(done["mended"]) >= Int64(harm.count), "\(done)")
        #expect(try home.store.damages().isEmpty)
        #expect(try home.safety.check(home).isSound)
        #expect(try pair.names(at: home) == names)
        #expect(try home.store.ownOrigins().count == 1)
        try pair.register("后来的", at: pair.station)
        #expect(try await pair.exchange().result == .agreed)
        #expect(try pair.digest(at: pair.station) == pair.digest(at: pair.county))
    }

    @Test func `a leaf is not put right by bytes that are altered themselves`() throws {
        let county = pair.county
        try harm(county, .leafAltered)
        // Its bytes say something else now, and both are wrong.
        try county.tamper(
            """
            UPDATE personal SET commitment = randomblob(32)
            WHERE dot = (SELECT log << 40 FROM log WHERE origin = x'\(pair.station.origin)') + 150
            """)
        #expect(try county.store.mendFrames(at: 1) == 0)
        #expect(try county.store.damages().count == 1)
    }

    @Test func `the file lets no frame be altered but to what was proved`() throws {
        let county = pair.county
        for sql in [
            "UPDATE packed SET leaf = zeroblob(32)", "UPDATE segment SET count = count + 1",
            "UPDATE segment SET bytes = x'00'", "DELETE FROM segment", "DELETE FROM packed",
        ] {
            #expect(throws: (any Error).self, "\(sql)") { try county.tamper(sql) }
        }
    }
}
