import Node
import Testing

@Suite struct ListenAddressTests {
    /// Text, host, port, loopback, and how it is written again.
    static let readable: [(String, String, Int, Bool, String)] = [
        ("127.0.0.1:8420", "127.0.0.1", 8420, true, "127.0.0.1:8420"),
        ("127.255.0.9:1", "127.255.0.9", 1, true, "127.255.0.9:1"),
        ("localhost:0", "127.0.0.1", 0, true, "127.0.0.1:0"),
        ("LOCALHOST:65535", "127.0.0.1", 65535, true, "127.0.0.1:65535"),
        ("[::1]:8420", "::1", 8420, true, "[::1]:8420"),
        ("[0:0:0:0:0:0:0:1]:8420", "0:0:0:0:0:0:0:1", 8420, true, "[0:0:0:0:0:0:0:1]:8420"),
        ("[::]:8420", "::", 8420, false, "[::]:8420"),
        ("[::ffff:127.0.0.1]:1", "::ffff:127.0.0.1", 1, false, "[::ffff:127.0.0.1]:1"),
        ("[fe80::1]:80", "fe80::1", 80, false, "[fe80::1]:80"),
        ("0.0.0.0:8420", "0.0.0.0", 8420, false, "0.0.0.0:8420"),
        ("192.168.1.127:8420", "192.168.1.127", 8420, false, "192.168.1.127:8420"),
    ]

    @Test(arguments: readable)
    func `an address is read and written`(
        text: String, host: String, port: Int, loopback: Bool, written: String
    ) throws {
        let address = try ListenAddress(text)
        #expect(address.host == host)
        #expect(address.port == port)
        #expect(address.isLoopback == loopback)
        #expect(address.description == written)
        #expect(try ListenAddress(written) == address)
    }

    static let unreadable: [(String, ListenAddressError)] = [
        ("", .missingPort), ("8420", .missingPort), ("127.0.0.1", .missingPort),
        ("[::1]", .missingPort), ("127.0.0.1:", .badPort("")),
        ("127.0.0.1:65536", .badPort("65536")),
        ("127.0.0.1:-1", .badPort("-1")), ("127.0.0.1:+80", .badPort("+80")),
        ("127.0.0.1:99999999999999999999", .badPort("99999999999999999999")),
        ("127.0.0.1:http", .badPort("http")), ("127.0.0.1:٨", .badPort("٨")),
        (":8420", .badHost("")), ("127.1:8420", .badHost("127.1")), ("::1:8420", .badHost("::1")),
        ("[127.0.0.1]:8420", .badHost("[127.0.0.1]")), ("[::1:8420", .badHost("[::1")),
        ("[]:1", .badHost("[]")), ("[:1", .badHost("[")),
        ("county.example:8420", .badHost("county.example")),
        ("127.0.0.256:1", .badHost("127.0.0.256")), ("127.0.0.1\0:80", .badHost("127.0.0.1\0")),
    ]

    @Test(arguments: unreadable)
    func `what is no address is refused with the reason`(text: String, reason: ListenAddressError) {
        #expect(throws: reason) { try ListenAddress(text) }
    }
}
