import Testing

@testable import SyncCore

@Suite struct NoteTests {
    @Test func theNotesAreThoseOfAnIndependentProgram() throws {
        #expect(try NoteFixture.signed().note == NoteFixture.signedNote)
        #expect(try NoteFixture.receipt().note == NoteFixture.receiptNote)
    }

    @Test func aNoteReadIsTheNoteWritten() throws {
        let signed = try SignedCheckpoint(note: NoteFixture.signedNote)
        #expect(try signed == NoteFixture.signed())
        #expect(signed.note == NoteFixture.signedNote)
        let receipt = try Receipt(note: NoteFixture.receiptNote)
        #expect(try receipt == NoteFixture.receipt())
        #expect(receipt.note == NoteFixture.receiptNote)
        #expect(receipt.cosignature.time == NoteFixture.time)
    }

    @Test func onlyTheRightKeyHasSigned() throws {
        let (log, aggregator) = (try NoteFixture.log(), try NoteFixture.aggregator())
        let receipt = try Receipt(note: NoteFixture.receiptNote)
        #expect(receipt.isSigned(by: log.publicKey))
        #expect(receipt.isCosigned(by: aggregator.publicKey))
        #expect(!receipt.isSigned(by: aggregator.publicKey))
        #expect(!receipt.isCosigned(by: log.publicKey))
        for bytes in [[], [0], [UInt8](repeating: 0, count: 31), log.publicKey + [0]] {
            #expect(!receipt.isSigned(by: bytes))
            #expect(!receipt.isCosigned(by: bytes))
        }
    }

    @Test func theSameKeyHasAnotherIDForEachUse() throws {
        let key = try NoteFixture.log().publicKey
        let ids = [
            NoteSignature.keyID(name: "a", type: .ed25519, publicKey: key),
            NoteSignature.keyID(name: "a", type: .timestampedCosignature, publicKey: key),
            NoteSignature.keyID(name: "b", type: .ed25519, publicKey: key),
        ]
        #expect(Set(ids).count == ids.count)
    }

    @Test func aCosignatureHoldsForItsCheckpointAndTimeOnly() throws {
        let receipt = try NoteFixture.receipt()
        let (key, cosignature) = (try NoteFixture.aggregator().publicKey, receipt.cosignature)
        let longer = try Checkpoint(
            name: NoteFixture.logName, size: 9, root: receipt.checkpoint.root)
        let later = try Cosignature(
            name: cosignature.name, time: cosignature.time + 1, signature: cosignature.signature,
            publicKey: key)
        #expect(cosignature.isCosignature(of: receipt.checkpoint, by: key))
        #expect(!cosignature.isCosignature(of: longer, by: key))
        #expect(!later.isCosignature(of: receipt.checkpoint, by: key))
    }

