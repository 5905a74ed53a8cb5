import Authority
import Commands
import Foundation
import Node
import ServiceRecords
import Testing

/// A running county that knows what one station has recorded, and the people of that county; asked at its
/// console, byte by byte.
final class APIScene {
    static let code = "620102001"
    static let password = "雪山-狮子-123"
    static let root = "/api/v1/"

    let folder: Folder
    let county: Workplace
    private let node: ServedNode

    /// - Parameter people: logins with their roles, all with the same password.
    init(_ people: [String: Role] = ["cao": .countyOperator, "guan": .administrator]) throws {
        folder = try Folder()
        county = Workplace(
            home: try NodeHome.create(
                in: folder.url.appendingPathComponent("county"), role: .county, code: "620102",
                name: "城关区"))
        let join = folder.path("join.json")
        _ = try StationCommands.invite(
            county, .init(code: Self.code, name: "酒泉路街道", file: join))
        let station = Workplace(
            home: try NodeHome.join(
                JoinFile(json: try Data(contentsOf: URL(fileURLWithPath: join))),
                in: folder.url.appendingPathComponent("station")))
        var fields = VolunteerFields()
        fields.name = "张三"
        fields.phones = ["13800138000"]
        _ = try VolunteerCommands.add(station, fields, code: nil)
        let stick = folder.path("up.yzb")
        _ = try BundleCommands.export(station, file: stick, to: nil, cutsPieces: false)
        _ = try BundleCommands.take(county, file: stick, receipt: nil)
        for (login, role) in people.sorted(by: { $0.key < $1.key }) {
            _ = try UserCommands.add(
                county, login: login, name: "某某", role: role.name, code: nil)
            _ = try Self.desk(county).set(password: Self.password, of: login)
        }
        node = try ServedNode(
            [
                "--data-dir", county.home.directory.path, "--listen", "127.0.0.1:0", "--console",
                "127.0.0.1:0",
            ], errors: folder.path("words"))
    }

    deinit { node.stop() }

    var address: String { node.console }
    var isRunning: Bool { node.process.isRunning }
    /// Everything that the node has said to its own people.
    var words: String { node.words }

    /// At which a password costs nothing.
    static func desk(_ place: Workplace) -> LoginDesk {
        LoginDesk(place, cost: PasswordCost(rounds: 16, blockSize: 1, parallelism: 1))
    }

    /// Changes in all logs, and instructions that were ever given.
    func written() throws -> [Int] {
        [
            try StationCommands.list(county).stations.reduce(0) { $0 + $1.changes },
            try ResyncCommands.status(county, all: true).instructions.count,
            try BackupCommands.list(county).backups.count,
        ]
    }

    func login(_ login: String) throws -> String {
        let answer = try post("user/login", ["login": login, "password": Self.password])
        return try #require(answer.data["token"] as? String, "\(answer.text)")
    }

    // MARK: Asking

    struct Answer {
        var status = 0
        /// By their names in small letters.
        var fields: [String: String] = [:]
        var text = ""

        private var json: [String: Any] {
            let object = try? JSONSerialization.jsonObject(with: Data(text.utf8))
            return object as? [String: Any] ?? [:]
        }
        var kind: String { json["kind"] as? String ?? "" }
        var data: [String: Any] { json["data"] as? [String: Any] ?? [:] }
        /// Of a problem.
        var code: String { data["code"] as? String ?? "" }
        /// But for the time of the answer.
        var timeless: String { APIScene.timeless(text) }
    }

    static func timeless(_ text: String) -> String {
        text.split(separator: "\n").filter { !$0.hasPrefix("  \"at\" : ") }
            .joined(separator: "\n")
    }

    func get(_ path: String, token: String? = nil) throws -> Answer {
        try ask(["GET \(Self.root)\(path) HTTP/1.1"] + Self.bearer(token))
    }

    func post(
        _ path: String, _ body: [String: Any] = [:], token: String? = nil
    ) throws -> Answer {
        let data = try JSONSerialization.data(withJSONObject: body)
        return try post(path, text: String(decoding: data, as: UTF8.self), token: token)
    }

    func post(_ path: String, text: String, token: String? = nil) throws -> Answer {
        try ask(
            ["POST \(Self.root)\(path) HTTP/1.1", "Content-Type: application/json"]
                + Self.bearer(token), body: text)
    }

    static func bearer(_ token: String?) -> [String] {
        token.map { ["Authorization: Bearer \($0)"] } ?? []
    }

    /// - Parameter head: the first line, and fields; `Host` and the body's length are added unless they stand
    ///   there.
    func ask(_ head: [String], body: String? = nil) throws -> Answer {
        var head = head
        func add(_ name: String, _ value: String) {
            guard !head.contains(where: { $0.hasPrefix(name + ":") }) else { return }
            head.append("\(name): \(value)")
        }
        add("Host", address)
        add("Connection", "close")
        if let body, !head.contains("Transfer-Encoding: chunked") {
            add("Content-Length", "\(body.utf8.count)")
        }
        let bytes = (head.joined(separator: "\r\n") + "\r\n\r\n" + (body ?? "")).utf8
        let whole = String(
            decoding: try RawRequest.say(Array(bytes), to: address, patience: 30_000),
            as: UTF8.self)
        let parts = whole.components(separatedBy: "\r\n\r\n")
        let lines = parts[0].components(separatedBy: "\r\n")
        var answer = Answer()
        answer.status = lines[0].split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        for line in lines.dropFirst() {
            let pair = line.split(separator: ":", maxSplits: 1).map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            if pair.count == 2 { answer.fields[pair[0].lowercased()] = pair[1] }
        }
        answer.text = parts.dropFirst().joined(separator: "\r\n\r\n")
        return answer
    }
}
