import Foundation
import Node
import ServiceRecords
import Store
import SyncCore
public import Texts

/// Why a file with personal data is written, and where to.
public struct ExportOrder: Sendable {
    public let file: String
    public let grounds: RevealGrounds
    /// The station, at a county.
    public let code: String?

    public init(file: String, grounds: RevealGrounds, code: String? = nil) {
        self.file = file
        self.grounds = grounds
        self.code = code
    }
}

/// Personal data of one station that leaves the node as a file: for a reason, with a second person's word
/// where there are people with roles, and only after the log says so.
struct PersonalExport {
    private let place: Workplace
    private let order: ExportOrder
    /// What is exported, as the log and the second person see it.
    private let act: String

    init(_ place: Workplace, _ order: ExportOrder, act: String) {
        self.place = place
        self.order = order
        self.act = act
    }

    /// What goes into the file.
    struct Contents {
        var bytes: [UInt8]
        /// Whom it is about.
        var people: [Entity] = []
        var groups: Set<GroupNumber> = []
        var rows = 0
        /// Children for whom no purpose was given.
        var leftOut = 0
        /// Rows that would be there and can be read no more.
        var damaged = 0
        /// Children of whom something stands in it.
        var children = 0
        /// The records whose content stands in it, row by row, and what else a row says.
        var sources: [Source] = []

        enum Source {
            case record(Entity, Kind)
            case word(String)
        }

        init(start: [UInt8]) { bytes = start }
    }

    /// - Parameter gather: reads what is written, in one snapshot; `mayShowChildren` is false without a
    ///   purpose.
    /// - Throws: `Problem`: 4 while a second person's answer is awaited; nothing is written then.
    func write(
        _ gather: (_ view: StoreView, _ scope: Scope, _ mayShowChildren: Bool) throws -> Contents
    ) throws -> PersonalExported {
        let scope = try place.scope(code: order.code)
        try place.require(.record, in: scope)
        let reason = try Reason(order.grounds.reason)
        let purpose = try DisclosurePurpose.code(order.grounds.purpose, on: place.today)
        try OutputFile.refuseUnwritable(order.file)
        let second = SecondPerson(place)
        let isNeeded = try second.isNeeded(in: scope)
        let (contents, mark) = try place.store.view { view in
            let contents = try gather(view, scope, purpose != nil)
            for person in contents.people {
                let card = try view.volunteer(person)
                try OpenWords.refuse(naming: [card].compactMap(\.self), in: reason.text)
            }
            return (contents, isNeeded ? try contents.mark(in: view) : "")
        }
        guard !place.isDryRun else {
            return PersonalExported(contents, order, reason: reason.text, isDryRun: true)
        }
        let approved = try second.require([
            .init(
                act: act, scope: scope, parameters: [act, reason.text, purpose ?? "", mark],
                summary: summary(of: contents, reason: reason, purpose: purpose),
                matter: " · \(reason.text)")
        ])
        let file = try OutputFile(order.file)
        try file.write(contents.bytes)
        let disclosure = Disclosure(
            .exported, of: contents.people, groups: contents.groups.sorted(),
            reason: reason.text, purpose: purpose)
        try place.commit(to: scope) { door in
            try door.disclose(disclosure)
            if let request = approved[scope] {
                try door.write(.answer(.init(to: request, .carriedOut)))
            }
        }
        try file.finish()
        return PersonalExported(contents, order, reason: reason.text, isDryRun: false)
    }
}

extension PersonalExport.Contents {
    /// Stands for who and what is in the file: the second person's word is for that and nothing else. No
    /// hash of the file itself, which would let anybody who reads the log try names against it.
    fileprivate func mark(in view: StoreView) throws -> String {
        var writer = ByteWriter()
        for source in sources {
            switch source {
            case .record(let entity, let kind):
                writer.raw(try view.mark(of: entity, kind).bytes)
            case .word(let word): writer.raw(Hash.sha256(Array(word.utf8)).bytes)
            }
        }
        return Hash.sha256(writer.bytes).hex
    }
}

extension PersonalExport {
    /// What whoever is asked decides about: how much, of how many children, what for and why.
    fileprivate func summary(of contents: Contents, reason: Reason, purpose: String?) -> String {
        let children = contents.children == 0 ? nil : "children \(contents.children)"
        let details = [children, purpose.map { "purpose \($0)" }, reason.text].compactMap(\.self)
        return (["\(act) \(contents.rows)"] + details).joined(separator: " · ")
    }
}

/// A file that was written, or would be. Exit 3 where something was left out that cannot be read.
public struct PersonalExported: Report {
    public static let kind = "PersonalExported"
    public let file: String
    public let rows: Int
    /// People of whom personal data stands in it.
    public let people: Int
    /// Children left out, since no purpose was given.
    public let leftOut: Int
    /// Rows left out, since the disk has altered what would stand in them.
    public let damaged: Int
    public let reason: String
    public let dryRun: Bool

    init(
        _ contents: PersonalExport.Contents, _ order: ExportOrder, reason: String, isDryRun: Bool
    ) {
        file = order.file
        rows = contents.rows
        people = contents.people.count
        leftOut = contents.leftOut
        damaged = contents.damaged
        self.reason = reason
        dryRun = isDryRun
    }

    public var exit: ExitStatus { damaged == 0 ? .done : .partly }

    public func text(in language: Language) -> String {
        var sentences: [Sentence] = [
            dryRun
                ? .privacy(.wouldExport(rows: rows))
                : .privacy(.exported(rows: rows, file: file))
        ]
        if leftOut > 0 { sentences.append(.privacy(.childrenLeftOut(leftOut))) }
        if damaged > 0 { sentences.append(.privacy(.damagedLeftOut(damaged))) }
        sentences.append(dryRun ? .record(.nothingWritten) : .privacy(.exportedNext))
        return sentences.map { $0.text(in: language) }.joined(separator: "\n")
    }
}
