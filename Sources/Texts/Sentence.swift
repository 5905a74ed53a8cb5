/// Everything that is said to people, one case a sentence, its parts as values. The catalogues in each
/// language are exhaustive: a sentence without its words does not compile.
public enum Sentence: Sendable, Hashable {
    /// Words that come from outside: a file name, a system's own message.
    case verbatim(String)
    case notANode(directory: String)
    case notANodeRemedy
    case storeEmpty(directory: String)
    case storeEmptyRemedy
    case occupied(directory: String)
    case occupiedRemedy
    case diskFailed(String)
    case diskRemedy
    case storeBusy
    case tryAgain
    case storeDamaged(String)
    case storeDamagedRemedy
    case contentDamagedRemedy
    case newerVersion
    case upgradeRemedy
    case keyMissing(String)
    case keyWrong
    case keyRemedy
    case vaultKeyRemedy
    case keysExposed(String)
    case keysExposedRemedy
    case unexpected(String)
    case reportBug
    /// About divisions, stations, volunteers, hours and files of them.
    case record(RecordSentence)
    /// About files that belong to records.
    case attachment(AttachmentSentence)
    case node(NodeSentence)
    /// About the health of a node, and what befell it.
    case doctor(DoctorSentence)
    /// About logs, what is signed of them, and proofs.
    case log(LogSentence)
    /// About visits to stations.
    case pull(PullSentence)
    /// About what people have to decide.
    case conflict(ConflictSentence)
    /// About simulated counties.
    case simulation(SimulationSentence)
    /// About what a courier carries.
    case bundle(BundleSentence)
    /// About keys and certificates.
    case key(KeySentence)
    /// About users, roles, logins, approvals and who did what.
    case people(PeopleSentence)
    /// About who may see whom.
    case privacy(PrivacySentence)
    /// About volunteers who go from one station to another.
    case transfer(TransferSentence)
    /// About townships that merge, split, or get another code.
    case boundary(BoundarySentence)
    /// About bringing a copy in order, and backups.
    case resync(ResyncSentence)
    /// To pages and programs that ask at the console.
    case api(APISentence)
    case help(HelpSentence)
    case configuration(ConfigurationSentence)

    public func text(in language: Language) -> String {
        switch language {
        case .zh: chinese
        case .en: english
        }
    }
}
