/// What is said about who may see whom, and about erasing it.
public enum PrivacySentence: Sendable, Hashable {
    // Erasure
    case erasureAsked(String)
    case erasureAskedNext
    case erasureOthers([String])
    case erased(String, parts: Int)
    case erasureWithdrawn(String)
    case noErasures
    case erasureRow(id: String, state: ErasureState, at: String, reason: String, needsYou: Bool)
    case erasureNotAsked(String)
    case erasureNotAskedRemedy
    case erasureAlreadyAsked(String)
    case lookAtErasures
    case erasureAtCounty
    case erasureAtCountyRemedy
    case erasureSameActor
    case erasureSameActorRemedy
    case erasureNeedsLogin
    case erasureNeedsLoginRemedy
    case erasureAskedNameless
    case erasureAskedNamelessRemedy
    case erasureNameless
    case erasureNamelessRemedy
    case erasureNothingLeft(String)
    case isHidden
    case isErased

    // Showing in full
    case revealed(String)
    case noDryReveal
    case purposeNeeded
    case unknownPurpose
    case purposeRemedy([String])

    // Files with personal data
    case exported(rows: Int, file: String)
    case wouldExport(rows: Int)
    case exportedNext
    case childrenLeftOut(Int)
    case damagedLeftOut(Int)

    // The vault's key
    case vaultSealed
    case vaultSealedRemedy
    case wrongPassphrase
    case wrongPassphraseRemedy
    case sealedNow
    case sealedNext
    case unsealedNow
    case alreadySealed
    case notSealed
    case passphraseLength(ClosedRange<Int>)
    case passphraseNeeded
    case passphraseNeededRemedy
    case passphrasesDiffer
    case passphraseFileMissing(path: String)
    case askPassphrase
    case askPassphraseAgain

    // Reasons
    case reasonNeeded
    case reasonTooLong(limit: Int)
    case reasonNamesPerson
    case reasonNamesPersonRemedy
    case reasonHoldsNumber
    case reasonNotOneLine
}

/// How far the erasure of somebody has come.
public enum ErasureState: Sendable, Hashable {
    case asked, erased
    /// Of somebody erased, so many parts have come that nothing has erased.
    case rewritten(Int)

    /// For programs.
    public var word: String {
        switch self {
        case .asked: "asked"
        case .erased: "erased"
        case .rewritten: "rewritten"
        }
    }
}
