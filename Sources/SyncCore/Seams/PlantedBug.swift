import Synchronization

/// A wrong belief that the code can be made to hold on purpose, to see that the simulation notices it
/// (docs/SIMULATION.md, Planted bugs; decision 0017).
///
/// The code asks `isPlanted` in the one condition that would be wrong. Only debug builds have hooks: in a
/// release build the answer is the constant false.
package enum PlantedBug: String, CaseIterable, Sendable {
    // The disk.
    case noSync
    case synchronousNormal
    case acknowledgedBeforeCommit
    case openingUnsynced

    // Lost memory.
    case nonceUnchecked
    case nonceSpentUnmet
    case sidecarIgnored
    case exposureUnwritten
    case ownLogLongerIgnored
    case formOutlivesDisk
    case heirIsStranger

    // Forks and repair.
    case rootsUncompared
    case forkPointTooHigh
    case pointUntold
    case evidenceDropped
    case forkUnanswered
    case branchNotLeft
    case branchLeftUnheard
    case receiptOutlivesBranch
    case copiesUnwritten
    case copyKnownByOwnLeaf
    case rescueForgotten
    case wordUnheard
    case attestationUnsigned
    case contextsUnmapped
    case contextsNotLowered
    case contextsAlwaysLowered

    // Registers and contexts.
    case lastArrivalWins
    case lastWriterWins
    case siblingsCutAtEight
    case coveredSurvives
    case lateCopyRises
    case firstCopyShown
    case voidHidesEdits
    case formSeesAll
    case ownWritesSeen
    case contextEmpty
    case hiddenSeen
    case undoSeesItself

    // What counts.
    case strangerCounts
    case rivalsCount
    case founderOnly
    case refusedCounts
    case refusedCopyCounts
    case judgedOnce
    case rightsUnjudged
    case rightsJudgedOnce
    case bothReplacementsCount
    case doubledCounts
    case recordSkipped
    case laterWriteUnshown

    // The exchange.
    case rootUnchecked
    case checkpointUnsigned
    case heldAppended
    case orderGate
    case receiptUnjoined
    case receiptUnsigned
    case successionUnsigned

    // Resync.
    case suffixForgotten

    // Transfers.
    case ownerUnasked
    case outcomeUntold
    case denialIgnored
    case takenUnopened
    case closedUntaken
    case claimAskedOnce
    case contestUntold
    case settlementEndsNothing

    /// What the code takes to be true where it is planted.
    package var belief: String {
        switch self {
        case .noSync: "what was written is on the disk, synced or not"
        case .synchronousNormal: "a commit is durable before its sync"
        case .acknowledgedBeforeCommit: "a transaction that got as far as its commit is one"
        case .openingUnsynced: "what can be read at the opening is on the disk"

        case .nonceUnchecked: "whoever has the name is whom we spoke with last"
        case .nonceSpentUnmet: "whoever speaks has met what we sent last"
        case .sidecarIgnored: "a database that opens is the latest one"
        case .exposureUnwritten:
            "what leaves the machine need not be written down beside the database"
        case .ownLogLongerIgnored: "more of the own log, from elsewhere, is like any other log"
        case .formOutlivesDisk: "a form that was opened before the disk was put back has seen it"
        case .heirIsStranger: "a neighbour under another name is another neighbour"

        case .rootsUncompared: "logs of equal length are equal"
        case .forkPointTooHigh: "branches part after the first change in which they differ"
        case .pointUntold: "two roots one apart need no answer"
        case .evidenceDropped: "a branch that is not kept is not needed"
        case .forkUnanswered: "a fork needs no word of the county"
        case .branchNotLeft: "a branch that the county does not keep may stay where it is"
        case .branchLeftUnheard: "a log that is closed has the branch that is kept"
        case .receiptOutlivesBranch: "a receipt stays good when its log is cut"
        case .copiesUnwritten: "a branch that gives way needs no copies"
        case .copyKnownByOwnLeaf: "a copy is a write of its own"
        case .rescueForgotten: "what was set aside comes back by somebody else"
        case .wordUnheard: "a word of the county is heard, whoever carries it"
        case .attestationUnsigned: "what is said to have stood in the county's log did"
        case .contextsUnmapped:
            "the authors of copies have seen the same numbers of the other branch"
        case .contextsNotLowered: "whoever has seen a forked log has seen both of its branches"
        case .contextsAlwaysLowered: "nobody has ever seen a retirement"

        case .lastArrivalWins: "what arrives last has seen the rest"
        case .lastWriterWins: "an earlier time has been seen by a later one"
        case .siblingsCutAtEight: "nobody has more than eight siblings"
        case .coveredSurvives: "what was seen and replaced is still a sibling"
        case .lateCopyRises: "a copy has only the dot at which it stands"
        case .firstCopyShown: "of several copies the first to come is as good as any"
        case .voidHidesEdits: "whoever voids a record has seen all of it"
        case .formSeesAll: "a form has seen all that came while it was open"
        case .ownWritesSeen: "a form has seen what was written here while it was open"
        case .contextEmpty: "nobody has seen anything"
        case .hiddenSeen: "what is not shown because it does not count was seen"
        case .undoSeesItself: "of several versions that are put back each has seen the one before"

        case .strangerCounts: "every origin is admitted"
        case .rivalsCount: "of two successors both count unasked"
        case .founderOnly: "only the founder has authority"
        case .refusedCounts: "a refusal is advice"
        case .refusedCopyCounts: "a copy of what was refused is not refused"
        case .judgedOnce: "what counts when it arrives counts for ever"
        case .rightsUnjudged: "whoever can write may write"
        case .rightsJudgedOnce: "a right that is known late was never taken away"
        case .bothReplacementsCount: "every replacement of a reversed record counts"
        case .doubledCounts: "what was typed in twice was served twice"
        case .recordSkipped: "no record has an id that begins with the digit 0"
        case .laterWriteUnshown: "tables show what a record was created with"

        case .rootUnchecked: "rows are what their author has signed"
        case .checkpointUnsigned: "a checkpoint is signed by whom it names"
        case .heldAppended: "a run brings only what is new"
        case .orderGate: "a change comes after all that its author had seen"
        case .receiptUnjoined: "a receipt is about the log that is here"
        case .receiptUnsigned: "a receipt is by whom it names"
        case .successionUnsigned: "whoever names a predecessor is its successor"

        case .suffixForgotten: "what the county gives of a log is all of it"

        case .ownerUnasked: "whoever once held a volunteer may release them"
        case .outcomeUntold: "whoever gave need not hear what came of it"
        case .denialIgnored: "what was accepted stays so"
        case .takenUnopened: "whoever hears of an entry holds the profile"
        case .closedUntaken: "whoever has given needs the profile no more"
        case .claimAskedOnce: "a claim is put before one owner, and never again"
        case .contestUntold: "a contest is the sequencer's alone"
        case .settlementEndsNothing: "whoever recorded before a settlement goes on"
        }
    }

    /// A bug by its name, in any case.
    package static func named(_ name: String) -> Self? {
        allCases.first { $0.rawValue.lowercased() == name.lowercased() }
    }
}

/// A build without hooks was asked to plant a bug.
package struct NoHooks: Error {}

#if PLANTED_BUGS
    extension PlantedBug {
        /// The place of the planted one among all; -1 for none.
        private static let planted = Atomic(-1)

        package var isPlanted: Bool {
            let place = Self.planted.load(ordering: .relaxed)
            return place >= 0 && Self.allCases[place] == self
        }

        /// Plants a bug in this process, every thread of it, while `body` runs; nil plants none.
        /// - Throws: `NoHooks`, or whatever `body` throws.
        package static func withPlanted<T>(_ bug: Self?, _ body: () throws -> T) throws -> T {
            guard let place = bug.flatMap(allCases.firstIndex) else { return try body() }
            planted.store(place, ordering: .relaxed)
            defer { planted.store(-1, ordering: .relaxed) }
            return try body()
        }
    }
#else
    extension PlantedBug {
        package var isPlanted: Bool { false }

        package static func withPlanted<T>(_ bug: Self?, _ body: () throws -> T) throws -> T {
            guard bug == nil else { throw NoHooks() }
            return try body()
        }
    }
#endif
