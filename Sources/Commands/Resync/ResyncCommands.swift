import Foundation
public import Logging
public import Node
import ServiceRecords
import Store
import SyncCore
import Texts

/// `resync plan|start|status|approve|cancel|undo|history`: how a copy is brought in order. Nothing of it
/// can lose what is not delivered (docs/RESYNC.md).
public enum ResyncCommands {
    /// Writes the instruction: for stations, or for this node itself. Then it is carried out at once, by the
    /// running daemon or, where none runs, by this process.
    ///
    /// - Parameter upstream: how the line is to be used, for the case that no daemon runs.
    /// - Throws: `Problem`; nothing was started.
    public static func start(
        _ place: Workplace, _ order: ResyncOrder, upstream: UpstreamSettings = .init(), log: Logger
    ) throws -> ResyncStarted {
        do {
            var task = try ResyncTask(order, at: place)
            for card in task.cards { try place.require(.decide, in: card.scope) }
            if let seen = order.plan, try plan(place, task).plan != seen {
                throw Problem(
                    "plan-stale", .temporary, .resync(.planStale), remedy: .resync(.planStaleRemedy)
                )
            }
            if !place.isDryRun {
                // The instruction itself has to stand behind what was written, not in its place.
                if task.isLocal { try place.store.goOnPastLostTails(at: place.now) }
                try task.open(at: place)
            }
            var entries = try task.cards.map { try instruct($0, task, at: place) }
            if task.cards.isEmpty, task.isLocal {
                entries = task.names.map { .init(task.level, $0, isAsked: false) }
            }
            if task.isLocal, !place.isDryRun, entries.allSatisfy({ $0.approval.value == nil }) {
                try carryOut(entries, upstream, at: place, log)
                entries = try entries.map { try $0.renewed(at: place) }
            }
            if !task.isLocal, !place.isDryRun {
                let isDue = zip(task.cards, entries).filter { $1.approval.value == nil }
                PullCommands.callSoon(isDue.map(\.0.scope), from: place)
            }
            return ResyncStarted(
                level: task.level.word, instructions: entries, isLocal: task.isLocal,
                dryRun: place.isDryRun)
        } catch { throw Problem(error) }
    }

    private static func instruct(
        _ card: ScopeCard, _ task: ResyncTask, at place: Workplace
    ) throws -> ResyncStarted.Entry {
        let code = task.name(of: card)
        if let open = try open(task, in: card.scope, at: place) {
            return ResyncStarted.Entry(open, code, isNew: false, at: place)
        }
        let isAsked =
            try task.level.needsSecondPerson
            && place.store.view { try $0.hasPeople(in: card.scope) }
        let id = try place.commit(to: card.scope) { door in
            try place.requireAdmission(door)
            guard isAsked else {
                return try door.write(.instruct(task.instruction(at: place)))
            }
            let asked = task.instruction(at: place)
            let request = try door.write(
                .request(
                    .init(
                        act: asked.act, parameters: asked.parameters, summary: code,
                        expires: asked.expires)))
            return try door.write(.instruct(asked.awaiting(request)))
        }
        if place.isDryRun {
            return ResyncStarted.Entry(task.level, code, isAsked: isAsked)
        }
        guard let written = try find(id, in: card.scope, at: place) else {
            throw Problem("bug", .bug, .unexpected("instruction"), remedy: .reportBug)
        }
        return ResyncStarted.Entry(written, code, isNew: true, at: place)
    }

    /// One of the same level that is not over: pressed twice, it is done once.
    private static func open(
        _ task: ResyncTask, in scope: Scope, at place: Workplace
    ) throws -> InstructionCard? {
        try place.store.view { view in
            let own = Set(try view.ownOrigins())
            return try view.instructions(in: scope, at: place.now).first { card in
                guard card.instruction.level == task.level, own.contains(card.issuer),
                    card.instruction.kind == task.kind, card.instruction.since == task.since
                else { return false }
                let nodes = try view.nodes(of: card)
                return nodes.contains { !InstructionState(card, of: $0, at: place.now).isOver }
            }
        }
    }

    static func find(
        _ id: Entity, in scope: Scope, at place: Workplace
    ) throws -> InstructionCard? {
        try place.store.view { view in
            try view.instructions(in: scope, at: place.now).first { $0.id == id }
        }
    }

    /// How long a person waits for a daemon that is about it. Milliseconds.
    private static let patience = 60_000

    private static func carryOut(
        _ entries: [ResyncStarted.Entry], _ upstream: UpstreamSettings, at place: Workplace,
        _ log: Logger
    ) throws {
        let directory = place.home.directory.path
        do {
            _ = try ControlClient.ask(directory: directory, .changed, timeout: .milliseconds(500))
            // Whoever comes through the door is served by that very daemon.
            guard place.login == nil else { return }
            for _ in 0..<(patience / 250) {
                if try entries.allSatisfy({ try $0.renewed(at: place).isOver }) { return }
                usleep(250_000)
            }
        } catch ControlError.nobodyThere {
            try place.underLock {
                try Resync(place.home).carryOut {
                    place.warnOfLine()
                    return try Daemon.exchangeOnce(
                        place.home, upstream: upstream, attachments: place.attachments,
                        protection: place.protection, log: log)
                }
            }
        } catch is ControlError {}
    }

