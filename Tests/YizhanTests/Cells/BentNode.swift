import Authority
import Foundation
import Glibc
import Logging
import Node
import ServiceRecords
import Store
import SyncCore
import Texts

@testable import Commands

/// Everything that is done with a node of which one cell is bent, in a process that may end of it.
struct BentNode {
    /// Which of the two is hurt.
    let isCounty: Bool
    let folder: URL
    /// The cell and the step that are under way, for whoever outlives this process.
    private let step: URL
    private(set) var bugs: [String] = []

    private static let quiet = Logger(label: "bent") { _ in SwiftLogNoOpLogHandler() }
    private static let cost = PasswordCost(rounds: 16, blockSize: 1, parallelism: 1)
    static let person = RecordPlace.idNumber

    init(isCounty: Bool, in folder: URL) {
        self.isCounty = isCounty
        self.folder = folder
        step = folder.appendingPathComponent("step")
    }

    private func directory(ofCounty county: Bool) -> URL {
        folder.appendingPathComponent(county ? "work/county" : "work/station")
    }

    /// Puts both nodes back to how they were, bends the cell, and works with them.
    mutating func suffer(_ cell: BentCell, number: Int) throws {
        let copy = folder.appendingPathComponent("work")
        try? FileManager.default.removeItem(at: copy)
        try FileManager.default.copyItem(
            at: folder.appendingPathComponent("sound"), to: copy)
        let file = directory(ofCounty: isCounty).appendingPathComponent(Store.fileName)
        note(number, "\(cell): bending")
        guard try cell.bend(in: file) else { return }
        // Whoever waits for ever is stopped, and found out.
        alarm(120)
        work(as: cell, number)
        let salvaged = directory(ofCounty: isCounty)
        attempt("salvage", cell, number) { try DatabaseCommands.salvage(in: salvaged) }
        alarm(0)
    }

    private mutating func work(as cell: BentCell, _ number: Int) {
        var hurt: Workplace?
        var other: Workplace?
        let (its, others) = (directory(ofCounty: isCounty), directory(ofCounty: !isCounty))
        attempt("open", cell, number) { () -> NodeCard? in
            hurt = try Self.place(its)
            return nil
        }
        attempt("open the other", cell, number) { () -> NodeCard? in
            other = try Self.place(others)
            return nil
        }
        guard let hurt, let other else { return }
        for act in Self.looks(folder) {
            attempt(act.name, cell, number) { try act.body(hurt) }
        }
        let (station, county) = isCounty ? (other, hurt) : (hurt, other)
        for round in 1...2 {
            attempt("exchange \(round)", cell, number) { try Self.exchange(station, county) }
        }
        for act in Self.deeds(folder) {
            attempt(act.name, cell, number) { try act.body(hurt) }
        }
        attempt("last exchange", cell, number) { try Self.exchange(station, county) }
    }

    private static func place(_ directory: URL) throws -> Workplace {
        Workplace(
            home: try NodeHome(
                opening: directory, clock: RecordPlace.StandingClock(now: RecordPlace.now)))
    }

    private static func exchange(_ station: Workplace, _ county: Workplace) throws -> NodeCard? {
        let transport = DirectTransport(
            to: county.home, SyncService(home: county.home, log: quiet))
        _ = try Daemon(
            home: station.home, transport: transport, watchesStore: false, log: quiet
        ).exchangeOnce()
        return nil
    }

    private struct Act {
        let name: String
        let body: (Workplace) throws -> any Report

        init(_ name: String, _ body: @escaping (Workplace) throws -> any Report) {
            self.name = name
            self.body = body
        }
    }

    /// What alters nothing.
    private static func looks(_ folder: URL) -> [Act] {
        var acts = [
            Act("status") { try StatusCommands.status($0) },
            Act("doctor") { try DoctorCommands.examine($0, all: true) },
            Act("db check") { try DatabaseCommands.check($0, code: nil) },
            Act("log list") { try LogCommands.list($0) },
            Act("log verify") { try LogCommands.verify($0) },
            Act("log export") { try LogCommands.export($0, file: fresh(folder)) },
            Act("log proof") { try ProofCommands.make($0, record: person, file: fresh(folder)) },
            Act("node info") { try NodeCommands.info($0) },
            Act("station list") { try StationCommands.list($0) },
            Act("station show") { try StationCommands.show($0, code: "620102001") },
            Act("division list") { try DivisionCommands.list($0) },
            Act("key show") { try KeyCommands.show($0) },
            Act("sync log") { try SyncCommands.log($0, limit: 50) },
            Act("bundle parked") { try BundleCommands.parked($0) },
            Act("backup list") { try BackupCommands.list($0) },
            Act("resync status") { try ResyncCommands.status($0, all: true) },
            Act("metrics") { try metrics($0) },
        ]
        acts += records(folder)
        acts += ResyncOrder.levels.map { level in
            Act("resync \(level)") { try ResyncCommands.plan($0, .init(level: level)) }
        }
        return acts
    }

