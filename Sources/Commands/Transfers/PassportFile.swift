import Foundation
import Node
import Store
import SyncCore
import Texts

/// Passports as files and as scanned texts: read, proved, written. Each thing that can be wrong with one has
/// its own words.
enum PassportFile {
    /// - Throws: `Problem`.
    static func read(_ path: String) throws -> Passport {
        let bytes = try InputFile.read(path)
        guard bytes.count <= 4 * Passport.maxBytes else { throw notOne(path) }
        do throws(Passport.Flaw) { return try Passport(bytes: joined(bytes)) } catch {
            throw problem(error, path)
        }
    }

    /// Whether a file looks like a passport rather than anything else.
    static func isOne(_ bytes: [UInt8]) -> Bool {
        bytes.starts(with: Array("YZPASS".utf8))
            || BundlePieces.arePieces(bytes, title: Passport.pieceTitle)
    }

    private static func joined(_ bytes: [UInt8]) throws(Passport.Flaw) -> [UInt8] {
        guard BundlePieces.arePieces(bytes, title: Passport.pieceTitle) else { return bytes }
        return try pieces(String(decoding: bytes, as: UTF8.self))
    }

    private static func pieces(_ text: String) throws(Passport.Flaw) -> [UInt8] {
        do throws(BundlePieces.Problem) {
            return try BundlePieces.bundle(from: text, title: Passport.pieceTitle)
        } catch {
            switch error {
            case .missing(let numbers, let count): throw .missingPieces(numbers, of: count)
            case .unreadable(let lines): throw .unreadablePieces(lines)
            case .severalBundles: throw .mixedPieces
            case .damaged: throw .altered
            }
        }
    }

    private static func notOne(_ path: String) -> Problem {
        Problem(
            "not-a-passport", .badInput, .transfer(.notPassport(path)),
            remedy: .transfer(.askForPassport))
    }

    private static func problem(_ flaw: Passport.Flaw, _ path: String) -> Problem {
        let (code, sentence): (String, TransferSentence) =
            switch flaw {
            case .notAPassport: ("not-a-passport", .notPassport(path))
            case .newerVersion: ("newer-passport", .newerPassport)
            case .incomplete(let have, let whole):
                ("incomplete-passport", .incompletePassport(have: have, of: whole))
            case .altered: ("altered-passport", .alteredPassport)
            case .missingPieces(let numbers, let count):
                ("incomplete-passport", .missingPieces(numbers, of: count))
            case .unreadablePieces(let lines): ("unreadable-passport", .unreadablePieces(lines))
            case .mixedPieces: ("mixed-passports", .mixedPieces)
            }
        let exit: ExitStatus = flaw == .newerVersion ? .versionMismatch : .badInput
        return Problem(code, exit, .transfer(sentence), remedy: .transfer(.askForPassport))
    }

    /// The release that a passport carries, by the key of its scope's founder in the directory.
    /// - Throws: `Problem`.
    static func prove(_ passport: Passport, at place: Workplace) throws -> TransferStatement {
        var first: TransferStatement?
        for bytes in passport.warrants {
            let statement = try statement(bytes, at: place)
            first = first ?? statement
        }
        guard let first, first.release?.taker == passport.taker else { throw forged }
        let giver = passport.warrants.first.flatMap { try? Warrant(bytes: $0) }
        guard passport.isReceiptGood(founder: giver?.founderKey ?? []) else { throw altered }
        // Anybody can seal something to this station: what is signed for says which profile it is.
        let signed = giver?.commitment
        guard passport.profile.map({ $0.commitment == signed }) ?? true else { throw altered }
        return first
    }

    private static func statement(
        _ bytes: [UInt8], at place: Workplace
    ) throws -> TransferStatement {
        guard let warrant = try? Warrant(bytes: bytes), let scope = warrant.scope else {
            throw altered
        }
        let founder = try place.store.view { try $0.founderKey(of: scope) }
        guard let founder else {
            throw Problem(
                "unknown-giver", .badInput,
                .transfer(.unknownGiver(scope: String(scope.description.prefix(8)))),
                remedy: .transfer(.unknownDestinationRemedy))
        }
        do throws(Warrant.Flaw) { return try warrant.statement(founder: founder) } catch {
            switch error {
            case .malformed, .altered: throw altered
            case .otherFounder: throw forged
            case .notAdmitted:
                throw Problem(
                    "not-admitted", .badInput, .transfer(.notAdmitted),
                    remedy: .transfer(.forgedRemedy))
            }
        }
    }

    private static var altered: Problem {
        Problem(
            "altered-passport", .badInput, .transfer(.alteredPassport),
            remedy: .transfer(.askForPassport))
    }

    private static var forged: Problem {
        Problem(
            "forged-passport", .badInput, .transfer(.forged), remedy: .transfer(.forgedRemedy))
    }
}
