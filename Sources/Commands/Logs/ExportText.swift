import Store
import SyncCore

/// An export as JSON Lines (docs/PROTOCOL.md, Export): members in a fixed order, no white space.
enum ExportText {
    static func line(_ line: ExportLine) -> [UInt8] {
        var text: [UInt8] = []
        switch line {
        case .origin(let key):
            text.member("type", "origin", opening: true)
            text.member("origin", Origin(publicKey: key).description)
            text.member("publicKey", Hex.encode(key))
        case .change(let change, let commitment, let leaf):
            let halves = change.halves
            text.member("type", "change", opening: true)
            text.log(change.header.scope, change.header.origin)
            text += Array(",\"sequence\":\(change.header.sequence)".utf8)
            text.member("header", Hex.encode(halves.header))
            text.member("open", Hex.encode(halves.open))
            text.member("commitment", commitment.hex)
            text.member("leaf", leaf.hex)
        case .checkpoint(let signed, let scope, let origin, let proof):
            text.member("type", "checkpoint", opening: true)
            text.log(scope, origin)
            text.member("text", signed.note)
            if !proof.isEmpty {
                let hashes = proof.map { "\"\($0.hex)\"" }.joined(separator: ",")
                text += Array(",\"proof\":[\(hashes)]".utf8)
            }
        case .receipt(let receipt, let scope, let origin):
            text.member("type", "receipt", opening: true)
            text.log(scope, origin)
            text.member("text", receipt.note)
        }
        return text + [UInt8(ascii: "}"), UInt8(ascii: "\n")]
    }
}

extension [UInt8] {
    fileprivate mutating func log(_ scope: Scope, _ origin: Origin) {
        member("scope", scope.description)
        member("origin", origin.description)
    }

    fileprivate mutating func member(_ name: String, _ value: String, opening: Bool = false) {
        append(UInt8(ascii: opening ? "{" : ","))
        string(name)
        append(UInt8(ascii: ":"))
        string(value)
    }

    /// Notes have line ends in them; nothing else of ours needs an escape but might, one day.
    private mutating func string(_ value: String) {
        append(UInt8(ascii: "\""))
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "\n"): self += Array("\\n".utf8)
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): self += [UInt8(ascii: "\\"), byte]
            case 0..<0x20: self += Array("\\u00\(Hex.encode([byte]))".utf8)
            default: append(byte)
            }
        }
        append(UInt8(ascii: "\""))
    }
}
