import Store
import SyncCore

/// What stations give their aggregator again.
extension Resync {
    /// nil where nothing is asked of anybody below.
    func belowAsking() throws -> BelowAsking? {
        try store.setting(BelowAsking.settingName).flatMap(BelowAsking.init)
    }

    private func keep(_ asking: BelowAsking?) throws {
        try store.set(BelowAsking.settingName, asking?.text ?? "")
    }

    /// Asks the stations for what is damaged here, with their next contact. What was asked of them before is
    /// forgotten.
    /// - Parameter mended: what was put right before.
    /// - Returns: false where nobody below shares any of the scopes.
    func askBelow(
        _ card: InstructionCard, _ damages: [Damage], mended: Int
    ) throws -> Bool {
        var asking = BelowAsking(card, damages.wants)
        asking.mended = mended
        let isAsked = try peersBelow().contains { !asking.wants(of: $0).isEmpty }
        try keep(isAsked ? asking : nil)
        return isAsked
    }

    private func peersBelow() throws -> [Peer] {
        guard home.role != .station else { return [] }
        let origins = try store.view { view in
            try Set(view.heldScopes().flatMap(view.peers(below:)).map(\.origin))
        }
        return try origins.sorted().compactMap(store.peer)
    }

    /// Takes in what a station has given again.
    func take(_ runs: [Run], fromBelow peer: Peer) throws {
        guard !runs.isEmpty, var asking = try belowAsking() else { return }
        asking.mended += try store.mend(runs, at: now)
        asking.isDue = true
        try keep(asking)
    }

    /// A station was asked for all of it, and has given what it has.
    func noteAsked(_ peer: Peer) throws {
        guard var asking = try belowAsking(), asking.asked.insert(peer.origin).inserted else {
            return
        }
        asking.isDue = true
        try keep(asking)
    }

    /// Looks at what has come: where all is whole again, or nobody is left to be asked, that is what the
    /// repair has come to.
    func settleBelow() throws {
        guard var asking = try belowAsking(), asking.isDue else { return }
        var left = try store.damages(in: asking.wants)
        asking.wants = left.wants
        asking.isDue = false
        let isOpen = try peersBelow().contains { !asking.wants(of: $0).isEmpty }
        guard left.isEmpty || !isOpen else { return try keep(asking) }
        var past = try store.pastDamage()
        if !left.isEmpty {
            past = try store.goOnPastDamage(at: now)
            left = try store.damages(in: asking.wants)
        }
        if try left.isEmpty && store.damages().isEmpty {
            try store.rebuildMended()
            try forgetFound(isTable: false)
        }
        try noteAlone(left)
        let card = try store.view { view in
            try view.instructions(in: asking.scope, at: now).first { $0.id == asking.instruction }
        }
        if let card {
            let reason =
                if !left.isEmpty { "damaged-here-alone" } else {
                    past.lost == 0 ? "" : PastDamage.word
                }
            try write(
                .init(
                    on: card.id, reason.isEmpty ? .done : .differs, reason: reason,
                    figures: [
                        .init("damaged", Int64(left.count)), .init("mended", Int64(asking.mended)),
                    ] + past.figures, places: past.places + left.map(\.place)), of: card)
            try store.forgetPastDamage()
        }
        try keep(nil)
    }
}
