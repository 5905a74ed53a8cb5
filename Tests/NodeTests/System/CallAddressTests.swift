import Node
import Testing

@Suite struct CallAddressTests {
    @Test(arguments: [
        ("192.0.2.7:8420", "192.0.2.7:8420", false), ("localhost:1", "127.0.0.1:1", true),
        ("[::1]:8420", "[::1]:8420", true), ("county.example:8420", "county.example:8420", false),
        ("localhost.example:80", "localhost.example:80", false),
        ("a-b.C3:65535", "a-b.C3:65535", false),
    ]) func `digits and names are read, and only digits can be this machine`(
        text: String, written: String, isLoopback: Bool
    ) throws {
        let address = try CallAddress(text)
        #expect(address.description == written)
        #expect(address.isLoopback == isLoopback)
    }

    @Test(arguments: [
        "", "county.example", "county.example:0", "county.example:", "county.example:65536", ":80",
        "-a.example:80", "a-.example:80", "a..example:80", "县.example:80", "a b:80", "1.2.3.4.5:80",
        "256.1.1.1:80", "a/b:80", "u@a:80", "a:80:80", "a\0b:80",
        "\(String(repeating: "a", count: 64)):80",
    ]) func `what leads nowhere, or elsewhere than it seems, is refused`(text: String) {
        #expect(throws: ListenAddressError.self) { try CallAddress(text) }
    }
}
