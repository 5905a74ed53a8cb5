import Foundation
import Node
import Testing

@Suite(.timeLimit(.minutes(1))) struct SystemNotifyTests {
    @Test(arguments: [false, true])
    func `systemd hears each message, at a path and at an abstract name`(abstract: Bool) throws {
        let place = try TemporaryPlace()
        let name = (abstract ? "@" : "") + place.path + "/notify"
        let manager = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        defer { close(manager) }
        let bound = withUnixAddress(name) { bind(manager, $0, $1) }
        try #require(bound == 0)

        let notify = SystemNotify(environment: ["NOTIFY_SOCKET": name])
        notify.ready()
        notify.status("第一行\nREADY=1")
        notify.watchdog()
        notify.stopping()
        #expect(receive(on: manager) == "READY=1")
        #expect(receive(on: manager) == "STATUS=第一行 READY=1")
        #expect(receive(on: manager) == "WATCHDOG=1")
        #expect(receive(on: manager) == "STOPPING=1")
        #expect(receive(on: manager) == nil)
    }

    /// Nobody, nobody any more, a kind we do not know, and a path that is too long.
    static let silent: [[String: String]] = [
        [:], ["NOTIFY_SOCKET": ""], ["NOTIFY_SOCKET": "/nonexistent/notify"],
        ["NOTIFY_SOCKET": "vsock:2:1234"],
        ["NOTIFY_SOCKET": "/" + String(repeating: "x", count: 200)],
    ]

    @Test(arguments: silent)
    func `without a listener nothing happens`(environment: [String: String]) {
        SystemNotify(environment: environment).ready()
    }

    static let watchdogs: [([String: String], Duration?)] = [
        ([:], nil), (["WATCHDOG_USEC": "20000000"], .seconds(10)), (["WATCHDOG_USEC": "0"], nil),
        (["WATCHDOG_USEC": "soon"], nil), (["WATCHDOG_USEC": "2000", "WATCHDOG_PID": "1"], nil),
        (["WATCHDOG_USEC": "2000", "WATCHDOG_PID": "\(getpid())"], .milliseconds(1)),
    ]

    @Test(arguments: watchdogs)
    func `the watchdog's interval is half its time, if it watches us`(
        environment: [String: String], interval: Duration?
    ) {
        #expect(SystemNotify(environment: environment).watchdogInterval == interval)
    }

    private func receive(on manager: Int32) -> String? {
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = recv(manager, &bytes, bytes.count, Int32(MSG_DONTWAIT))
        return count < 0 ? nil : String(decoding: bytes.prefix(count), as: UTF8.self)
    }
}