    /// The word of a second person.
    /// - Parameter reference: of the instruction, or of the request.
    /// - Throws: `Problem`.
    public static func approve(_ place: Workplace, _ reference: String) throws -> ApprovalAnswered {
        let card = try? find(reference, at: place)
        let answer = try ApprovalCommands.answer(
            place, card?.instruction.approval?.description ?? reference, approving: true)
        if let card, !place.isDryRun { PullCommands.callSoon([card.scope], from: place) }
        return answer
    }

    /// Takes an instruction back. What has been swapped in by then stays.
    /// - Throws: `Problem`.
    public static func cancel(
        _ place: Workplace, _ reference: String, reason: String = ""
    ) throws -> ResyncCancelled {
        do {
            let reason = try OpenWords.checked(reason)
            let card = try find(reference, at: place)
            try place.require(.decide, in: card.scope)
            let states = try place.store.view { view in
                try view.nodes(of: card).map { InstructionState(card, of: $0, at: place.now) }
            }
            if let state = states.first, states.allSatisfy(\.isOver) {
                throw Problem(
                    "is-over", .no,
                    .resync(
                        .isOver(
                            id: RecordReference.short(card.id),
                            state: ResyncStateWords(rawValue: state.rawValue) ?? .done)))
            }
            _ = try place.commit(to: card.scope) { door in
                try door.write(
                    ResyncChange.withdraw(card.id, reason: String(reason.prefix(200))))
            }
            return ResyncCancelled(id: card.id.description, dryRun: place.isDryRun)
        } catch { throw Problem(error) }
    }

    /// Takes back what an instruction has written, for thirty days, by forward changes.
    /// - Throws: `Problem`.
    public static func undo(_ place: Workplace, _ reference: String) throws -> ResyncUndone {
        do {
            let card = try find(reference, at: place)
            try place.require(.decide, in: card.scope)
            let own = Set(try place.store.ownOrigins())
            // A command is carried out by whoever issued it; others may report what they like.
            let reports = card.reports.filter { card.isIssued(by: $0.origin, own: own) }
            let filed = reports.last { $0.report.state == .done }
            guard !reports.contains(where: { $0.report.state == .undone }) else {
                throw Problem(
                    "already-undone", .no,
                    .resync(.alreadyUndone(id: RecordReference.short(card.id))),
                    remedy: .resync(.alreadyUndoneRemedy))
            }
            guard card.instruction.level == .resolveAll, let filed,
                let first = filed.report["first"].flatMap({ UInt64(exactly: $0) }),
                let last = filed.report["last"].flatMap({ UInt64(exactly: $0) }), first <= last
            else {
                throw Problem(
                    "nothing-to-undo", .no,
                    .resync(
                        .nothingToUndo(
                            id: RecordReference.short(card.id), level: card.instruction.level.word)),
                    remedy: .resync(.nothingToUndoRemedy))
            }
            guard card.time >= place.now - Decision.days * 86_400_000 else {
                throw Problem(
                    "too-late", .notPermitted, .resync(.tooLate(days: Int(Decision.days))))
            }
            return try place.commit(to: card.scope) { door in
                try place.requireAdmission(door)
                let records = try door.view.records(
                    writtenBy: filed.origin, in: card.scope, first...last)
                var undone = 0
                for record in records {
                    let decisions = try door.view.decisions(on: record).filter {
                        $0.origin == filed.origin && $0.time == filed.time
                            && $0.before.allSatisfy(\.isHeld)
                    }
                    for decision in decisions { try door.takeBack(decision) }
                    if !decisions.isEmpty { undone += 1 }
                }
                try door.write(
                    .report(
                        .init(on: card.id, .undone, figures: [.init("records", Int64(undone))])))
                return ResyncUndone(
                    id: card.id.description, records: undone, left: records.count - undone,
                    dryRun: place.isDryRun)
            }
        } catch { throw Problem(error) }
    }

    /// The one instruction whose id begins so; six digits or more.
    private static func find(_ text: String, at place: Workplace) throws -> InstructionCard {
        let cards = try place.store.view { view in
            try view.instructionScopes().flatMap {
                try view.instructions(in: $0.scope, at: place.now)
            }
        }.filter { text.utf8.count >= 6 && $0.id.description.hasPrefix(text.lowercased()) }
        guard cards.count == 1, let card = cards.first else {
            throw Problem(
                "unknown-instruction", .inputNotFound,
                .resync(.unknownInstruction(String(text.prefix(40)))),
                remedy: .resync(.lookAtInstructions))
        }
        return card
    }
}

extension StoreView {
    /// The nodes that an instruction is for, each by its origins, as far as they can be told here: those that
    /// are named, or have reported, or may write in the scope.
    func nodes(of card: InstructionCard) throws -> [Set<Origin>] {
        let own = Set(try ownOrigins())
        if card.concerns(own) { return [own] }
        let reported = Set(card.reports.map(\.origin))
        guard card.instruction.targets.isEmpty else {
            return try nodes(card.instruction.targets, in: card.scope)
        }
        let others = try standings(in: card.scope).filter {
            !$0.isAuthority && $0.isAdmitted && !$0.isRetired && !own.contains($0.origin)
        }.map(\.origin)
        let nodes = reported.union(others)
        return nodes.isEmpty ? [[]] : try self.nodes(nodes.sorted(), in: card.scope)
    }

    /// A node that goes on under another name is one all the same.
    private func nodes(_ origins: [Origin], in scope: Scope) throws -> [Set<Origin>] {
        var nodes: [Set<Origin>] = []
        for origin in origins where !nodes.contains(where: { $0.contains(origin) }) {
            nodes.append(try lives(of: origin, in: scope))
        }
        return nodes
    }
}
