import Authority
import Commands
import Foundation
import Node
import QRReader
import Store
import SyncCore
import Testing
import Texts

/// A passport in the wrong hands, or not whole: each its own words, exit 65, and nothing changed.
@Suite struct PassportTests {
    private let scene: TransferScene
    private let passport: [UInt8]
    private var b: Workplace { scene.station(0, 1) }

    init() throws {
        scene = try TransferScene(counties: 1, stations: 3, hasCity: false)
        try scene.register(at: scene.station(0, 0))
        try scene.heal()
        try scene.release(from: scene.station(0, 0), to: scene.station(0, 1), passport: "good")
        passport = [UInt8](
            try Data(contentsOf: URL(fileURLWithPath: scene.folder.path("good"))))
    }

    private func refused(
        _ bytes: [UInt8], at place: Workplace? = nil, _ exit: Commands.ExitStatus = .badInput
    ) throws -> String {
        let place = place ?? b
        let file = scene.folder.path("p\(UInt32.random(in: 0 ... .max))")
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        let before = try place.store.view { try $0.logs() }.map(\.length)
        let problem = try problem { try TransferCommands.accept(place, file) }
        #expect(try place.store.view { try $0.logs() }.map(\.length) == before)
        #expect(problem.exit == exit)
        return problem.code
    }

    @Test func `another file, a cut one, an altered one, one for another station`() throws {
        #expect(try refused(Array("hello".utf8)) == "not-a-passport")
        #expect(try refused(Array(passport.dropLast(40))) == "incomplete-passport")
        for place in [20, passport.count / 2, passport.count - 1] {
            var altered = passport
            altered[place] ^= 1
            #expect(try refused(altered) == "altered-passport")
        }
        #expect(try refused(passport, at: scene.station(0, 2)) == "wrong-recipient")
    }

    @Test func `signatures are looked at, not the check alone: forged, moved to another station`()
        throws
    {
        let whole = try Passport(bytes: passport)
        // The same release, addressed to somebody else, with a good check.
        let third = try #require(try scene.station(0, 2).home.stationScope())
        let moved = Passport(
            taker: third, takerCode: "620102003", giverCode: whole.giverCode,
            giverName: whole.giverName, warrants: whole.warrants, profile: whole.profile)
        #expect(try refused(moved.bytes, at: scene.station(0, 2)) == "forged-passport")
        // A release by whoever knows the format, under a county of their own.
        let other = try TransferScene(counties: 1, stations: 2, hasCity: false)
        try other.register(at: other.station(0, 0))
        try other.heal()
        try other.release(from: other.station(0, 0), to: other.station(0, 1), passport: "forged")
        let foreign = try Passport(
            bytes: [UInt8](
                try Data(contentsOf: URL(fileURLWithPath: other.folder.path("forged")))))
        let own = try #require(try b.home.stationScope())
        let forged = Passport(
            taker: own, takerCode: "620102002", giverCode: "620102001", giverName: "站",
            warrants: foreign.warrants, profile: foreign.profile)
        #expect(try refused(forged.bytes) == "unknown-giver")
        var warrant = try Warrant(bytes: whole.warrants[0])
        warrant = Warrant(
            change: try Warrant(bytes: foreign.warrants[0]).change,
            admission: warrant.admission, founderKey: warrant.founderKey)
        let mixed = Passport(
            taker: own, takerCode: "620102002", giverCode: "620102001", giverName: "站",
            warrants: [warrant.bytes], profile: whole.profile)
        #expect(["unknown-giver", "altered-passport"].contains(try refused(mixed.bytes)))
        let stranger = Passport(
            taker: own, takerCode: "620102002", giverCode: "620102001", giverName: "站",
            warrants: [
                Warrant(
                    change: try Warrant(bytes: whole.warrants[0]).change, admission: nil,
                    founderKey: warrant.founderKey
                ).bytes
            ], profile: whole.profile)
        #expect(try refused(stranger.bytes) == "not-admitted")
        // Somebody else's profile beside a good release.
        let swapped = Passport(
            taker: own, takerCode: "620102002", giverCode: "620102001", giverName: "站",
            warrants: whole.warrants, profile: foreign.profile)
        #expect(try refused(swapped.bytes) == "altered-passport")
        let nameless = Passport(
            taker: own, takerCode: "620102002", giverCode: "620102001", giverName: "站",
            warrants: whole.warrants, profile: nil)
        #expect(try refused(nameless.bytes) == "profile-unreadable")
    }

