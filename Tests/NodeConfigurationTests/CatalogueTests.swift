import Logging
import Node
import NodeServer
import Testing
import Texts

@testable import NodeConfiguration

/// The catalogue, held against what it configures.
@Suite struct CatalogueTests {
    @Test func theDefaultsAreThoseOfTheParts() {
        let configuration = Configuration()
        #expect(Schedule.Settings(configuration) == Schedule.Settings())
        #expect(PullSchedule.Settings(configuration) == PullSchedule.Settings())
        #expect(AttachmentSettings(configuration) == AttachmentSettings())
        #expect(Pacing.Settings(configuration) == Pacing.Settings())
        let limits = ServerLimits()
        #expect(configuration[ServerKeys.bodySize] == limits.bodyBytes)
        #expect(configuration[ServerKeys.bodyTime] == limits.bodyTime)
        #expect(configuration[ServerKeys.idleTime] == limits.idleTime)
        #expect(configuration[ServerKeys.answerTime] == limits.answerTime)
        #expect(configuration[ServerKeys.writeTime] == limits.writeTime)
        #expect(configuration[ServerKeys.requests] == limits.requests)
        #expect(configuration[ServerKeys.connections] == limits.connections)
        #expect(configuration[ServerKeys.retryAfter] == .seconds(limits.retryAfter))
        #expect(configuration[ServerKeys.stopTime] == limits.stopTime)
    }

    @Test func everyDefaultIsAValueOfItsKey() throws {
        for entry in ConfigCatalogue.entries {
            #expect(try entry.normalise(entry.standard) == entry.standard, "\(entry.name)")
        }
    }

    @Test func everyKeyHasOneNameOneVariableAndWords() {
        let entries = ConfigCatalogue.entries
        #expect(Set(entries.map(\.name)).count == entries.count)
        #expect(Set(entries.map(\.variable)).count == entries.count)
        for entry in entries {
            #expect(entry.name.split(separator: ".").count == 2, "\(entry.name)")
            #expect(!entry.meaning.zh.isEmpty && !entry.meaning.en.isEmpty)
            #expect(ConfigCatalogue.entry(named: entry.name)?.name == entry.name)
        }
        #expect(ConfigEntry(SyncKeys.retryFirst).variable == "YIZHAN_SYNC_RETRY_FIRST")
    }

    /// A key, a text, and how it is written back; nil where it is refused.
    static let values: [(String, String, String?)] = [
        ("sync.interval", "15m", "15m"), ("sync.interval", "900s", "15m"),
        ("sync.interval", "90s", "90s"), ("sync.interval", "10s", "10s"),
        ("sync.interval", "7d", "7d"), ("sync.interval", "168h", "7d"),
        ("sync.interval", "8d", nil), ("sync.interval", "15", nil), ("sync.interval", "m", nil),
        ("sync.interval", "1.5m", nil), ("sync.interval", "-15m", nil),
        ("sync.interval", "15 m", nil), ("sync.interval", "15M", nil),
        ("sync.interval", "１５m", nil), ("sync.interval", "99999999999999999999m", nil),
        ("sync.interval", "9223372036854775807d", nil), ("sync.settling", "0ms", "0ms"),
        ("sync.settling", "0s", "0ms"), ("sync.jitter", "0%", "0%"), ("sync.jitter", "50%", "50%"),
        ("sync.jitter", "20", nil), ("sync.jitter", "%", nil), ("sync.jitter", "-1%", nil),
        ("server.body-size", "8MiB", "8MiB"), ("server.body-size", "4096KiB", "4MiB"),
        ("server.body-size", "8388609B", nil), ("server.body-size", "8MB", nil),
        ("server.body-size", "1MiB", nil), ("server.requests", "1", "1"),
        ("server.requests", "0", nil), ("server.requests", "007", "7"),
        ("server.requests", "0x10", nil), ("server.requests", "1_000", nil),
        ("attachment.max-bytes", "1GiB", "1GiB"), ("attachment.max-bytes", "2GiB", nil),
        ("attachment.daily-bytes", "0B", "0B"), ("attachment.daily-bytes", "3MiB", "3MiB"),
        ("log.level", "trace", "trace"), ("log.level", "Debug", nil), ("log.level", "", nil),
        ("log.format", "json", "json"), ("ui.language", "en", "en"), ("ui.language", "bo", nil),
        ("listen.sync", "auto", "auto"), ("listen.sync", "off", "off"),
        ("listen.sync", "localhost:0", "127.0.0.1:0"), ("listen.sync", "[::1]:8420", "[::1]:8420"),
        ("listen.sync", "127.9.9.9:1", "127.9.9.9:1"),
        ("listen.sync", "0.0.0.0:8420", "0.0.0.0:8420"),
        ("listen.console", "10.0.0.1:8420", nil), ("listen.sync", "8420", nil),
        ("security.line", "tls", "tls"), ("security.line", "insecure", "insecure"),
        ("security.line", "none", nil), ("listen.console", "auto", nil),
        ("listen.console", "127.0.0.1:65536", nil),
        ("sync.windows", "7:00-9:00,18:00-24:00", "07:00-09:00,18:00-24:00"),
        ("sync.windows", "always", "always"), ("sync.windows", "", nil),
        ("sync.windows", "07:00-07:00", nil), ("sync.windows", "07:00", nil),
        ("sync.budget", "0B", "0B"), ("sync.budget", "0MiB", "0B"), ("sync.budget", "5MiB", "5MiB"),
        ("sync.budget", "-1B", nil), ("sync.budget", "2048GiB", nil),
        ("sync.proxy", "off", "off"),
        ("sync.proxy", "http://127.0.0.1:3128", "http://127.0.0.1:3128"),
        ("sync.proxy", "socks5://localhost:1080", "socks5://127.0.0.1:1080"),
        ("sync.proxy", "http://10.0.0.1:3128", "http://10.0.0.1:3128"),
        ("sync.proxy", "127.0.0.1:3128", nil),
        ("sync.proxy", "http://u:p@127.0.0.1:3128", nil),
        ("sync.proxy-credentials", "/etc/yizhan/proxy", "/etc/yizhan/proxy"),
        ("sync.proxy-credentials", "off", "off"), ("sync.proxy-credentials", "proxy", nil),
        ("sync.proxy-credentials", "", nil),
    ]

    @Test(arguments: values)
    func aValueIsReadAndWrittenBack(key: String, text: String, written: String?) throws {
        let entry = try #require(ConfigCatalogue.entry(named: key))
        #expect((try? entry.normalise(text)) == written)
    }

    /// What was typed, and what is suggested.
    static let nearest: [(String, String?)] = [
        ("sync.intervall", "sync.interval"), ("sync.intreval", "sync.interval"),
        ("SYNC.INTERVAL", "sync.interval"), ("sync.retry", nil), ("log.lvel", "log.level"),
        ("x", nil), ("", nil), ("u", nil), (String(repeating: "sync.interval", count: 90), nil),
    ]

    @Test(arguments: nearest)
    func whatIsNearIsSuggested(given: String, suggestion: String?) {
        #expect(ConfigCatalogue.nearest(to: given) == suggestion)
    }
}
