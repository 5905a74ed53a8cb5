extension KeySentence {
    var english: String {
        switch self {
        case .present(let origin): "this node is \(origin)"
        case .publicKey(let key): "public key \(key)"
        case .former(let origins): "it was \(origins.joined(separator: ", "))"
        case .selfMade: "no certificate of the county's yet; the next exchange brings one"
        case .certified(let until): "its certificate is valid until \(until)"
        case .lapsed(let since):
            "its certificate ended on \(since); it delivers all the same, and gets a new one at the next exchange"
        case .notVouched:
            "the certificate that came is under no signer that the join file vouches for, and is not used; talk to the county, or have it write a new join file"
        case .authorityUnnamed:
            "the join file (of an earlier version) names no signer of the level above: what that level's log says is taken"
        case .signerCertified(let name, let by, let until):
            "the signer of \(name) is certified by \(by) until \(until)"
        case .signerUncertified:
            "its signer is not certified by the level above yet; the next exchange asks for it"
        case .certifiesNoSigners:
            "its signer cannot certify the signers of those below; for a new one: yizhan key rotate --authority"
        case .authority(let until): "it signs certificates; its signer is valid until \(until)"
        case .noAuthority: "it signs no certificates"
        case .below(let place, let origin, let changes, let state):
            "\(place)  \(origin)  \(changes) changes  \(state.rawValue)"
        case .changed(let from, let to): "the key was changed: from \(from) to \(to)"
        case .changedHow(let hearers):
            switch hearers {
            case .county:
                "what was written before goes on counting; the county hears of it at the next exchange"
            case .stations:
                "what was written before goes on counting; those below hear of it at their next exchange, and have "
                    + "nothing to do"
            case .both:
                "what was written before goes on counting; those below and the level above hear of it at their "
                    + "next exchange, and have nothing to do"
            }
        case .authorityChanged(let until):
            "the signer of certificates was changed, valid until \(until); stations get new ones at their next exchange"
        case .revoked(let place, let origin, let kept, let dropped):
            "\(origin) of \(place) is revoked: its first \(kept) changes count, the \(dropped) behind them do not and are evidence"
        case .revokedToo(let origin, let kept):
            "\(origin), another name of that PC, is revoked with it: its \(kept) changes that are here count, and no more"
        case .revokedTooHow:
            "to let fewer of a name count: yizhan key revoke --origin NAME --keep N"
        case .spared(let origin):
            "\(origin) goes on from the same key, and is heard and counts as before"
        case .severalPCs(let names):
            "more than one PC goes on from this key: \(names.joined(separator: ", "))"
        case .severalPCsHow:
            "ask whose they are; then --spare ORIGIN for one that is to go on, or --all. Nothing was written"
        case .notAnotherPC(let origin):
            "\(origin) is no other PC that goes on from the same key"
        case .revokedHow:
            "that PC is refused at its next contact; for another one in its place: yizhan station replace"
        case .filesVoided(let count):
            "\(count) join \(count == 1 ? "file" : "files") of the station that nobody has used \(count == 1 ? "is" : "are") void now; one that is written from now on is good"
        case .filesUnused(let count, let until):
            "\(count) join \(count == 1 ? "file" : "files") that nobody has used, good until \(until)"
        case .noFilesUnused(let place): "\(place) has no join file that nobody has used"
        case .revokedAlready(let origin):
            "\(origin) was revoked that far before; nothing was written"
        case .notALog(let text): "nobody whose name begins with \(text) writes at this station"
        case .severalLogs(let text, let names):
            "more than one name begins with \(text): \(names.joined(separator: ", "))"
        case .beyondLog(let held): "only \(held) of its changes are here"
        case .ownLog: "the county's own key cannot be revoked"
        case .ownLogRemedy: "to change it: yizhan key rotate"
        case .seeList: "yizhan key show lists them"
        case .suspended(let place, let origin): "\(Self.pc(origin, of: place)) is suspended"
        case .suspendedHow:
            "its exchanges are refused from now on, with the reason; it goes on recording, and nothing is lost. To take that back: yizhan station suspend --lift"
        case .suspendedAlready(let place, let origin):
            "\(Self.pc(origin, of: place)) was suspended for that reason before; nothing was written"
        case .lifted(let place, let origin):
            "\(Self.pc(origin, of: place)) is suspended no more"
        case .liftedHow: "its next exchange brings all that was recorded meanwhile"
        case .notSuspended(let place, let origin):
            "\(Self.pc(origin, of: place)) is not suspended; nothing was written"
        case .closed(let place, let origins):
            "\(place) is retired: \(origins.joined(separator: ", "))"
        case .filesVoid(let place):
            "no PC of \(place) has come yet; its unused join files are void, and nothing else was changed"
        case .closedHow:
            "what was written counts, and what is still to be delivered is taken; nobody waits for it or calls it any more, and unused join files are void. To open it again, invite it anew"
        case .closedAlready(let place, let since):
            "\(place) was retired on \(since); nothing was written"
        case .stationSuspended(let since): "suspended since \(since)"
        case .partSuspended(let count): count == 1 ? "1 PC suspended" : "\(count) PCs suspended"
        case .stationClosed(let since): "retired on \(since)"
        }
    }

    private static func pc(_ origin: String?, of place: String) -> String {
        origin.map { "\($0) of \(place)" } ?? place
    }
}
