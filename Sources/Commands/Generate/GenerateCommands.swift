import Foundation
import ServiceRecords
public import Texts

/// Made-up records for tests, demonstrations and measurements: no public data set of individual service
/// records exists, for good reasons. The same order gives the same bytes on every machine.
public enum GenerateCommands {
    public struct Order: Sendable {
        public var profile: GenerateProfile
        public var seed: UInt64
        /// The directory to fill: empty, absent, or filled by us before.
        public var directory: String
        /// A list of divisions from which townships get their codes and names.
        public var divisions: String?
        /// Per cent of the profile's size, 1…100.
        public var scale = 100
        /// In place of the profile's numbers.
        public var volunteers: Int?
        public var records: Int?

        public init(profile: GenerateProfile, seed: UInt64, directory: String) {
            self.profile = profile
            self.seed = seed
            self.directory = directory
        }
    }

    private static let labelFile = "README.txt"

    public static func generate(
        _ order: Order, progress: (Sentence) -> Void = { _ in }
    ) throws -> GenerateReport {
        let stations = try plan(order)
        let people = GeneratedPeople(seed: order.seed)
        try prepare(order)
        var report = GenerateReport(order)
        for station in stations {
            let folder =
                order.profile.isSingle
                ? order.directory : order.directory + "/" + station.township.code
            try makeFolder(folder)
            let seconds = try write(station, people, into: folder, seed: order.seed)
            report.add(station, seconds: seconds)
            progress(.record(.stationWritten(station.township.name)))
        }
        return report
    }

    private static func write(
        _ station: GeneratedStation, _ people: GeneratedPeople, into folder: String, seed: UInt64
    ) throws -> Int64 {
        var volunteers = try GeneratedFile(folder + "/volunteers.csv", seed: seed)
        try station.writeVolunteers(people, to: &volunteers)
        try volunteers.close()
        var hours = try GeneratedFile(folder + "/hours.csv", seed: seed)
        let seconds = try station.writeHours(people, to: &hours)
        try hours.close()
        return seconds
    }

    /// Stations differ in size, from half of the mean to one and a half; their numbers come to the
    /// profile's exactly.
    private static func plan(_ order: Order) throws -> [GeneratedStation] {
        guard (1...100).contains(order.scale) else {
            throw Problem("bad-scale", .usage, .record(.badScale(1...100)))
        }
        let townships = try GeneratedTownship.all(of: order.profile, list: order.divisions)
        let size = order.profile.size
        let volunteers = max(0, order.volunteers ?? max(1, size.volunteers * order.scale / 100))
        let records = max(0, order.records ?? max(1, size.records * order.scale / 100))
        let isWhole = order.volunteers == nil && order.records == nil
        let halfHours = isWhole ? size.halfHours.map { $0 * order.scale / 100 } : nil
        var chance = SplitMix64(seed: order.seed, stream: "sizes")
        let weights = townships.map { _ in 50 + chance.below(101) }
        func parts(_ whole: Int) -> [Range<Int>] { portions(of: whole, by: weights) }
        let people = parts(volunteers)
        let counts = parts(records)
        let halves = halfHours.map { portions(of: $0, by: counts.map(\.count)) }
        let teams = parts(size.teams)
        let stations = townships.indices.map { index in
            GeneratedStation(
                township: townships[index], people: people[index], records: counts[index].count,
                teams: teams[index].isEmpty ? index..<(index + 1) : teams[index],
                halfHours: halves?[index].count)
        }
        for station in stations where station.records > station.mostRecords {
            throw Problem(
                "too-many-records", .badInput,
                .record(.tooManyRecords(records: station.records, most: station.mostRecords)),
                remedy: .record(.tooManyRecordsRemedy))
        }
        return stations
    }

    /// Consecutive ranges of `whole`, in proportion to the weights.
    private static func portions(of whole: Int, by weights: [Int]) -> [Range<Int>] {
        let sum = max(1, weights.reduce(0, +))
        var seen = 0
        return weights.map { weight in
            let start = whole * seen / sum
            seen += weight
            return start..<(whole * seen / sum)
        }
    }

    private static func prepare(_ order: Order) throws {
        let path = order.directory
        let present = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        guard present.isEmpty || present.contains(labelFile) else {
            throw Problem(
                "folder-not-empty", .badInput, .record(.folderNotEmpty(path)),
                remedy: .record(.chooseEmptyFolder))
        }
        try makeFolder(path)
        guard
            FileManager.default.createFile(
                atPath: path + "/" + labelFile, contents: Data(label(order).utf8))
        else { throw GeneratedFile.failed(path) }
    }

    private static func makeFolder(_ path: String) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true)
        } catch { throw GeneratedFile.failed(path) }
    }

    private static func label(_ order: Order) -> String {
        """
        GENERATED RECORDS 虚构数据
        profile \(order.profile.rawValue), seed \(order.seed)

        Made up by "yizhan generate". Nobody in these files exists: citizens' numbers begin with 99,
        which is no area of China, telephone numbers with 140, which is given to no person.
        本目录由 yizhan generate 生成，人员和记录均为虚构：身份证号以 99 开头，手机号以 140 开头。

        """
    }
}

/// What was made up.
public struct GenerateReport: Report {
    public static let kind = "Generated"
    public let profile: String
    public let seed: UInt64
    public let directory: String
    public private(set) var volunteers = 0
    public private(set) var records = 0
    public private(set) var seconds: Int64 = 0
    public private(set) var stations: [Station] = []

    public struct Station: Encodable, Sendable, Hashable {
        public let code: String
        public let name: String
        public let volunteers: Int
        public let records: Int
        public let seconds: Int64
    }

    init(_ order: GenerateCommands.Order) {
        profile = order.profile.rawValue
        seed = order.seed
        directory = order.directory
    }

    mutating func add(_ station: GeneratedStation, seconds: Int64) {
        stations.append(
            Station(
                code: station.township.code, name: station.township.name,
                volunteers: station.people.count, records: station.records, seconds: seconds))
        volunteers += station.people.count
        records += station.records
        self.seconds += seconds
    }

    public func text(in language: Language) -> String {
        Sentence.record(
            .generated(
                stations: stations.count, volunteers: volunteers, records: records,
                hours: Seconds.hours(seconds))
        ).text(in: language)
    }
}
