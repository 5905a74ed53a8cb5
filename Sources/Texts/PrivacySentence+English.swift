extension PrivacySentence {
    var english: String {
        switch self {
        case .erasureAsked(let id):
            "asked to erase who \(id) is; from now on nobody is shown it, anywhere"
        case .erasureAskedNext:
            "it is erased once somebody else at the county runs yizhan volunteer erase --confirm; "
                + "hours stay"
        case .erasureOthers(let ids):
            "▲ the same person stands there also as \(ids.joined(separator: ", ")) (merged): ask for these by themselves"
        case .erased(let id, let parts):
            "erased who \(id) is (\(parts) parts); hours and proofs stay, other nodes erase it at "
                + "their next exchange"
        case .erasureWithdrawn(let id):
            "took the request for \(id) back; what is not erased is shown again"
        case .noErasures: "nobody has asked for an erasure"
        case .erasureRow(let id, let state, let at, let reason, let needsYou):
            "\(needsYou ? "▲" : "·") \(id)  \(Self.word(state))  \(at)  \(reason)"
        case .erasureNotAsked(let id): "nobody has asked to erase who \(id) is"
        case .erasureNotAskedRemedy:
            "somebody else has to ask first: yizhan volunteer erase --reason"
        case .erasureAlreadyAsked(let id): "somebody has already asked to erase who \(id) is"
        case .lookAtErasures: "look with yizhan volunteer erasures"
        case .erasureAtCounty: "only the county confirms an erasure"
        case .erasureAtCountyRemedy:
            "the request reaches the county with the next exchange; ask the county to confirm it"
        case .erasureSameActor: "whoever asked for an erasure cannot confirm it"
        case .erasureSameActorRemedy: "let somebody else confirm it"
        case .erasureNeedsLogin:
            "at the county an erasure is asked for under a name: nobody could confirm one that was asked for "
                + "without, as anybody here might be who asked; nothing was changed"
        case .erasureNeedsLoginRemedy:
            "log in by yizhan user login and ask again (users are set up by yizhan user add); or let the station ask"
        case .erasureAskedNameless:
            "it was asked for here without a login: anybody here might be who asked, so nobody here can confirm it"
        case .erasureAskedNamelessRemedy:
            "log in, take the request back (--withdraw --reason) and ask again; then somebody else confirms, under "
                + "their own login"
        case .erasureNameless:
            "it was asked for here under a login; without one you might be the same person"
        case .erasureNamelessRemedy: "let somebody else log in by yizhan user login, and confirm it"
        case .erasureNothingLeft(let id): "nothing is left of who \(id) is"
        case .isHidden: "an erasure was asked for: who this is is not shown"
        case .isErased: "who this is was erased on request"
        case .revealed(let id): "who \(id) is; that it was shown is in the log"
        case .noDryReveal: "what is shown in full is logged: there is no dry run of it"
        case .purposeNeeded: "under 14: to see the whole profile an approved purpose is needed"
        case .unknownPurpose: "there is no such purpose, or it is closed"
        case .purposeRemedy(let purposes):
            "name it by --purpose: \(purposes.joined(separator: "; "))"
        case .exported(let rows, let file):
            "written to \(file): \(rows) rows; that they were exported is in the log"
        case .wouldExport(let rows): "\(rows) rows would be exported"
        case .exportedNext: "there is personal data in the file: delete it when it has served"
        case .childrenLeftOut(let count):
            "without an approved purpose (--purpose) \(count) rows about children under 14 are left out"
        case .damagedLeftOut(let count):
            "\(count) rows are left out that cannot be read, this disk has altered them: yizhan resync plan "
                + "--level verify says which, --level repair mends them; then export again"
        case .vaultSealed: "the key of personal data is behind a passphrase, and none was given"
        case .vaultSealedRemedy:
            "type it at a terminal, or name a file with it by YIZHAN_VAULT_PASSPHRASE_FILE; "
                + "yizhan key unseal does away with it"
        case .wrongPassphrase: "wrong passphrase: the key of personal data does not open"
        case .wrongPassphraseRemedy:
            "look at the passphrase; once it is lost nobody can open it, and what is left is another "
                + "node or a backup"
        case .sealedNow:
            "the key of personal data is behind a passphrase now, which is needed at every start"
        case .sealedNext: "once it is lost nobody can open it: keep it safe, elsewhere"
        case .unsealedNow: "the key of personal data is behind no passphrase any more"
        case .alreadySealed: "the key is behind a passphrase already"
        case .notSealed: "the key is behind no passphrase"
        case .passphraseLength(let range):
            "a passphrase has \(range.lowerBound) to \(range.upperBound) bytes"
        case .passphraseNeeded:
            "no passphrase was given: the key of personal data stays a file, and nothing was changed"
        case .passphraseNeededRemedy:
            "type a new one at a terminal, or name a file with it by --passphrase-file or "
                + "YIZHAN_VAULT_PASSPHRASE_FILE"
        case .passphrasesDiffer: "the two passphrases differ; nothing was changed"
        case .passphraseFileMissing(let path): "cannot read the passphrase file \(path)"
        case .askPassphrase: "passphrase: "
        case .askPassphraseAgain: "once more: "
        case .reasonNeeded: "say why with --reason"
        case .reasonTooLong(let limit): "the reason has more than \(limit) characters"
        case .reasonNamesPerson:
            "the reason holds the person's name or number; it is kept for ever and cannot be erased"
        case .reasonNamesPersonRemedy: "say why without saying who"
        case .reasonNotOneLine:
            "the reason is one line, without line breaks or control characters; nothing was changed"
        case .reasonHoldsNumber:
            "the reason holds what looks like a citizen's number or a telephone; it is kept for ever and cannot be "
                + "erased; nothing was changed"
        }
    }

    private static func word(_ state: ErasureState) -> String {
        switch state {
        case .asked: "waits for the county"
        case .erased: "erased"
        case .rewritten(let count):
            "\(count) parts have come since it was erased: confirm again, or take the request back"
        }
    }
}
