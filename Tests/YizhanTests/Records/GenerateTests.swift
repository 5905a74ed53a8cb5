import Commands
import Foundation
import Testing

@Suite struct GenerateTests {
    private func order(
        _ profile: GenerateProfile, _ folder: Folder, _ name: String = "out"
    ) -> GenerateCommands.Order {
        .init(profile: profile, seed: 7, directory: folder.path(name))
    }

    @Test func theSameSeedGivesTheSameBytesInTwoProcesses() throws {
        let folder = try Folder()
        for name in ["a", "b"] {
            let result = try Program.run([
                "generate", "--profile", "station", "--seed", "7", "--volunteers", "50",
                "--records", "300", "--out", folder.path(name),
            ])
            try #require(result.exit == 0, "\(result.errors)")
        }
        for file in ["volunteers.csv", "hours.csv", "README.txt"] {
            let bytes = try ["a", "b"].map {
                try Data(contentsOf: folder.url.appendingPathComponent("\($0)/\(file)"))
            }
            #expect(bytes[0] == bytes[1], "\(file)")
        }
    }

    @Test func anotherSeedGivesOtherPeople() throws {
        let folder = try Folder()
        let files = try [UInt64(7), 8].map { seed in
            var order = GenerateCommands.Order(
                profile: .station, seed: seed, directory: folder.path("\(seed)"))
            (order.volunteers, order.records) = (20, 20)
            _ = try GenerateCommands.generate(order)
            return try String(
                contentsOfFile: folder.path("\(seed)/volunteers.csv"), encoding: .utf8)
        }
        #expect(files[0] != files[1])
    }

    @Test func whatIsGeneratedIsTakenWhole() throws {
        let place = try RecordPlace()
        var order = order(.station, place.folder)
        (order.volunteers, order.records) = (40, 900)
        let made = try GenerateCommands.generate(order)
        let volunteers = try VolunteerCommands.importList(
            place.station, file: place.folder.path("out/volunteers.csv"))
        #expect(volunteers.taken == 40)
        let hours = try HoursCommands.importList(
            place.station, file: place.folder.path("out/hours.csv"))
        #expect(hours.taken == 900)
        #expect(hours.rejected == 0)
        #expect(try place.total().seconds == made.seconds)
    }

    @Test func panjinComesToItsHoursExactly() throws {
        let folder = try Folder()
        let made = try GenerateCommands.generate(order(.panjin, folder))
        #expect(made.seconds == 55_809 * 3_600)
        #expect(made.stations.count == 46)
        #expect(made.volunteers == 190_000)
    }

    @Test func nobodyLivesInTwoPlaces() throws {
        let folder = try Folder()
        var order = order(.county, folder)
        order.scale = 2
        let made = try GenerateCommands.generate(order)
        #expect(made.stations.count == 13)
        var numbers: [Substring] = []
        for station in made.stations {
            let text = try String(
                contentsOfFile: folder.path("out/\(station.code)/volunteers.csv"),
                encoding: .utf8)
            numbers += text.split(whereSeparator: \.isNewline).dropFirst().map {
                $0.split(separator: ",")[1]
            }
        }
        #expect(numbers.count == made.volunteers)
        #expect(Set(numbers).count == numbers.count)
        #expect(numbers.allSatisfy { $0.hasPrefix("99") })
    }

    @Test func aFolderOfOthersIsLeftAlone() throws {
        let folder = try Folder()
        _ = try folder.write("thesis.txt", "mine")
        let found = try problem {
            try GenerateCommands.generate(
                .init(profile: .station, seed: 1, directory: folder.url.path))
        }
        #expect(found.code == "folder-not-empty")
    }

    @Test func moreRecordsThanFitAreRefused() throws {
        let folder = try Folder()
        var order = order(.station, folder)
        (order.volunteers, order.records) = (1, 4_000)
        #expect(try problem { try GenerateCommands.generate(order) }.code == "too-many-records")
    }
}
