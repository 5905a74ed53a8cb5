import Interchange
import Node
import ServiceRecords
import Store
import SyncCore
public import Texts

extension TransferCommands {
    /// Where the passport of a release goes: to a file, on paper, or both.
    public struct PassportOutput: Sendable {
        /// nil for none.
        public var file: String?
        /// Whether the file holds the texts of the QR codes, a line each.
        public var cutsPieces: Bool
        /// A page to be printed, with the QR codes drawn; nil for none.
        public var paper: String?
        /// Of the paper.
        public var language: Language

        public init(
            file: String? = nil, cutsPieces: Bool = false, paper: String? = nil,
            in language: Language = .zh
        ) {
            self.file = file
            self.cutsPieces = cutsPieces
            self.paper = paper
            self.language = language
        }

        var isNeeded: Bool { file != nil || paper != nil }

        /// Before something is done of which they are to speak.
        /// - Throws: `Problem`.
        func refuseUnwritable() throws {
            for path in [file, paper].compactMap(\.self) {
                try OutputFile.refuseUnwritable(path)
            }
        }
    }

    /// Writes the passport of a release that waits.
    /// - Parameter absent: at a county, the code of the station for which it acts.
    /// - Throws: `Problem`.
    public static func passport(
        _ place: Workplace, _ text: String, _ output: PassportOutput, for absent: String? = nil
    ) throws -> TransferDone {
        guard output.isNeeded else {
            throw Problem("output-nameless", .usage, .record(.outputNameless))
        }
        try output.refuseUnwritable()
        let giver = try ActingStation(place, for: absent)
        let scope = giver.scope
        let (custody, id) = try one(
            text, in: scope, at: place, orElse: TransferSentence.notReleased
        ) {
            custody in custody.releases.values.filter { $0.scope == scope }.map(\.id)
        }
        var done = TransferDone(.passport, transfer: id, volunteer: custody.volunteer, [])
        try write(of: id, by: giver, to: output, noting: &done)
        return done
    }

    /// Writes what was asked for, and says so.
    static func write(
        of id: Entity, by giver: ActingStation, to output: PassportOutput,
        noting done: inout TransferDone
    ) throws {
        let passport = try passport(of: id, by: giver)
        let lines = passport.lines ?? []
        if let file = output.file {
            try write(
                output.cutsPieces
                    ? Array((lines.joined(separator: "\n") + "\n").utf8) : passport.bytes,
                to: file, at: giver.place)
            done.file = Nullable(file)
            done.add(.passportWritten(file: file, bytes: passport.bytes.count))
            if output.cutsPieces { done.add(.passportLines(count: lines.count)) }
        }
        guard let path = output.paper else { return }
        let sheet = try paper(of: id, lines, by: giver, in: output.language)
        try write(Array(sheet.html.utf8), to: path, at: giver.place)
        done.paper = Nullable(path)
        done.add(.paperWritten(file: path, codes: lines.count))
    }

    private static func write(_ bytes: [UInt8], to path: String, at place: Workplace) throws {
        guard !place.isDryRun else { return }
        let file = try OutputFile(path)
        try file.write(bytes)
        try file.finish()
    }

    /// What a volunteer carries: of them no more than an initial, and the rest sealed.
    private static func paper(
        of id: Entity, _ lines: [String], by giver: ActingStation, in language: Language
    ) throws -> PaperSheet {
        let (release, card, stations) = try giver.place.store.view { view in
            let custody = try view.custodies(in: giver.scope).first { $0.releases[id] != nil }
            let release = custody?.releases[id]?.release
            return (
                release, try release.flatMap { try view.volunteer($0.volunteer) },
                try Stations(in: view)
            )
        }
        let symbols = lines.compactMap(QRSymbol.init)
        guard let release, !lines.isEmpty, symbols.count == lines.count else { throw noWarrant }
        func words(_ sentence: TransferSentence) -> String {
            Sentence.transfer(sentence).text(in: language)
        }
        let facts = [
            (TransferSentence.paperVolunteer, card?.name.map(PersonMask.name) ?? ""),
            (.paperFrom, "\(giver.code) \(giver.name)"),
            (.paperTo, stations.title(release.taker)),
            (.paperTime, CivilTime.local(release.asOf)),
            (.paperNumber, short(id)),
        ]
        return PaperSheet(
            language: language.rawValue, title: words(.paperTitle),
            facts: facts.filter { !$0.1.isEmpty }.map { (words($0.0), $0.1) },
            steps: [
                .paperForVolunteer,
                .paperForStation(code: stations.code(release.taker) ?? ""), .paperSealed,
            ].map(words),
            codes: symbols.enumerated().map { index, symbol in
                PaperSheet.Code(
                    symbol, caption: words(.paperCode(index + 1, of: symbols.count)))
            })
    }

    /// - Throws: `Problem`.
    private static func passport(
        of id: Entity, by giver: ActingStation
    ) throws -> Passport {
        let (place, scope) = (giver.place, giver.scope)
        let (custody, part, taker) = try place.store.view { view in
            let custody = try view.custodies(in: scope).first { $0.releases[id] != nil }
            let taker = custody?.releases[id]?.release?.taker
            return (
                custody, try view.personalPart(of: id, in: scope),
                try view.directory().first { $0.scope == taker }
            )
        }
        guard let custody, let release = custody.releases[id]?.release,
            let warrant = try place.store.warrant(of: id, in: scope, at: place.now)
        else { throw noWarrant }
        var warrants = [warrant.bytes]
        // What it rests on and is on its way itself: the accept, with all that it brought.
        for accept in custody.unenteredAccepts(of: release.restsOn) {
            guard let warrant = try place.store.warrant(of: accept, in: scope, at: place.now)
            else { throw noWarrant }
            warrants.append(warrant.bytes)
        }
        return Passport(
            taker: release.taker, takerCode: taker?.code ?? "", giverCode: giver.code,
            giverName: giver.name, warrants: warrants, profile: part,
            receipt: try place.store.view {
                try $0.founderReceipt(on: Origin(publicKey: warrant.change.publicKey), in: scope)
            })
    }

    private static var noWarrant: Problem {
        Problem(
            "no-warrant", .temporary, .transfer(.noWarrant), remedy: .transfer(.noWarrantRemedy))
    }
}
