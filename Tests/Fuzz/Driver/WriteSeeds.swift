import Foundation
import FuzzTargets

/// A folder for each target, a file for each of its seeds.
func writeSeeds(below folder: URL) throws {
    for target in FuzzTarget.all {
        let place = folder.appending(path: target.name, directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        for (number, seed) in try target.seeds().enumerated() {
            try Data(seed).write(to: place.appending(path: "seed-\(number)"))
        }
    }
}
