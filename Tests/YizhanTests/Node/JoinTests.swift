import Authority
import Commands
import Foundation
import Node
import SyncCore
import Testing

/// One directory is one node: joining it again never makes another of it, never mixes two join files
/// of different stations, and never harms the records that are there.
@Suite struct JoinTests {
    private let place: RecordPlace
    private let directory: URL

    init() throws {
        place = try RecordPlace()
        directory = place.station.home.directory
    }

    /// Another join file: of the same station for a second PC, or of another station.
    private func invite(_ code: String, _ name: String) throws -> URL {
        let path = place.folder.path("\(name).json")
        _ = try StationCommands.invite(
            place.county, .init(code: code, name: name, file: path))
        return URL(fileURLWithPath: path)
    }

    static let others = [("620102001", "酒泉路街道"), ("620102002", "张掖路街道")]

    private func info(_ home: NodeHome) throws -> NSDictionary {
        try NodeCommands.info(Workplace(home: home)).data() as NSDictionary
    }

    @Test func theJoinFileOfAnotherStationFindsTheDirectoryOccupied() throws {
        try place.register()
        let file = try invite("620102002", "张掖路街道")
        let before = try info(place.station.home)
        let secret = try place.station.home.joinSecret()
        let found = try problem { try NodeCommands.join(file: file, in: directory) }
        #expect(found.code == "occupied")
        #expect(found.exit == .badInput)
        let home = try NodeHome(opening: directory)
        #expect(try info(home) == before)
        #expect(try home.joinSecret() == secret)
        #expect(try VolunteerCommands.list(Workplace(home: home)).count == 1)
    }

    /// The first file expired, say: the station shows the new one, and is the same station.
    @Test func aNewJoinFileOfTheSameStationIsTakenAndItsRecordsStay() throws {
        try place.register()
        let file = try invite("620102001", "酒泉路街道")
        let secret = try JoinFile(json: try Data(contentsOf: file)).content().secret
        #expect(try place.station.home.joinSecret() != secret)
        let before = try info(place.station.home)
        for _ in 0..<2 {
            _ = try NodeCommands.join(file: file, in: directory)
            let home = try NodeHome(opening: directory)
            #expect(try info(home) == before)
            #expect(try home.joinSecret() == secret)
            #expect(try VolunteerCommands.list(Workplace(home: home)).count == 1)
        }
    }

    @Test func anAggregatorIsNotMadeWhereAStationLives() throws {
        let found = try problem {
            try NodeCommands.create(in: directory, role: .county, code: "620103", name: "七里河区")
        }
        #expect(found.code == "occupied")
        #expect(try NodeHome(opening: directory).role == .station)
    }

    /// What an attempt that was cut off may have left: the secret of its join file, or its scope key.
    @Test(arguments: others)
    func whatAnotherAttemptLeftIsNotMixedIn(code: String, name: String) throws {
        let file = try invite(code, name)
        let cut = place.folder.url.appendingPathComponent("cut")
        let keys = KeyFolder(in: cut)
        let left = [UInt8](repeating: 9, count: 32)
        try keys.write(left, as: "join.key")
        let found = try problem { try NodeCommands.join(file: file, in: cut) }
        #expect(found.code == "occupied")
        #expect(try keys.read("join.key") == left)
        #expect(throws: HomeError.notANode) { try NodeHome(opening: cut) }
    }

    @Test func anAttemptThatWasCutOffIsFinishedWithItsOwnFile() throws {
        let file = try invite("620102002", "张掖路街道")
        let content = try JoinFile(json: try Data(contentsOf: file)).content()
        let cut = place.folder.url.appendingPathComponent("cut")
        let keys = KeyFolder(in: cut)
        try keys.write(content.scopeKey, as: KeyFolder.scope(content.scope))
        try keys.write(content.secret, as: "join.key")
        let card = try NodeCommands.join(file: file, in: cut)
        #expect(card.name == "张掖路街道")
        #expect(card.scopes == [content.scope.description])
    }
}
