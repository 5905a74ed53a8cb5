import Foundation
import Glibc
import Testing

/// The console answers while the line keeps the daemon waiting.
@Suite struct FiguresWhileBusyTests {
    @Test func figuresAreToldDuringAnExchange() throws {
        let folder = try Folder()
        let silent = try SilentListener()
        for command in [
            [
                "node", "init", "--role", "county", "--code", "620102", "--name", "城关区",
                "--data-dir", folder.path("C"),
            ],
            [
                "station", "invite", "--data-dir", folder.path("C"), "--code", "620102001",
                "--name", "酒泉路街道", "--address", silent.address, "--out", folder.path("j"),
            ],
            ["node", "init", "--join", folder.path("j"), "--data-dir", folder.path("A")],
            ["volunteer", "add", "--name", "王小明", "--data-dir", folder.path("A")],
        ] {
            let result = try Program.run(command)
            try #require(result.exit == 0, "\(result.errors)")
        }
        let station = try ServedNode(
            ["--data-dir", folder.path("A"), "--console", "127.0.0.1:0"],
            errors: folder.path("log"))
        defer { station.stop() }
        try #require(silent.isCalled(), "the daemon's exchange is under way")
        let began = ContinuousClock.now
        let figures = try RawRequest.ask("GET", "/metrics", of: station.console)
        #expect(began.duration(to: .now) < .seconds(2))
        #expect(figures.status == 200)
        #expect(figures.body.contains("yizhan_sync_pending_changes 1\n"))
        #expect(!figures.body.contains("yizhan_sync_exchanges_total{"), "it has not ended")
        #expect(try RawRequest.ask("GET", "/readyz", of: station.console).status == 200)
    }
}

/// Takes connections and never says a word.
private final class SilentListener {
    let address: String
    private let descriptor: Int32

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let result = withUnsafeMutablePointer(to: &place) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) | listen(descriptor, 8)
                    | getsockname(descriptor, $0, &size)
            }
        }
        try #require(result == 0)
        address = "127.0.0.1:\(UInt16(bigEndian: place.sin_port))"
    }

    deinit { close(descriptor) }

    /// Whether somebody connects within ten seconds.
    func isCalled() -> Bool {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&waiting, 1, 10_000) == 1
    }
}
