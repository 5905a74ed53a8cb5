import Commands
import Foundation
import Node
import ServiceRecords
import Store
import SyncCore
import Testing
import Texts

/// What nobody means is asked for again when it is entered. What another program has written is shown, on
/// its line, and hinders nothing.
@Suite struct PlausibleEntryTests {
    private let place: RecordPlace

    init() throws { place = try RecordPlace() }

    private func fields(_ change: (inout VolunteerFields) -> Void) -> VolunteerFields {
        var fields = VolunteerFields()
        change(&fields)
        return fields
    }

    @Test(arguments: ["2999-01-01", "1849-12-31", "0001-01-01"])
    func `nobody is registered, or corrected, as born when nobody was`(day: String) throws {
        let added = try problem {
            try VolunteerCommands.add(
                place.station,
                fields {
                    $0.name = "王芳"
                    $0.birthDate = day
                })
        }
        #expect(added.code == "birth-date-implausible" && added.exit == .badInput)
        try place.register()
        var person = fields { $0.birthDate = day }
        person.idNumber = ""
        let edited = try problem {
            try VolunteerCommands.edit(place.station, RecordPlace.idNumber, person)
        }
        #expect(edited.code == "birth-date-implausible")
        #expect(try VolunteerCommands.list(place.station).count == 1)
    }

    @Test func `what another program has written of somebody hinders no new telephone`() throws {
        var draft = Draft(Volunteer.kind)
        draft[Volunteer.name] = .text("张\n三")
        draft[Volunteer.birthDate] = .text("2999-01-01")
        draft[Volunteer.volunteerNumber] = .text("A\u{202E}1")
        let scope = try #require(try place.station.home.stationScope())
        let entity = try place.station.store.commit(
            to: scope, by: place.station.home.author, at: RecordPlace.now
        ) { try $0.write(draft) }
        let done = try VolunteerCommands.edit(
            place.station, entity.description, fields { $0.phones = ["13800138000"] })
        #expect(done.result == "edited")
        let corrected = try problem {
            try VolunteerCommands.edit(
                place.station, entity.description, fields { $0.gender = "女" })
        }
        #expect(corrected.exit == .badInput, "who corrects a person corrects all that is wrong")
        let whole = fields {
            $0.name = "张三"
            $0.birthDate = "1999-01-01"
        }
        #expect(
            try VolunteerCommands.edit(place.station, entity.description, whole).result == "edited")
    }

    @Test(arguments: ["两行\n说明", "\u{1B}[2J", "倒\u{202E}转"])
    func `no caption and no name of a file leaves its line`(text: String) throws {
        try place.register()
        let file = try place.folder.write("p.jpg", "照片")
        let captioned = try problem {
            try AttachmentCommands.add(
                place.station, file: file, to: RecordPlace.idNumber, caption: text)
        }
        #expect(captioned.code == "caption-not-one-line" && captioned.exit == .badInput)
        let named = try place.folder.write(text + ".jpg", "照片")
        let refused = try problem {
            try AttachmentCommands.add(place.station, file: named, to: RecordPlace.idNumber)
        }
        #expect(refused.code == "bad-file-name" && refused.exit == .badInput)
        #expect(try AttachmentCommands.list(place.station).attachments.isEmpty)
    }

    @Test func `names of places and users that another program wrote stay on their line`() throws {
        let (store, home) = (place.county.store, place.county.home)
        let name = "假\n620102009  冒名街道"
        let scope = try #require(try place.station.home.stationScope())
        try store.commit(to: scope, by: home.author, at: RecordPlace.now) { door in
            var draft = Draft(Station.kind, entity: try door.view.stationRecord(of: scope))
            draft[Station.name] = .text(name)
            draft[Station.code] = .text("620102001")
            try door.edit(draft)
            _ = try door.write(user: "wang", name: "王\n五")
        }
        let stations = try StationCommands.list(place.county)
        #expect(stations.text(in: .zh).split(separator: "\n").count == 1)
        #expect(stations.stations.map(\.name) == [name], "programs are told what stands there")
        let users = try UserCommands.list(place.county)
        #expect(users.text(in: .zh).split(separator: "\n").count == 1)
        #expect(users.users.map(\.name.value) == ["王\n五"])
    }
}
