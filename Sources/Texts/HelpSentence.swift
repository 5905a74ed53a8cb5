/// What the help topics and the manual page say. What commands and options are for stands beside
/// their declarations.
public enum HelpSentence: Sendable, Hashable, CaseIterable {
    case exitCodes
    case exitDone, exitNo, exitPartly, exitWaitingForApproval, exitUsage, exitBadInput
    case exitInputNotFound, exitOtherNodeUnreachable, exitBug, exitDisk, exitTemporary
    case exitVersionMismatch, exitNotPermitted, exitConfiguration
    /// Ended by a signal: no status of ours, but one that scripts meet.
    case exitInterrupted

    case output
    case outputText, outputJSON, outputJSONL, outputCSV
    case outputStreams, outputFailures, outputUnits, outputMasked

    case sync
    case syncRecorded, syncDelivered, syncPending, syncUnreachable, syncAttention, syncUnknown
    case syncDaemon, syncNow, syncPull, syncBundle, syncWatch

    case manualName, manualSynopsis, manualDescription, manualCommands, manualCommonOptions
    case manualAllCommands, manualDefault
}
