import Foundation
import Testing
import Transport

@testable import Node

/// How a proxy and its credentials are given.
@Suite struct ProxySettingsTests {
    static let addresses: [(String, String?)] = [
        ("http://127.0.0.1:3128", "http://127.0.0.1:3128"),
        ("socks5://localhost:1080", "socks5://127.0.0.1:1080"),
        ("http://[::1]:3128", "http://[::1]:3128"), ("https://127.0.0.1:3128", nil),
        ("socks4://127.0.0.1:1080", nil), ("127.0.0.1:3128", nil), ("http://127.0.0.1", nil),
        ("http://127.0.0.1:0", nil), ("http://127.0.0.1:3128/", nil),
        ("http://a:b@127.0.0.1:3128", nil), ("HTTP://127.0.0.1:3128", nil), ("", nil),
    ]

    @Test(arguments: addresses)
    func `an address is read and written back, or refused`(text: String, written: String?) {
        #expect(ProxyAddress(text)?.description == written)
    }

    private func settings(_ content: [UInt8]?, mode: Int) throws -> UpstreamSettings {
        let place = try TemporaryPlace()
        let path = place.path + "/credentials"
        if let content {
            try Data(content).write(to: URL(fileURLWithPath: path))
            try FileManager.default.setAttributes(
                [.posixPermissions: mode], ofItemAtPath: path)
        }
        return try UpstreamSettings(
            pacing: .init(), proxy: ProxyAddress("http://127.0.0.1:3128"), credentials: path)
    }

    @Test(arguments: ["user:word", "user:word\n", "u:", "user:with:colons 和"])
    func `credentials are one line of a private file`(text: String) throws {
        let settings = try settings(Array(text.utf8), mode: 0o600)
        #expect(settings.proxy?.credentials == text.trimmingCharacters(in: .newlines))
    }

    @Test(arguments: [0o640, 0o604, 0o620, 0o666, 0o644])
    func `a file that others may touch is refused`(mode: Int) throws {
        #expect {
            try settings(Array("user:word".utf8), mode: mode)
        } throws: { error in
            guard case ProxyCredentialsError.notPrivate = error else { return false }
            return true
        }
    }

    static let malformed: [[UInt8]] = [
        [], Array("user".utf8), Array(":word".utf8), Array("a:b\nc:d\n".utf8), [0x61, 0x3A, 0],
        [0x61, 0x3A, 0xFF], Array("a:\(String(repeating: "x", count: 1_024))".utf8),
    ]

    @Test(arguments: malformed)
    func `what is no line of credentials is refused`(content: [UInt8]) throws {
        #expect {
            try settings(content, mode: 0o600)
        } throws: { error in
            guard case ProxyCredentialsError.malformed = error else { return false }
            return true
        }
    }

    @Test func `a file that is not there is refused, and so is a folder`() throws {
        let place = try TemporaryPlace()
        for path in [place.path + "/none", place.path] {
            #expect(throws: ProxyCredentialsError.unreadable(path: path)) {
                try UpstreamSettings(
                    pacing: .init(), proxy: ProxyAddress("http://127.0.0.1:3128"),
                    credentials: path)
            }
        }
    }
}
