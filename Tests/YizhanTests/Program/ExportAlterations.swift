import Foundation
import SyncCore
import Testing

/// What can be done to the lines of an export by somebody who understands them.
extension [String] {
    func index(of type: String, skipping: Int = 0) throws -> Int {
        let places = indices.filter { self[$0].hasPrefix(#"{"type":"\#(type)""#) }
        return try #require(places.dropFirst(skipping).first)
    }

    mutating func edit(
        _ type: String, skipping: Int = 0, _ body: (inout [String: Any]) throws -> Void
    ) throws {
        let place = try index(of: type, skipping: skipping)
        let object = try JSONSerialization.jsonObject(with: Data(self[place].utf8))
        var line = try #require(object as? [String: Any])
        try body(&line)
        let data = try JSONSerialization.data(
            withJSONObject: line, options: [.withoutEscapingSlashes])
        // The order of members is of no consequence to readers; ours here looks for the type first.
        let text = String(decoding: data, as: UTF8.self)
        let member = #""type":"\#(type)""#
        self[place] =
            "{\(member),"
            + text.dropFirst().replacingOccurrences(of: member + ",", with: "")
            .replacingOccurrences(of: "," + member, with: "")
    }

    /// The key of the log that has the first receipt is a stranger's, and so are its signatures; the
    /// county's word on it is genuine.
    mutating func signAnew() throws {
        let stranger = try Signer(privateKey: [UInt8](repeating: 9, count: 32))
        let place = try index(of: "receipt")
        try edit("receipt") { line in
            let receipt = try Receipt(note: try #require(line["text"] as? String))
            let signed = try SignedCheckpoint(signing: receipt.checkpoint, with: stranger)
            line["text"] = Receipt(signed: signed, cosignature: receipt.cosignature).note
        }
        let logs = self[..<place].count { $0.hasPrefix(#"{"type":"checkpoint""#) }
        var origin = ""
        try edit("checkpoint", skipping: logs - 1) { line in
            origin = try #require(line["origin"] as? String)
            let note = try SignedCheckpoint(note: try #require(line["text"] as? String))
            line["text"] = try SignedCheckpoint(signing: note.checkpoint, with: stranger).note
        }
        let keys = indices.filter { self[$0].hasPrefix(#"{"type":"origin""#) }
        let key = try #require(keys.firstIndex { self[$0].contains(origin) })
        try edit("origin", skipping: key) { $0["publicKey"] = Hex.encode(stranger.publicKey) }
    }

    /// One more change at the end of the first log, well formed, which nobody has signed for.
    mutating func addBehindCheckpoint() throws {
        let end = try index(of: "checkpoint")
        insert(self[end - 1], at: end + 1)
        let count = self[...end].count { $0.hasPrefix(#"{"type":"change""#) }
        try edit("change", skipping: count) { line in
            let last = try CanonicalChange(
                bytes: ["header", "open"].flatMap { Hex.decode(line[$0] as? String ?? "") ?? [] })
            let header = Header(
                scope: last.header.scope, origin: last.header.origin,
                sequence: last.header.sequence + 1, time: 0, context: last.header.context,
                actor: nil, kind: last.header.kind, entity: last.header.entity)
            let added = CanonicalChange(header: header, open: last.open)
            line["sequence"] = header.sequence
            line["header"] = Hex.encode(added.halves.header)
            line["leaf"] = try OutsideViewTests.leaf(of: line)
        }
    }

    /// Another last digit of a member.
    mutating func flip(_ member: String, in type: String) throws {
        try edit(type) { line in
            let hex = try #require(line[member] as? String)
            line[member] = hex.dropLast() + (hex.last == "0" ? "1" : "0")
        }
    }

    /// Another digit or letter in the middle of a line of a note.
    mutating func alterNote(_ type: String, line number: Int) throws {
        try edit(type) { line in
            var note = try #require(line["text"] as? String).components(separatedBy: "\n")
            var text = [Character](note[number])
            let place = text.count * 2 / 3
            text[place] = text[place] == "7" ? "8" : "7"
            note[number] = String(text)
            line["text"] = note.joined(separator: "\n")
        }
    }
}
