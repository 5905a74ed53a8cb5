import Authority
import Compression
import Foundation
import Node
import Store
import SyncCore
import Testing

/// The worked examples of docs/PROTOCOL.md are what the program reads and writes. They are taken from
/// the page, so a page that says something else fails here.
@Suite struct DocumentTests {
    let document: ProtocolDocument
    let station: Signer
    let county: Signer

    init() throws {
        document = try ProtocolDocument()
        station = try Signer(privateKey: [UInt8](0..<32))
        county = try Signer(privateKey: [UInt8](32..<64))
    }

    private func change() throws -> Change {
        let payload = try document.bytes("payload")
        let part = try PersonalPart(salt: [UInt8](0..<16), payload: payload)
        return Change(
            try CanonicalChange(bytes: try document.bytes("change")), personal: .held(part))
    }

    private func receipt() throws -> Receipt { try Receipt(note: document.text("text receipt")) }

    @Test("Every example of the page has its test here")
    func noExampleIsForgotten() throws {
        #expect(
            document.examples == [
                "hex lacking", "hex lacked", "hex give", "hex standing",
                "hex change", "hex payload", "hex commitment", "hex leaf", "text receipt",
                "hex uptodate", "hex request", "hex packed request", "hex packed answer",
                "hex batch", "hex bundle", "hex digest", "jsonl export", "json proof",
            ])
    }

    @Test func theBundleBringsTheSameMessage() throws {
        let bytes = try document.bytes("bundle")
        #expect(bytes.count == 547)
        let header = try BundleHeader(bytes: bytes)
        let opener = try BundleOpener(header, privateKey: [UInt8](0x40..<0x60))
        let reader = BundleReader(size: bytes.count) { Array(bytes[$0..<$0 + $1]) }
        var contents = BundleContents(header, opener: opener, reader)
        let next = contents.next()
        let chunk = try #require(next)
        #expect(try chunk.message.bytes == document.bytes("request"))
        #expect(chunk.enrolment == nil)
        #expect(contents.next() == nil)
        #expect(contents.isWhole)
    }

    @Test func attachmentsAreAskedForAndGivenAsWritten() throws {
        let scope = try #require(Scope(bytes: try document.value("scope")))
        let origin = Origin(publicKey: station.publicKey)
        let salt = [UInt8](0..<16)
        let bytes = Array("abc".utf8)
        let name = Hash.sha256(salt, bytes)
        let claim = AttachmentRequest.Claim(
            name: name, proof: AttachmentName.proof(of: name, salt: salt))
        let wants: [(String, AttachmentRequest.Want)] = [
            ("lacking", .lacking(after: nil)),
            ("give", .give(claim, total: 3, offset: 0, bytes: bytes)),
        ]
        for (example, want) in wants {
            let request = AttachmentRequest(origin: origin, scope: scope, want: want)
            #expect(try document.bytes(example) == request.bytes)
            #expect(try AttachmentRequest(bytes: document.bytes(example)) == request)
        }
        let answers: [(String, AttachmentAnswer)] = [
            ("lacked", .lacking([.init(claim, held: 0)], hasMore: false)),
            ("standing", .standing(total: 3, held: 3, bytes: [])),
        ]
        for (example, answer) in answers {
            #expect(try document.bytes(example) == answer.bytes)
            #expect(try AttachmentAnswer(bytes: document.bytes(example)) == answer)
        }
    }

    @Test func keysAndOrigins() throws {
        #expect(try document.value("station, public key") == station.publicKey)
        #expect(try document.value("county, public key") == county.publicKey)
        #expect(
            try document.value("station, origin") == Origin(publicKey: station.publicKey).bytes)
        #expect(try document.value("county, origin") == Origin(publicKey: county.publicKey).bytes)
    }

    @Test func theChangeIsWhatIsSaidOfIt() throws {
        let change = try change()
        let bytes = try document.bytes("change")
        #expect(bytes.count == 102)
        let again = CanonicalChange(header: change.header, open: change.canonical.open)
        #expect(again.bytes == bytes)
        #expect(try change.header.scope.bytes == document.value("scope"))
        #expect(change.header.time == 1_767_225_600_000)
        #expect(change.header.context[Origin(publicKey: county.publicKey)] == 300)
        guard case .groups(let groups) = change.canonical.open else {
            return #expect(Bool(false), "a change that carries no other")
        }
        let fields = try #require(groups.first).fields
        #expect(fields[5]?.asText == "清扫")
        #expect(fields[13]?.asInt == 5_400)
        #expect(change.personal.part?.fields[22]?.asText == "备注")
        #expect(try change.personal.commitment.bytes == document.bytes("commitment"))
        #expect(try change.leaf.bytes == document.bytes("leaf"))
    }

    @Test func theHeaderEndsWhereItSays() throws {
        let halves = try change().canonical.halves
        let lines = try document.example("hex change").map { $0.filter { $0 != " " } }
        #expect(Hex.encode(halves.header) == lines[..<8].joined())
        #expect(Hex.encode(halves.open) == lines[8...].joined())
    }

    @Test func theReceiptIsSignedByBoth() throws {
        let receipt = try receipt()
        #expect(try receipt.note == document.text("text receipt"))
        #expect(receipt.isSigned(by: station.publicKey))
        #expect(receipt.isCosigned(by: county.publicKey))
        #expect(try receipt.checkpoint.root == change().leaf)
        #expect(receipt.cosignature.time == 1_767_225_600)
    }

    @Test func theRequestsAreRead() throws {
        let quiet = try Message(bytes: document.bytes("uptodate"))
        #expect(try quiet.bytes == document.bytes("uptodate"))
        #expect(quiet.bytes.count == 57)
        #expect(quiet.room == 4_194_304)

        let request = try Message(bytes: document.bytes("request"))
        #expect(try request.bytes == document.bytes("request"))
        #expect(request.bytes.count == 405)
        #expect(request.summary == quiet.summary)
        #expect(request.keys == [station.publicKey])
        let run = try #require(request.runs.first)
        let verified = try run.verified(after: Frontier(), publicKey: station.publicKey)
        #expect(try verified.changes == [change()])
        #expect(try run.checkpoint == receipt().signed)
    }

    @Test func theBodiesUnpackToTheRequestAndItsAnswer() throws {
        let packer = ZstdFrames()
        let packed = try document.bytes("packed request")
        let request = try MessageBody(bytes: packed, by: packer)
        #expect(try request.message == document.bytes("request"))
        #expect(packed.count == 335)
        let bytes = try document.bytes("packed answer")
        let body = try MessageBody(bytes: bytes, answering: request, by: packer)
        #expect(body.message.count == 281 && bytes.count == 116)
        let answer = try Message(bytes: body.message)
        #expect(try answer.summary == Message(bytes: request.message).summary)
        #expect(answer.origin == county.origin && answer.room == 4_194_304)
        #expect(try answer.receipts == [receipt()])
    }

    /// The second change is the second one of the export.
    @Test func theBatchIsTheTwoChanges() throws {
        let export = try document.text("jsonl export").split(separator: "\n")
        let approval = try #require(export.first { $0.contains(#""sequence":2"#) })
        let parts = ["header", "open"].compactMap { key in
            approval.firstRange(of: "\"\(key)\":\"").flatMap { start in
                Hex.decode(approval[start.upperBound...].prefix { $0 != "\"" })
            }
        }
        let first = try change()
        let rows = [
            Run.Row(canonical: first.canonical.bytes, personal: first.personal),
            Run.Row(canonical: parts.flatMap { $0 }, personal: .none),
        ]
        let bytes = try document.bytes("batch")
        #expect(bytes.count == 187)
        let batch = try Batch(bytes: bytes)
        #expect(try batch.rows(packer: StoredFrames()) == rows)
        let again = Batch(
            rows, scope: batch.scope, origin: batch.origin, first: 1, packer: StoredFrames())
        #expect(again.bytes == bytes)
    }

    /// A store that takes the request of this page has the digest of this page; so has the sum that
    /// the page describes, one register for the one group that was written.
    @Test func theDigestIsThatOfAStore() throws {
        let folder = try Folder()
        let scope = try #require(Scope(bytes: document.value("scope")))
        let files = NodeFolder(KeyFolder(in: folder.url))
        try files.replace("origin.key", with: [UInt8](repeating: 9, count: 32))
        let store = try Store(
            in: folder.url, vaultKey: [UInt8](repeating: 1, count: 32), files: files,
            randomness: SystemRandomness())
        try store.addScope(scope, authorityKey: county.publicKey, code: nil, name: nil)
        let request = try Message(bytes: document.bytes("request"))
        let sender = Peer(
            key: try #require(request.keys.first), standpoint: .below, scopes: [scope])
        let intake = Intake(request, from: sender, at: 0)
        #expect(try store.apply([intake])[0].get().changes == 1)
        let digest = Hex.encode(try document.bytes("digest"))
        #expect(try store.view { try $0.stateDigest(of: scope)?.hex } == digest)

        let change = try change()
        var term = ByteWriter()
        term.identifier(change.entity)
        term.text("register")
        term.varint(37 << 32 + 10)
        term.hash(change.leaf)
        #expect(Hash.sha256(term.bytes).hex == digest)
    }

    @Test(.enabled(if: Outsider.isWanted, Outsider.wanting))
    func theExportPassesAnOutsider() throws {
        let folder = try Folder()
        let file = try folder.write("export", try document.text("jsonl export"))
        let result = try Outsider.check(file, county: Hex.encode(county.publicKey))
        #expect(result.isContent, "\(result.words)")
        #expect(result.words.contains("2 changes, 1 receipts"))
    }

    @Test func theExportIsAboutTheChangeOfThisPage() throws {
        let line = try #require(
            try document.example("jsonl export").first { $0.contains(#""sequence":1,"#) })
        let halves = try change().canonical.halves
        #expect(line.contains(#""header":"\#(Hex.encode(halves.header))""#))
        #expect(line.contains(#""open":"\#(Hex.encode(halves.open))""#))
        #expect(try line.contains(#""leaf":"\#(change().leaf.hex)""#))
    }

    @Test func theProofHolds() throws {
        let folder = try Folder()
        let file = try folder.write("proof", try document.text("json proof"))
        let arguments = ["log", "verify", file, "--record", try change().entity.description]
        let key = ["--county-key", Hex.encode(try document.value("county, public key"))]
        let proved = try Program.run(arguments + key + ["-o", "json"])
        #expect(proved.exit == 0, "\(proved.errors)")
        let changes = try #require(try proved.data()["changes"] as? [[String: Any]])
        #expect(changes.compactMap { $0["sequence"] as? Int } == [1, 2])
        #expect(changes.allSatisfy { $0["time"] as? String == "2026-01-01T01:13:20Z" })
        let station = ["--county-key", Hex.encode(try document.value("station, public key"))]
        #expect(try Program.run(arguments + station).exit == 1)
    }
}
