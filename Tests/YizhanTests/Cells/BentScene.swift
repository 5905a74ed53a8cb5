import Authority
import Commands
import Foundation
import Node
import Store
import SyncCore
import Testing

/// A county and a station with something in nearly every table, as they lie on their disks.
struct BentScene {
    let folder: Folder
    var sound: URL { folder.url.appendingPathComponent("sound") }

    init() throws {
        let place = try RecordPlace(addresses: ["127.0.0.1:1"])
        try Self.work(at: place)
        folder = try Folder()
        try FileManager.default.createDirectory(at: sound, withIntermediateDirectories: true)
        for home in [place.station.home, place.county.home] {
            try home.store.checkpointFile()
            let copy = sound.appendingPathComponent(home.role == .county ? "county" : "station")
            try FileManager.default.copyItem(at: home.directory, to: copy)
            try BentCell.fillEmptyTables(of: copy.appendingPathComponent(Store.fileName))
        }
        for name in ["to-station", "to-county"] {
            let stick = sound.appendingPathComponent(name)
            try FileManager.default.copyItem(atPath: place.folder.path(name), toPath: stick.path)
        }
    }

    private static func work(at place: RecordPlace) throws {
        try place.register()
        let report = try place.hours(
            "张三,\(RecordPlace.idNumber),巡查,2026-03-01 09:00,2026-03-01 11:30,,李四,",
            "张三,\(RecordPlace.idNumber),探访,2026-03-02 09:00,2026-03-02 10:00,0.5,李四,陈主任")
        try #require(report.taken == 2)
        try place.exchange()
        try place.makeConflict()
        _ = try VolunteerCommands.erase(place.station, RecordPlace.idNumber, .ask(reason: "本人要求"))
        _ = try UserCommands.add(
            place.county, login: "cao", name: "曹某", role: "worker", code: "620102001")
        for _ in 0..<2 { try place.exchange() }
        let cost = PasswordCost(rounds: 16, blockSize: 1, parallelism: 1)
        for node in [place.station, place.county] {
            // Whoever has no role there has no password there.
            _ = try? LoginDesk(node, cost: cost).set(password: "anders-456", of: "cao")
        }
        var fields = VolunteerFields()
        fields.name = "赵六"
        _ = try VolunteerCommands.add(place.station, fields)
        _ = try BundleCommands.export(
            place.station, file: place.folder.path("to-county"), to: nil, cutsPieces: false)
        _ = try BundleCommands.export(
            place.county, file: place.folder.path("to-station"), to: "620102001",
            cutsPieces: false)
        try place.exchange()
        fields.name = "孙七"
        _ = try VolunteerCommands.add(place.station, fields)
    }
}
