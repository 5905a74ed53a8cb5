import Foundation
import SyncCore

/// Somebody who is no node of ours, with planted texts in body, path, query and head of what they say,
/// whole and broken.
struct Stranger {
    let text: String
    let idNumber: String
    let phone: String

    private static let sync = "application/vnd.yizhan.sync"
    private static let enrolment = "application/vnd.yizhan.enrol"

    private var planted: [UInt8] { Array(text.utf8) + Array(idNumber.utf8) }

    private var path: String {
        "/v1/" + planted.map { "%" + String($0, radix: 16, uppercase: true) }.joined()
    }

    /// Nothing of ours; messages of a node that nobody knows, whole and with more behind; a message
    /// that breaks off.
    private var bodies: [[UInt8]] {
        let origin = Origin(publicKey: planted)
        var call = Message(origin: origin, schemaVersion: 1, summary: .zero)
        call.chain = NonceChain.Word(recipient: origin, previous: 0, next: 1, echo: 0)
        let message = call.bytes
        return [planted, message, message + planted, message.dropLast(3) + planted]
    }

    private var broken: [String] {
        [
            "\(text) / HTTP/1.1\r\n\r\n", "GET /\(text) HTTP/1.1\r\n\r\n",
            "GET / HTTP/9.\(phone)\r\n\r\n",
            "POST /v1/sync HTTP/1.1\r\nContent-Length: \(text)\r\n\r\n",
            "POST /v1/sync HTTP/1.1\r\n\(text)\r\n\r\n",
        ]
    }

    func call(_ address: String) throws {
        for body in bodies {
            for (route, type) in [
                ("/v1/sync", Self.sync), ("/v1/enrol", Self.enrolment), (path, Self.sync),
                ("/v1/sync?\(phone)", Self.sync), ("/v1/sync", "text/\(idNumber)"),
                ("/metrics?\(phone)", Self.sync), ("/healthz/\(phone)", Self.sync),
            ] {
                _ = try RawRequest.ask("POST", route, of: address, type: type, body: body)
            }
        }
        _ = try RawRequest.ask("GET", path, of: address, header: "X-Name: \(text)")
        for request in broken {
            try RawRequest.say(Array(request.utf8), to: address, patience: 200)
        }
    }
}
