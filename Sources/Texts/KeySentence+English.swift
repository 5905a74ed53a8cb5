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
        case .authority(let until): "it signs certificates; its signer is valid until \(until)"
        case .noAuthority: "it signs no certificates"
        case .below(let place, let origin, let changes, let state):
            "\(place)  \(origin)  \(changes) changes  \(state.rawValue)"
        case .changed(let from, let to): "the key was changed: from \(from) to \(to)"
        case .changedHow:
            "what was written before goes on counting; the county hears of it at the next exchange"
        case .authorityChanged(let until):
            "the signer of certificates was changed, valid until \(until); stations get new ones at their next exchange"
        case .revoked(let place, let origin, let kept, let dropped):
            "\(origin) of \(place) is revoked: its first \(kept) changes count, the \(dropped) behind them do not and are evidence"
        case .revokedHow:
            "that PC is refused at its next contact; for another one in its place: yizhan station replace"
        case .revokedAlready(let origin):
            "\(origin) was revoked that far before; nothing was written"
        case .notALog(let text): "nobody whose name begins with \(text) writes at this station"
        case .severalLogs(let text, let names):
            "more than one name begins with \(text): \(names.joined(separator: ", "))"
        case .beyondLog(let held): "only \(held) of its changes are here"
        case .ownLog: "the county's own key cannot be revoked"
        case .ownLogRemedy: "to change it: yizhan key rotate"
        case .seeList: "yizhan key show lists them"
        }
    }
}