    @Test func `of a later version, of two passports together, with every line misread`()
        throws
    {
        var later = passport
        later[6] = 3
        #expect(try refused(later, .versionMismatch) == "newer-passport")
        let lines = try #require(try Passport(bytes: passport).lines)
        try scene.register(at: scene.station(0, 2))
        try scene.release(from: scene.station(0, 2), to: scene.station(0, 1), passport: "other")
        let other = try Passport(
            bytes: [UInt8](try Data(contentsOf: URL(fileURLWithPath: scene.folder.path("other")))))
        let mixed = try lines.dropLast() + [#require(other.lines?.last)]
        #expect(try refused(Array(mixed.joined(separator: "\n").utf8)) == "mixed-passports")
        let misread = lines.map { $0.dropLast() + "#" }
        #expect(try refused(Array(misread.joined(separator: "\n").utf8)) == "unreadable-passport")
    }

    @Test func `used twice it does nothing, and after the volunteer has gone on it is used up`()
        throws
    {
        let file = scene.folder.path("good")
        try scene.accept(file, at: b)
        let before = try b.store.view { try $0.logs() }.map(\.length)
        try scene.accept(file, at: b)
        #expect(try b.store.view { try $0.logs() }.map(\.length) == before)
        try scene.heal()
        scene.clock.advance(days: 1)
        try scene.release(from: b, to: scene.station(0, 2), passport: "on")
        try scene.accept(scene.folder.path("on"), at: scene.station(0, 2))
        try scene.heal()
        #expect(try refused(passport) == "used-up")
    }

    @Test func `as QR codes in any order; half of them say what is missing`() throws {
        let lines = try #require(try Passport(bytes: passport).lines)
        #expect(lines.count > 1 && lines.allSatisfy { $0.count <= 970 })
        let half = Array((lines.dropLast().joined(separator: "\n")).utf8)
        #expect(try refused(half) == "incomplete-passport")
        let torn = lines.joined(separator: "\n").replacingOccurrences(
            of: lines[0], with: String(lines[0].dropLast(3)))
        #expect(try refused(Array(torn.utf8)) == "incomplete-passport")
        let file = try scene.folder.write("qr", lines.reversed().joined(separator: "\n"))
        try scene.accept(file, at: b)
        #expect(try scene.state(at: b) == "provisional")
    }

    @Test func `a passport shows how far the giver's log was delivered, by its county's word`()
        throws
    {
        let checked = try TransferCommands.verify(b, file: scene.folder.path("good"), keys: [])
        let whole = try Passport(bytes: passport)
        let receipt = try #require(whole.receipt)
        #expect(passport[6] == 2 && receipt.isCosigned(by: scene.regions[0].county.home.publicKey))
        #expect(checked.receipt.value?.size == receipt.checkpoint.size)
        // What was recorded before had been delivered, the release had not.
        let size = receipt.checkpoint.size
        #expect(size > 0 && checked.text(in: .en).contains("the first \(size) entries of that log"))
        #expect(checked.text(in: .en).contains("the release is entry \(size + 1)"))
        #expect(
            try Passport(
                bytes: BundlePieces.bundle(
                    from: try #require(whole.lines).joined(separator: "\n"),
                    title: Passport.pieceTitle)
            ).receipt == nil, "paper does without")
        // One that is over another log, or by another key, is none of this passport's.
        func with(_ receipt: Receipt?) -> [UInt8] {
            Passport(
                taker: whole.taker, takerCode: whole.takerCode, giverCode: whole.giverCode,
                giverName: whole.giverName, warrants: whole.warrants, profile: whole.profile,
                receipt: receipt
            ).bytes
        }
        let other = try TransferScene(counties: 1, stations: 2, hasCity: false)
        try other.register(at: other.station(0, 0))
        try other.heal()
        try other.release(from: other.station(0, 0), to: other.station(0, 1), passport: "foreign")
        let foreign = try #require(
            try Passport(
                bytes: [UInt8](
                    try Data(contentsOf: URL(fileURLWithPath: other.folder.path("foreign"))))
            ).receipt)
        let mixed = Receipt(signed: receipt.signed, cosignature: foreign.cosignature)
        let forged = Receipt(
            signed: try SignedCheckpoint(
                signing: receipt.checkpoint, with: try Signer(privateKey: Array(1...32))),
            cosignature: receipt.cosignature)
        for bytes in [with(foreign), with(mixed), with(forged)] {
            #expect(try refused(bytes) == "altered-passport")
            let file = scene.folder.path("r\(UInt32.random(in: 0 ... .max))")
            try Data(bytes).write(to: URL(fileURLWithPath: file))
            #expect(
                try problem { try TransferCommands.verify(b, file: file, keys: []) }.code
                    == "altered-passport")
        }
        // Of one without, as of before, nothing is said but that.
        let bare = with(nil)
        #expect(bare[6] == 1)
        let file = scene.folder.path("bare")
        try Data(bare).write(to: URL(fileURLWithPath: file))
        let silent = try TransferCommands.verify(b, file: file, keys: [])
        #expect(silent.isGood && silent.receipt.value == nil)
        #expect(silent.text(in: .en).contains("had signed for nothing"))
        try scene.accept(file, at: b)
    }

    @Test func `on paper: the drawn codes are scanned, and the texts are taken`() throws {
        let a = scene.station(0, 0)
        let id = try #require(try TransferCommands.list(a).transfers.first?.transfer.value)
        let page = scene.folder.path("page.html")
        let done = try TransferCommands.passport(a, id, .init(paper: page))
        #expect(done.paper.value == page && done.file.value == nil)
        #expect(done.text(in: .zh).contains("3 个二维码"))
        let html = try String(contentsOfFile: page, encoding: .utf8)
        for words in ["服务记录转移凭证", "张＊", "620102002 站620102002", String(id.prefix(12))] {
            #expect(html.contains(words))
        }
        for secret in ["张三", TransferScene.person, String(TransferScene.person.suffix(4))] {
            #expect(!html.contains(secret), "whoever finds the sheet learns nothing")
        }
        let drawn = html.matches(of: /<svg.*?<\/svg>/).map { String($0.output) }
        let scanned = try drawn.reversed().map { try #require(DrawnCode(svg: $0)).read() }
        let file = try scene.folder.write("scanned", scanned.joined(separator: "\n"))
        try scene.accept(file, at: b)
        #expect(try scene.state(at: b) == "provisional")
        #expect(
            try problem { try TransferCommands.passport(a, id, .init(paper: page)) }.code
                == "output-exists")
        #expect(try problem { try TransferCommands.passport(a, id, .init()) }.exit == .usage)
    }

    @Test func `a check says whose key has signed, and whether it is known`() throws {
        let file = scene.folder.path("good")
        #expect(try TransferCommands.verify(b, file: file, keys: []).isGood)
        #expect(try !TransferCommands.verify(nil, file: file, keys: []).isGood)
        let key = scene.regions[0].county.home.publicKey
        #expect(try TransferCommands.verify(nil, file: file, keys: [key]).isGood)
    }
}