    private static func records(_ folder: URL) -> [Act] {
        [
            Act("volunteer list") { try VolunteerCommands.list($0) },
            Act("volunteer find") { try VolunteerCommands.list($0, find: "张三") },
            Act("volunteer show") { try VolunteerCommands.show($0, person) },
            Act("volunteer duplicates") { try VolunteerCommands.duplicates($0) },
            Act("erasures") { try VolunteerCommands.erasures($0) },
            Act("hours list") { try HoursCommands.list($0) },
            Act("hours overlaps") { try HoursCommands.list($0, overlapping: true) },
            Act("hours show") { place in
                let record = try HoursCommands.list(place).records.first?.id ?? ""
                return try HoursCommands.show(place, record)
            },
            Act("hours total") { try HoursCommands.total($0, byStation: true) },
            Act("approval list") { try ApprovalCommands.list($0, all: true) },
            Act("user list") { try UserCommands.list($0) },
            Act("audit list") { try AuditCommands.list($0) },
            Act("quarantine list") { try QuarantineCommands.list($0, all: true) },
            Act("conflict list") { try ConflictCommands.list($0) },
            Act("conflict show") { try ConflictCommands.show($0, person) },
            Act("attachment list") { try AttachmentCommands.list($0) },
            Act("transfer list") { try TransferCommands.list($0) },
            Act("transfer show") { try TransferCommands.show($0, person) },
            Act("transfer statement") {
                try TransferCommands.statement($0, volunteer: person, file: fresh(folder))
            },
        ]
    }

    /// What writes.
    private static func deeds(_ folder: URL) -> [Act] {
        [
            Act("login") { try login($0) },
            Act("volunteer add") { place in
                var fields = VolunteerFields()
                fields.name = "王五"
                return try VolunteerCommands.add(place, fields, code: "620102001")
            },
            Act("hours add") { place in
                let fields = HoursFields(
                    volunteer: person, activity: "值班", start: "2026-05-01 09:00",
                    end: "2026-05-01 10:00")
                return try HoursCommands.add(place, fields)
            },
            Act("volunteer reveal") {
                try VolunteerCommands.reveal($0, person, RevealGrounds(reason: "核对"))
            },
            Act("volunteer export") { try VolunteerCommands.export($0, order(folder)) },
            Act("hours export") { try HoursCommands.export($0, order(folder)) },
            Act("bundle export") { place in
                let code = place.home.role == .station ? nil : "620102001"
                return try BundleCommands.export(
                    place, file: fresh(folder), to: code, cutsPieces: false)
            },
            Act("bundle import") { try taken($0, folder) },
            Act("station invite") { place in
                return try StationCommands.invite(
                    place,
                    .init(
                        code: "620102003", name: "三站", addresses: ["127.0.0.1:1"],
                        file: fresh(folder)))
            },
            Act("key rotate") { try KeyCommands.rotate($0) },
            Act("backup create") { try BackupCommands.create($0, file: fresh(folder)) },
            Act("db rebuild") { try DatabaseCommands.rebuild($0) },
            Act("volunteer list again") { try VolunteerCommands.list($0) },
        ]
    }

    private static func order(_ folder: URL) -> ExportOrder {
        ExportOrder(
            file: fresh(folder), grounds: RevealGrounds(reason: "上报"), code: "620102001")
    }

    private static func fresh(_ folder: URL) -> String {
        folder.appendingPathComponent("work/out-\(UUID().uuidString)").path
    }

    private static func metrics(_ place: Workplace) throws -> NodeCard {
        _ = try NodeFigures(of: place.home, counted: NodeMetrics()).exposition()
        return try NodeCommands.info(place)
    }

    private static func login(_ place: Workplace) throws -> NodeCard {
        let desk = LoginDesk(place, cost: cost)
        let session = try desk.login("cao", password: "anders-456")
        _ = try desk.resume(session.token)
        _ = try RecoveryCommands.challenge(place, login: "cao")
        return try NodeCommands.info(place)
    }

    /// The stick that lay beside the nodes when they were sound.
    private static func taken(_ place: Workplace, _ folder: URL) throws -> BundleImported {
        let name = place.home.role == .station ? "to-station" : "to-county"
        return try BundleCommands.take(
            place, file: folder.appendingPathComponent("sound/\(name)").path,
            receipt: fresh(folder))
    }

    private mutating func attempt(
        _ name: String, _ cell: BentCell, _ number: Int, _ body: () throws -> any Report
    ) {
        attempt(name, cell, number) { () -> (any Report)? in try body() }
    }

    private mutating func attempt(
        _ name: String, _ cell: BentCell, _ number: Int, _ body: () throws -> (any Report)?
    ) {
        note(number, "\(cell): \(name)")
        do {
            guard let report = try body() else { return }
            _ = report.text(in: .zh)
            _ = try JSONEncoder().encode(report)
        } catch {
            let problem = Problem(error)
            if problem.exit == .bug { bugs.append("\(cell): \(name): \(error)") }
        }
    }

    private func note(_ number: Int, _ text: String) {
        try? Data("\(number) \(text)".utf8).write(to: step)
    }

    /// The cell that was last under way, and what was done with it.
    static func last(in folder: URL) -> (number: Int, text: String)? {
        let url = folder.appendingPathComponent("step")
        let text = (try? String(contentsOf: url, encoding: .utf8)) ?? ""
        guard let space = text.firstIndex(of: " "), let number = Int(text[..<space]) else {
            return nil
        }
        return (number, String(text[text.index(after: space)...]))
    }
}
