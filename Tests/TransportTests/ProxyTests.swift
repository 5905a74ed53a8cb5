import Foundation
import Glibc
import Testing

@testable import Transport

/// The line by way of a proxy, of either kind.
@Suite(.serialized, .timeLimit(.minutes(1))) struct ProxyTests {
    private let line: CurlTransport

    init() throws { line = try CurlTransport() }

    private func post(
        _ url: String, by proxy: LineProxy, id: UInt64 = 1
    ) -> Result<LineAnswer, LineFailure> {
        line.send(
            LineRequest(id: id, url: url, contentType: "a/b", body: [1, 2, 3], proxy: proxy))
        while true {
            for outcome in line.poll(until: line.now + 10_000) { return outcome.result }
        }
    }

    @Test(arguments: LineProxy.Kind.allCases)
    func `a request goes through the proxy, which finds the host by its name`(
        _ kind: LineProxy.Kind
    ) throws {
        let server = try SmallServer(.echo())
        let proxy = try SmallProxy(to: server.port)
        defer { proxy.stop() }
        let way = LineProxy(kind, address: "127.0.0.1:\(proxy.port)")
        // No name server knows it.
        let answer = try post("http://county.invalid:8420/v1/sync", by: way).get()
        #expect(answer.body == [1, 2, 3])
        #expect(
            proxy.what.asked == [
                kind == .http
                    ? "POST http://county.invalid:8420/v1/sync HTTP/1.1" : "county.invalid"
            ])
        #expect(proxy.what.credentials.isEmpty)
    }

    @Test(arguments: LineProxy.Kind.allCases)
    func `credentials are shown to the proxy, and only the first colon parts them`(
        _ kind: LineProxy.Kind
    ) throws {
        let server = try SmallServer(.echo())
        let secret = "station:with:colons and 空格"
        let proxy = try SmallProxy(to: server.port, wanted: secret)
        defer { proxy.stop() }
        let way = LineProxy(kind, address: "127.0.0.1:\(proxy.port)", credentials: secret)
        #expect(try post(server.url, by: way).get().body == [1, 2, 3])
        #expect(proxy.what.credentials == [secret])
        #expect(!server.lastHead.joined().contains("proxy-authorization"))
    }

    @Test func `an HTTP proxy that wants other credentials answers so`() throws {
        let server = try SmallServer(.echo())
        let proxy = try SmallProxy(to: server.port, wanted: "a:b")
        defer { proxy.stop() }
        let way = LineProxy(.http, address: "127.0.0.1:\(proxy.port)", credentials: "a:c")
        #expect(try post(server.url, by: way).get().status == 407)
        #expect(server.connections == 0)
    }

    @Test(arguments: ["a:c", nil])
    func `a SOCKS proxy that wants other credentials is a failure of the proxy`(
        credentials: String?
    ) throws {
        let server = try SmallServer(.echo())
        let proxy = try SmallProxy(to: server.port, wanted: "a:b")
        defer { proxy.stop() }
        let way = LineProxy(
            .socks5, address: "127.0.0.1:\(proxy.port)", credentials: credentials)
        #expect(post(server.url, by: way) == .failure(.proxy))
        #expect(server.connections == 0)
    }

    @Test func `a proxy that does not reach the host, and one that is not there`() throws {
        let closed = try Loopback.closedPort()
        let proxy = try SmallProxy(to: closed)
        defer { proxy.stop() }
        let url = "http://127.0.0.1:\(closed)/v1/sync"
        let socks = LineProxy(.socks5, address: "127.0.0.1:\(proxy.port)")
        #expect(post(url, by: socks) == .failure(.proxy))
        let http = LineProxy(.http, address: "127.0.0.1:\(proxy.port)")
        #expect(try post(url, by: http, id: 2).get().status == 502)
        let nobody = LineProxy(.http, address: "127.0.0.1:\(closed)")
        #expect(post(url, by: nobody, id: 3) == .failure(.refused))
    }

    /// By CONNECT, as every line is that is not on this machine.
    @Test func `a proxy that opens no tunnel says why, and is no line that was cut`() throws {
        let closed = try Loopback.closedPort()
        let url = "https://127.0.0.1:\(closed)/v1/sync"
        for credentials in ["a:c", nil] {
            let strict = try SmallProxy(to: closed, wanted: "a:b")
            defer { strict.stop() }
            let way = LineProxy(
                .http, address: "127.0.0.1:\(strict.port)", credentials: credentials)
            #expect(post(url, by: way) == .failure(.proxyCredentials))
        }
        let proxy = try SmallProxy(to: closed)
        defer { proxy.stop() }
        let way = LineProxy(.http, address: "127.0.0.1:\(proxy.port)")
        #expect(post(url, by: way, id: 2) == .failure(.proxy))
        #expect(proxy.what.asked == ["CONNECT 127.0.0.1:\(closed) HTTP/1.1"])
    }

    @Test func `the environment takes no host away from the proxy`() throws {
        let server = try SmallServer(.echo())
        let proxy = try SmallProxy(to: server.port)
        defer { proxy.stop() }
        setenv("no_proxy", "127.0.0.1,*", 1)
        defer { unsetenv("no_proxy") }
        let way = LineProxy(.http, address: "127.0.0.1:\(proxy.port)")
        #expect(try post(server.url, by: way).get().body == [1, 2, 3])
        #expect(proxy.what.connections == 1)
    }

    @Test func `requests through a proxy share a connection to it`() throws {
        let server = try SmallServer(.echo())
        let proxy = try SmallProxy(to: server.port)
        defer { proxy.stop() }
        let way = LineProxy(.socks5, address: "127.0.0.1:\(proxy.port)")
        for id in 1...4 { _ = try post(server.url, by: way, id: UInt64(id)).get() }
        #expect(proxy.what.connections == 1)
    }

    @Test func `no description shows credentials`() {
        let proxy = LineProxy(.http, address: "127.0.0.1:1", credentials: "geheim:geheim")
        let request = LineRequest(id: 1, url: "x", contentType: "y", body: [], proxy: proxy)
        for text in [
            "\(proxy)", "\(request)", String(reflecting: proxy), String(describing: [proxy]),
        ] {
            #expect(!text.contains("geheim"))
        }
        var dumped = ""
        dump(request, to: &dumped)
        #expect(!dumped.contains("geheim"))
    }
}
