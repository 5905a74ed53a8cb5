import Foundation
import Node
import ServiceRecords
import Store
import SyncCore
import Texts

extension TransferCommands {
    /// Writes a volunteer's lifetime statement: what each recording unit has signed.
    public static func statement(
        _ place: Workplace, volunteer reference: String, file: String
    ) throws -> StatementWritten {
        try OutputFile.refuseUnwritable(file)
        let scope = try station(place)
        let card = try place.store.view { try RecordReference.volunteer(reference, in: $0) }
        let custody = try place.store.view { try $0.custody(of: card.entity, in: scope) }
        var units: [(TransferWord.Account, Warrant)] = []
        if let here = try ownUnit(custody, at: place) { units.append(here) }
        for account in custody.accounts {
            units.append((account, try warrant(of: account, custody, at: place)))
        }
        let written = StatementFile(
            volunteer: card.entity, at: CivilTime.rfc3339(place.now),
            units: try units.map { account, warrant in
                StatementFile.Unit(account, warrant, try receipt(over: warrant, at: place))
            }, sum: sum(units.map { TransferEntry.Unit($0.0) }))
        if !place.isDryRun {
            let output = try OutputFile(file)
            try output.write(written.json())
            try output.finish()
        }
        return StatementWritten(
            file: file, seconds: written.seconds, records: written.records,
            units: units.map { TransferEntry.Unit($0.0) })
    }

    /// What the county has signed for of the log in which a word stands, where it is not the county's own.
    private static func receipt(over warrant: Warrant, at place: Workplace) throws -> Receipt? {
        guard warrant.change.publicKey != warrant.founderKey, let scope = warrant.scope else {
            return nil
        }
        return try place.store.view {
            try $0.founderReceipt(on: Origin(publicKey: warrant.change.publicKey), in: scope)
        }
    }

    /// The figures of this station, said in its own log so that they can be signed for.
    private static func ownUnit(
        _ custody: Custody, at place: Workplace
    ) throws -> (TransferWord.Account, Warrant)? {
        guard !place.isDryRun else { return nil }
        let (here, founder, words) = try place.store.view { view in
            (
                try view.account(of: custody.volunteers, in: custody.station),
                try view.founderKey(of: custody.station),
                try view.transferStatements(in: custody.station).map(\.statement)
            )
        }
        let said = words.filter {
            $0.word.content == .account(here) && $0.subject == custody.subject
                && $0.scope == custody.station
        }
        // What the county itself has said needs no receipt.
        let best = said.first { $0.author == founder.map(Origin.init(publicKey:)) } ?? said.first
        let id =
            try best?.id
            ?? place.commit(to: custody.station) { door in
                try door.write(TransferWord(.account(here), of: custody.subject))
            }
        guard
            let warrant = try place.store.warrant(of: id, in: custody.station, at: place.now)
        else {
            throw Problem(
                "no-warrant", .temporary, .transfer(.noWarrant),
                remedy: .transfer(.noWarrantRemedy))
        }
        return (here, warrant)
    }

    private static func warrant(
        of account: TransferWord.Account, _ custody: Custody, at place: Workplace
    ) throws -> Warrant {
        guard let source = custody.source(of: account.scope) else { throw noWarrantYet }
        if let warrant = try place.store.warrant(
            of: source.id, in: custody.station, at: place.now)
        {
            return warrant
        }
        // What came by a passport and by nothing else stands in the accept, warrant and all.
        let carried = try place.store.view { try $0.transferStatements(in: custody.station) }
            .compactMap { held -> [[UInt8]]? in
                guard case .accept(_, let acceptance) = held.statement.word.content else {
                    return nil
                }
                return acceptance.warrants
            }.joined()
        for bytes in carried {
            if let warrant = try? Warrant(bytes: bytes), warrant.claimed?.id == source.id {
                return warrant
            }
        }
        throw noWarrantYet
    }

    private static var noWarrantYet: Problem {
        Problem(
            "no-warrant", .temporary, .transfer(.noWarrant), remedy: .transfer(.noWarrantRemedy))
    }

