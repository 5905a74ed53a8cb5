public import Store
import SyncCore

/// Putting damaged changes right: by themselves where they can be, by the neighbours, and past those that
/// nobody has.
extension Resync {
    func repair(_ job: ResyncJob, _ card: InstructionCard, hasTalked: Bool) throws -> Step {
        let narrowing = Narrowing(card.instruction)
        let strange = try store.mendKeys()
        var job = job
        if job.phase == .preparing {
            let framed = try store.mendFrames(at: now)
            // With a hole in somebody else's log nobody could be asked for anything.
            if try store.hasGap() { _ = try home.safety.salvage(home) }
            try store.goOnPastLostTails(at: now)
            if narrowing.meansFiles {
                // Kept beside, where they are in nobody's way: whoever has them gives them again.
                try AttachmentFindings(of: home, pulse: pulse).keys(\.isSpoiled)
                    .forEach(home.setAside)
            }
            let meant = try store.parted(store.damages(), by: narrowing).meant
            job.phase = .asking(got: try framed + store.recover(meant, at: now), seen: 0)
            try keep(job)
        }
        var (damages, rest) = try store.parted(store.damages(), by: narrowing)
        let isAlone = try store.upstream() == nil
        let isAsked = hasTalked || isAlone
        guard try damages.isEmpty || isAsked || hasWaited(card) else { return .exchange }
        let isAskedBelow = try askBelow(card, damages, mended: job.got)
        var past = try store.pastDamage()
        if !damages.isEmpty, !isAskedBelow, narrowing.isNone {
            past = try store.goOnPastDamage(at: now)
            damages = try store.damages()
            // What others hold is asked for as long as it takes.
            guard damages.isEmpty || isAsked else { return .exchange }
        }
        if damages.isEmpty, rest.isEmpty {
            // What was derived from damaged bytes is derived anew; not while others are left.
            try store.rebuildMended()
            try forgetFound(isTable: false)
        }
        try noteAlone(isAskedBelow ? [] : damages, besides: rest)
        // Nothing waits for them: they come behind an exchange, the one that brings this report to begin with.
        let files = try narrowing.meansFiles ? LostAttachments(of: home).gone : []
        let reason =
            if !damages.isEmpty, isAskedBelow {
                "asked-below"
            } else if past.lost > 0 {
                PastDamage.word
            } else if !narrowing.isNone, !damages.isEmpty || !rest.isEmpty {
                "narrowed"
            } else if !damages.isEmpty {
                isAlone ? "no-level-above" : "damaged-here-alone"
            } else if !strange.isEmpty {
                "damaged-here-alone"
            } else if !files.isEmpty { "files-missing" } else { "" }
        let step = try report(
            card, reason.isEmpty ? .done : .differs, reason: reason,
            figures: [
                .init("damaged", Int64(damages.count)), .init("mended", Int64(job.got)),
            ] + past.figures + (rest.isEmpty ? [] : [.init("left", Int64(rest.count))])
                + (files.isEmpty ? [] : [.init("files", Int64(files.count))]),
            places: past.places + (damages + rest).map(\.place) + strange.map(\.description)
                + missing(files).flatMap(\.names))
        if reason == PastDamage.word { try store.forgetPastDamage() }
        return step
    }

    /// Which records name files that are gone.
    private func missing(_ files: [AttachmentKey]) throws -> [CheckReport.Finding] {
        try store.view { view in
            try files.prefix(ResyncChange.Report.placeLimit).map {
                .init(.missing, of: $0, records: try view.entities(naming: $0))
            }
        }
    }

    /// For a day there was no line to ask anybody over. A stick takes what is written here to the county, and
    /// may be all there is.
    private func hasWaited(_ card: InstructionCard) throws -> Bool {
        let own = Set(try store.ownOrigins())
        return card.reports.contains { filed in
            filed.report.state == .begun && own.contains(filed.origin)
                && now.subtractingReportingOverflow(filed.time).partialValue >= Self.patience
        }
    }

    /// Milliseconds.
    private static let patience: Int64 = 86_400_000

    /// - Parameters:
    ///   - damages: what nobody gave who was asked.
    ///   - rest: what nobody was asked for; of it stands what stood before.
    func noteAlone(_ damages: [Damage], besides rest: [Damage] = []) throws {
        let before = Set(try DamagedAlone(of: store).places)
        let alone =
            damages.map(\.place) + rest.map(\.place).filter { before.contains($0) }
        try store.set(DamagedAlone.settingName, DamagedAlone(alone).text)
    }
}

extension PastDamage {
    /// Why a repair that went on past damage found something.
    public static let word = "written-again"

    var figures: [ResyncChange.Report.Figure] {
        lost == 0 ? [] : [.init("lost", Int64(lost)), .init("copies", Int64(copies))]
    }
}
