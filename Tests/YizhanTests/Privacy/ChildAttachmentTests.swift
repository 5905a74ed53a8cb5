import Commands
import Foundation
import Logging
import Node
import ServiceRecords
import Store
import SyncCore
import Testing
import Texts

/// A file that is about a child goes to nobody who has not named an approved purpose.
@Suite struct ChildAttachmentTests {
    private let place: RecordPlace
    private let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    init() throws {
        place = try RecordPlace()
        try place.register()
        try #require(
            try place.volunteers("小明明,\(Self.child),13800138009,620102001").taken == 1)
    }

    /// Born 2015-06-01: eleven by the clock of the place.
    private static var child: String {
        let digits = "11010520150601002"
        return digits + (CitizenNumber.checkCharacter(of: digits).map(String.init) ?? "")
    }

    private func attach(_ name: String, to record: String) throws -> String {
        let file = try place.folder.write(name, "附件 \(name)")
        return try #require(
            try AttachmentCommands.add(place.station, file: file, to: record).id.value)
    }

    /// A second record that names the same bytes, as any writer of the scope can make one.
    private func attachAgain(_ id: String, to number: String) throws -> String {
        let store = place.station.store
        let scope = try #require(try place.station.home.stationScope())
        let (card, person) = try store.view { view in
            let entity = try #require(Entity(hex: id))
            return (
                try #require(try view.attachment(entity)),
                try #require(try view.volunteers(withIDNumber: number).first).entity
            )
        }
        var draft = Draft(Attachment.kind)
        draft[Attachment.subject] = .reference(person)
        draft[Attachment.size] = .int(Int64(card.size))
        draft[Attachment.digest] = card.name.map { .text($0.hex) }
        draft[Attachment.salt] = card.salt.map { .text(Hex.encode($0)) }
        return try store.commit(
            to: scope, by: place.station.home.author, at: RecordPlace.now
        ) { try $0.write(draft) }.description
    }

    private func fetch(_ id: String, _ purpose: String? = nil) throws -> String {
        let out = place.folder.path("out-\(UUID().uuidString)")
        _ = try AttachmentCommands.fetch(
            place.station, id, to: out, RevealGrounds(reason: "核对", purpose: purpose), log: log)
        return out
    }

    private func disclosures() throws -> [Disclosure] {
        let scope = try #require(try place.station.home.stationScope())
        return try place.station.store.changes(in: scope).compactMap { Disclosure($0.canonical) }
    }

    @Test func `of a child's record, of its service, and of a file that hangs at both`() throws {
        let grown = try attach("a.jpg", to: RecordPlace.idNumber)
        #expect(try fetch(grown).isEmpty == false)
        let own = try attach("b.jpg", to: Self.child)
        _ = try HoursCommands.add(
            place.station,
            HoursFields(
                volunteer: Self.child, activity: "巡逻", start: "2026-11-20 09:00",
                end: "2026-11-20 10:00"))
        let service = try attach("c.jpg", to: try place.onlyRecord())
        let both = try attachAgain(own, to: RecordPlace.idNumber)
        let before = try disclosures().count
        for id in [own, service, both] {
            for purpose in [nil, "98", "好奇"] {
                let refused = try problem { try fetch(id, purpose) }
                #expect(refused.exit == .notPermitted, "\(purpose ?? "none")")
            }
        }
        #expect(try disclosures().count == before, "nothing was handed out, and nothing written")
        for id in [own, service, both] {
            let file = try fetch(id, "监护人申请")
            #expect(FileManager.default.fileExists(atPath: file))
        }
        #expect(try disclosures().suffix(3).map(\.purpose) == ["01", "01", "01"])
    }

    @Test func `what a child's file is called, and says, is shown with the purpose alone`() throws {
        let file = try place.folder.write("小明明家访.jpg", "照片")
        let own = try #require(
            try AttachmentCommands.add(
                place.station, file: file, to: Self.child, caption: "小明明在家"
            ).id.value)
        let grown = try attach("a.jpg", to: RecordPlace.idNumber)
        let list = try AttachmentCommands.list(place.station)
        let json = String(decoding: try JSONEncoder().encode(list), as: UTF8.self)
        for text in [list.text(in: .zh), list.text(in: .en), json] {
            #expect(!text.contains("明明") && text.contains("a.jpg"))
        }
        let shown = list.attachments.first { $0.id == own }
        #expect(shown?.fileName.value == "＊" && shown?.caption.value == "＊")
        #expect(list.attachments.first { $0.id == grown }?.fileName.value == "a.jpg")
        let out = place.folder.path("out.jpg")
        let fetched = try AttachmentCommands.fetch(
            place.station, own, to: out, RevealGrounds(reason: "核对", purpose: "01"), log: log)
        #expect(fetched.fileName.value == "小明明家访.jpg" && fetched.caption.value == "小明明在家")
    }
}