    /// Checks a passport or a statement, wherever one is.
    /// - Parameters:
    ///   - place: a node that knows keys of counties; nil for an outsider.
    ///   - keys: keys that the reader has from elsewhere.
    public static func verify(
        _ place: Workplace?, file path: String, keys: [[UInt8]]
    ) throws -> TransferChecked {
        let bytes = try InputFile.read(path)
        if PassportFile.isOne(bytes) { return try verifyPassport(path, place, keys) }
        guard let file = StatementFile(json: bytes) else {
            throw Problem(
                "not-a-statement", .badInput, .transfer(.notStatement(path)),
                remedy: .transfer(.askForPassport))
        }
        // Each unit once, and all about one volunteer.
        var proved: [StatementFile.Unit.Proved] = []
        for unit in file.units {
            guard let next = unit.proved(),
                proved.allSatisfy({
                    $0.account.scope != next.account.scope && $0.subject == next.subject
                })
            else {
                throw Problem(
                    "altered-statement", .badInput,
                    .transfer(.alteredStatement(code: String(unit.code.prefix(32)))),
                    remedy: .transfer(.askForPassport))
            }
            proved.append(next)
        }
        let units = proved.map { TransferEntry.Unit($0.account) }
        let (seconds, records) = sum(units)
        guard seconds == file.seconds, records == file.records else {
            throw Problem(
                "altered-statement", .badInput, .transfer(.alteredStatement(code: "Σ")),
                remedy: .transfer(.askForPassport))
        }
        let known = try judged(
            proved.map { ($0.account.code, $0.scope, $0.warrant.founderKey) }, place, keys)
        return TransferChecked(
            what: "statement", isGood: known.isGood, from: Nullable(nil), to: Nullable(nil),
            seconds: Nullable(seconds), units: units, keys: known.keys,
            receipts: proved.compactMap(TransferChecked.UnitDelivered.init),
            sentences: [.statementGood(units: units.count, hours: Seconds.hours(seconds))]
                + proved.flatMap { [TransferEntry.Unit($0.account).sentence, $0.sentence] }
                + known.sentences)
    }

    private static func verifyPassport(
        _ path: String, _ place: Workplace?, _ keys: [[UInt8]]
    ) throws -> TransferChecked {
        let passport = try PassportFile.read(path)
        var proved: [(code: String, scope: Scope, key: [UInt8])] = []
        var release: TransferStatement?
        for bytes in passport.warrants {
            guard let warrant = try? Warrant(bytes: bytes), let scope = warrant.scope,
                let statement = try? warrant.statement(founder: warrant.founderKey)
            else {
                throw Problem(
                    "altered-passport", .badInput, .transfer(.alteredPassport),
                    remedy: .transfer(.askForPassport))
            }
            release = release ?? statement
            proved.append((passport.giverCode, scope, warrant.founderKey))
        }
        guard let release, let word = release.release, word.taker == passport.taker,
            passport.isReceiptGood(founder: proved[0].key)
        else {
            throw Problem(
                "altered-passport", .badInput, .transfer(.alteredPassport),
                remedy: .transfer(.askForPassport))
        }
        let known = try judged(proved, place, keys)
        let units = word.accounts.map(TransferEntry.Unit.init)
        let from = "\(passport.giverCode) \(passport.giverName)"
        return TransferChecked(
            what: "passport", isGood: known.isGood, from: Nullable(passport.giverCode),
            to: Nullable(passport.takerCode), seconds: Nullable(sum(units).seconds), units: units,
            keys: known.keys,
            receipt: Nullable(passport.receipt.map(TransferChecked.Delivered.init)),
            sentences: [
                .passportGood(
                    from: from, to: passport.takerCode, volunteer: short(word.volunteer))
            ] + units.map(\.sentence) + [delivered(passport, release)] + known.sentences)
    }

    private static func delivered(
        _ passport: Passport, _ release: TransferStatement
    ) -> TransferSentence {
        guard let receipt = passport.receipt else { return .passportWithoutReceipt }
        return .passportReceipt(
            size: receipt.checkpoint.size, of: release.sequence,
            at: CivilTime.local(receipt.milliseconds))
    }

    private static func judged(
        _ proved: [(code: String, scope: Scope, key: [UInt8])], _ place: Workplace?,
        _ keys: [[UInt8]]
    ) throws -> (isGood: Bool, keys: [String], sentences: [TransferSentence]) {
        var sentences: [TransferSentence] = []
        var isGood = true
        for (code, scope, key) in proved {
            let known = try place?.store.view { try $0.founderKey(of: scope) }
            if known == key || keys.contains(key) {
                sentences.append(.keyKnown(code: code, key: Hex.encode(key)))
            } else {
                isGood = false
                sentences.append(.keyUnknown(code: code, key: Hex.encode(key)))
            }
        }
        if !isGood { sentences.append(.keyUnknownRemedy) }
        var seen: Set<TransferSentence> = []
        return (
            isGood, Set(proved.map { Hex.encode($0.key) }).sorted(),
            sentences.filter { seen.insert($0).inserted }
        )
    }
}