    /// The example of C2SP tlog-cosignature.
    @Test func theExampleOfTheSpecificationIsRead() throws {
        let note = """
            example.com/behind-the-sofa
            20852163
            CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

            — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5\
            /Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
            — witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrD\
            JsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==

            """
        let receipt = try Receipt(note: note)
        #expect(receipt.note == note)
        #expect(receipt.checkpoint.name == "example.com/behind-the-sofa")
        #expect(receipt.checkpoint.size == 20_852_163)
        #expect(receipt.cosignature.name == "witness.example.com/w1")
        #expect(receipt.cosignature.time == 1_679_315_147)
        #expect(
            Cosignature.message(receipt.checkpoint, time: 1_679_315_147)
                == Array(
                    """
                    cosignature/v1
                    time 1679315147
                    example.com/behind-the-sofa
                    20852163
                    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

                    """.utf8))
    }

    /// The example of golang.org/x/mod/sumdb/note, whose verifier key is
    /// `PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW`.
    @Test func keyIDAndSignatureAgreeWithTheGoLibrary() throws {
        let typed = try #require(
            Base64.decode("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW".utf8))
        let key = Array(typed.dropFirst())
        let line = try NoteSignature(
            line: Array(
                """
                — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqd\
                ngotpRZb6KE6RyyBwJnAM=
                """.utf8), payloadByteCount: Ed25519.signatureByteCount)
        let text = """
            If you think cryptography is the answer to your problem,
            then you don't know what your problem is.

            """
        #expect(line.keyID == 0xc74f_20a3)
        #expect(
            NoteSignature.keyID(name: "PeterNeumann", type: .ed25519, publicKey: key)
                == line.keyID)
        #expect(Ed25519.isValid(signature: line.payload, of: Array(text.utf8), by: key))
    }

    @Test(arguments: [0, 1, 8, 9_999_999_999, UInt64.max])
    func everySizeHasItsNote(size: UInt64) throws {
        let checkpoint = try Checkpoint(name: "log", size: size, root: .zero)
        let signed = try SignedCheckpoint(signing: checkpoint, with: NoteFixture.log())
        let read = try SignedCheckpoint(note: signed.note)
        #expect(read == signed)
        #expect(try read.isSigned(by: NoteFixture.log().publicKey))
    }

    static let badNames = [
        "", " ", "a b", "a+b", "a\nb", "a\r\nb", "a\tb", "日志", "é", "a\u{7F}", "a\u{A0}b",
        "\u{0}", String(repeating: "n", count: 201),
    ]

    @Test(arguments: badNames)
    func aNameIsPrintableASCIIWithoutSpaceAndPlus(name: String) throws {
        let signer = try NoteFixture.log()
        #expect(throws: NoteError.name) { try Checkpoint(name: name, size: 0, root: .zero) }
        let checkpoint = try Checkpoint(
            name: String(repeating: "n", count: 200), size: 0, root: .zero)
        #expect(throws: NoteError.name) {
            try Cosignature(cosigning: checkpoint, name: name, time: 0, with: signer)
        }
    }

    @Test func aCosignaturesTimeFitsASignedNumber() throws {
        let (checkpoint, signer) = (try NoteFixture.checkpoint(), try NoteFixture.aggregator())
        let last = try Cosignature(
            cosigning: checkpoint, name: "a", time: Cosignature.timeLimit, with: signer)
        let receipt = Receipt(signed: try NoteFixture.signed(), cosignature: last)
        #expect(try Receipt(note: receipt.note) == receipt)
        #expect(throws: NoteError.time) {
            try Cosignature(
                cosigning: checkpoint, name: "a", time: Cosignature.timeLimit + 1, with: signer)
        }
        let line = NoteSignature(
            name: "a", keyID: last.keyID,
            payload: (1 << 63 as UInt64).bigEndianBytes + last.signature)
        #expect(throws: NoteError.time) {
            try Receipt(note: "\(NoteFixture.signedNote)\(line.line)\n")
        }
    }

    @Test(arguments: [0, 31, 33, 63, 65])
    func keysAndSignaturesHaveTheirLength(count: Int) throws {
        let (checkpoint, bytes) = (
            try NoteFixture.checkpoint(), [UInt8](repeating: 1, count: count)
        )
        let (key, signature) = (try NoteFixture.log().publicKey, [UInt8](repeating: 1, count: 64))
        #expect(throws: NoteError.key) { try Signer(privateKey: bytes) }
        #expect(throws: NoteError.key) {
            try SignedCheckpoint(checkpoint: checkpoint, signature: signature, publicKey: bytes)
        }
        #expect(throws: NoteError.key) {
            try Cosignature(name: "a", time: 0, signature: signature, publicKey: bytes)
        }
        let careless = Signer(publicKey: key) { _ in bytes }
        #expect(throws: NoteError.signature) {
            try SignedCheckpoint(signing: checkpoint, with: careless)
        }
        #expect(throws: NoteError.signature) {
            try Cosignature(cosigning: checkpoint, name: "a", time: 0, with: careless)
        }
    }

    /// RFC 8032 §7.1, TEST 1.
    @Test func signingAgreesWithTheRFC() throws {
        let seed = Hex.decode("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
        let signer = try Signer(privateKey: try #require(seed))
        #expect(
            Hex.encode(signer.publicKey)
                == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
        let signature = try signer.sign([])
        #expect(
            Hex.encode(signature)
                == "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")
        #expect(Ed25519.isValid(signature: signature, of: [], by: signer.publicKey))
        #expect(!Ed25519.isValid(signature: signature, of: [0], by: signer.publicKey))
    }
}
