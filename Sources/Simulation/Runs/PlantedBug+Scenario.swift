package import SyncCore

/// Where a planted bug has to be noticed.
package struct Whereabouts: Sendable, Hashable {
    /// The name of the scenario.
    package let scenario: String
    /// The first of its seeds in which the bug is noticed; which it is hangs on every byte that is sent,
    /// so it moves, and `simulate bugs --find` says where to.
    package let seed: UInt64

    fileprivate init(_ scenario: String, _ seed: UInt64) {
        self.scenario = scenario
        self.seed = seed
    }
}

extension PlantedBug {
    package var whereabouts: Whereabouts {
        switch self {
        case .noSync: .init("power-cuts", 1)
        case .synchronousNormal: .init("power-cuts", 1)
        case .acknowledgedBeforeCommit: .init("power-cuts", 1)
        case .openingUnsynced: .init("power-cuts", 1)
        case .nonceUnchecked: .init("S4", 1)
        case .nonceSpentUnmet: .init("S14", 1)
        case .sidecarIgnored: .init("S2", 1)
        case .exposureUnwritten: .init("S2", 1)
        case .ownLogLongerIgnored: .init("S4", 1)
        case .formOutlivesDisk: .init("form", 1)
        case .heirIsStranger: .init("S1", 1)
        case .rootsUncompared: .init("county", 1)
        case .forkPointTooHigh: .init("county", 1)
        case .pointUntold: .init("resync", 4756)
        case .evidenceDropped: .init("resync", 2704)
        case .forkUnanswered: .init("resync", 2704)
        case .branchNotLeft: .init("resync", 2704)
        case .branchLeftUnheard: .init("resync", 2704)
        case .receiptOutlivesBranch: .init("late-twin", 1)
        case .copiesUnwritten: .init("S3", 1)
        case .copyKnownByOwnLeaf: .init("county", 1)
        case .rescueForgotten: .init("county", 60)
        case .wordUnheard: .init("former-county", 1)
        case .attestationUnsigned: .init("false-word", 1)
        case .contextsUnmapped: .init("S3", 1)
        case .contextsNotLowered: .init("late-twin", 1)
        case .contextsAlwaysLowered: .init("late-twin", 1)
        case .lastArrivalWins: .init("county", 1)
        case .lastWriterWins: .init("S23", 1)
        case .siblingsCutAtEight: .init("crowd", 1)
        case .coveredSurvives: .init("county", 1)
        case .lateCopyRises: .init("orphan", 1)
        case .firstCopyShown: .init("county", 1)
        case .voidHidesEdits: .init("S26", 1)
        case .formSeesAll: .init("form", 1)
        case .ownWritesSeen: .init("form", 1)
        case .contextEmpty: .init("S27", 1)
        case .hiddenSeen: .init("waiting", 1)
        case .undoSeesItself: .init("undo", 1)
        case .strangerCounts: .init("forger", 1)
        case .rivalsCount: .init("waiting", 1)
        case .founderOnly: .init("late-twin", 1)
        case .refusedCounts: .init("county", 1)
        case .refusedCopyCounts: .init("late-twin", 1)
        case .judgedOnce: .init("county", 1)
        case .rightsUnjudged: .init("roles", 1)
        case .rightsJudgedOnce: .init("roles", 1)
        case .bothReplacementsCount: .init("S31", 1)
        case .doubledCounts: .init("S30", 1)
        case .recordSkipped: .init("county", 1)
        case .laterWriteUnshown: .init("county", 1)
        case .rootUnchecked: .init("S13", 1)
        case .checkpointUnsigned: .init("forger", 1)
        case .heldAppended: .init("S14", 1)
        case .orderGate: .init("S15", 1)
        case .receiptUnjoined: .init("orphan", 1)
        case .receiptUnsigned: .init("forger", 1)
        case .successionUnsigned: .init("forger", 1)
        case .suffixForgotten: .init("S43", 1)
        case .ownerUnasked: .init("moves", 2)
        case .outcomeUntold: .init("moves", 1)
        case .denialIgnored: .init("moves", 2)
        case .takenUnopened: .init("moves", 2)
        case .closedUntaken: .init("moves", 1)
        case .claimAskedOnce: .init("moves", 2)
        case .contestUntold: .init("contest", 1)
        case .settlementEndsNothing: .init("contest", 1)
        }
    }
}
