import Foundation
import SyncCore

/// A proof of a record as a file: JSON, usually a few kilobytes (docs/PROTOCOL.md, Proof of a record).
struct ProofFile: Codable {
    static let format = "yizhan-proof/1"
    static let byteLimit = 8 << 20

    private var format = Self.format
    private let record: String
    private let logs: [Log]

    private struct Log: Codable {
        let publicKey: String
        let text: String
        let changes: [Included]
    }

    private struct Included: Codable {
        let header: String
        let open: String
        let commitment: String
        let path: [String]
    }

    /// Why a file is no proof: not a word of it was looked at further.
    enum Failure: Error, Equatable {
        case notJSON
        case unsupportedFormat(String)
        /// The member whose value cannot be what it should be.
        case badMember(String)
    }

    init(_ proof: RecordProof) {
        record = proof.record.description
        logs = proof.parts.map { part in
            Log(
                publicKey: Hex.encode(part.publicKey), text: part.word.note,
                changes: part.changes.map { included in
                    let halves = included.change.canonical.halves
                    return Included(
                        header: Hex.encode(halves.header), open: Hex.encode(halves.open),
                        commitment: included.change.personal.commitment.hex,
                        path: included.path.map(\.hex))
                })
        }
    }

    func json() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return [UInt8](try encoder.encode(self)) + [UInt8(ascii: "\n")]
    }

    /// Reads a file. What can be read may still be false: ask `RecordProof.verify`.
    /// - Throws: `Failure` for what is no such file; `ProofFlaw.malformed` for a file whose content was
    ///   altered so that it has lost its form.
    static func proof(json: [UInt8]) throws -> RecordProof {
        guard json.count <= byteLimit,
            let file = try? JSONDecoder().decode(Self.self, from: Data(json))
        else { throw Failure.notJSON }
        guard file.format == Self.format else { throw Failure.unsupportedFormat(file.format) }
        guard let record = Entity(hex: file.record) else { throw Failure.badMember("record") }
        guard !file.logs.isEmpty else { throw Failure.badMember("logs") }
        return RecordProof(record: record, parts: try file.logs.map(part))
    }

    private static func part(_ log: Log) throws -> RecordProof.Part {
        guard let key = Hex.decode(log.publicKey), key.count == 32 else {
            throw Failure.badMember("publicKey")
        }
        guard !log.changes.isEmpty else { throw Failure.badMember("changes") }
        let changes = try log.changes.map(included)
        guard let word = try? CountyWord(note: log.text) else { throw ProofFlaw.malformed(.note) }
        return RecordProof.Part(publicKey: key, word: word, changes: changes)
    }

    private static func included(_ included: Included) throws -> RecordProof.Included {
        guard let header = Hex.decode(included.header) else { throw Failure.badMember("header") }
        guard let open = Hex.decode(included.open) else { throw Failure.badMember("open") }
        guard let commitment = Hash(hex: included.commitment) else {
            throw Failure.badMember("commitment")
        }
        let path = included.path.compactMap { Hash(hex: $0) }
        guard path.count == included.path.count else { throw Failure.badMember("path") }
        guard let canonical = try? CanonicalChange(bytes: header + open),
            canonical.halves.header.elementsEqual(header)
        else { throw ProofFlaw.malformed(.change) }
        return RecordProof.Included(canonical, commitment: commitment, path: path)
    }
}
