import Foundation
import FuzzTargets
import Testing

/// What the fuzzer has come upon stays tried: a crash that was found once stays found.
@Suite struct CorpusTests {
    static let folder = URL(filePath: #filePath, directoryHint: .notDirectory)
        .deletingLastPathComponent().appending(path: "../Corpus").standardizedFileURL

    static func files(of target: FuzzTarget) throws -> [(name: String, bytes: [UInt8])] {
        let place = folder.appending(path: target.name)
        return try FileManager.default.contentsOfDirectory(
            at: place, includingPropertiesForKeys: nil
        ).map { ($0.lastPathComponent, [UInt8](try Data(contentsOf: $0))) }
    }

    @Test(arguments: FuzzTarget.all)
    func everyFileIsTakenOrRefusedAsItShouldBe(target: FuzzTarget) throws {
        var taken = 0
        let files = try Self.files(of: target)
        for file in files {
            do throws(Violation) {
                if try target.check(file.bytes) { taken += 1 }
            } catch { Issue.record("\(target.name)/\(file.name): \(error)") }
        }
        #expect(taken > 0)
        #expect(taken < files.count, "bytes that are refused are there, too")
    }

    @Test(arguments: FuzzTarget.all)
    func everySeedIsTaken(target: FuzzTarget) throws {
        for (number, seed) in try target.seeds().enumerated() {
            #expect(try target.check(seed), "\(target.name), seed \(number)")
        }
    }

    @Test(arguments: FuzzTarget.all)
    func theSeedsAreTheSameEveryTime(target: FuzzTarget) throws {
        #expect(try target.seeds() == target.seeds())
    }

    @Test func everyFolderHasItsTargetAndLittleInIt() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
        #expect(names.sorted() == FuzzTarget.all.map(\.name).sorted())
        for target in FuzzTarget.all {
            let files = try Self.files(of: target)
            #expect(files.count <= 200, "\(target.name)")
            #expect(files.allSatisfy { $0.bytes.count <= 16 << 10 }, "\(target.name)")
        }
    }
}
