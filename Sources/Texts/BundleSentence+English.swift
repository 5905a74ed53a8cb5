extension BundleSentence {
    var english: String {
        switch self {
        case .exported(let file, let place, let changes, let receipts, let bytes):
            "wrote a bundle for \(place.english): \(file) (\(changes) changes, \(receipts) receipts, "
                + "\(bytes) bytes, encrypted)"
        case .piecesWritten(let file, let count): "and \(count) lines for QR codes: \(file)"
        case .exportCut:
            "an entry of this node is damaged, and what was written after it is not in this bundle: yizhan resync "
                + "start --level repair, and export again"
        case .onlyRevocation:
            "it says that the key is revoked, and nothing else; for a PC in its place: yizhan station replace"
        case .carryOn(let place): "take it to \(place.english) and run yizhan bundle import there"
        case .tooBigForPieces: "this is too much for QR codes"
        case .noLevelAbove: "this node has no level above: for whom should it be?"
        case .nothingImported: "no bundle was imported yet: for whom should the receipt be?"
        case .toNeededRemedy: "name the station by --to CODE"
        case .exchangeKeyUnknown:
            "the county's key for bundles is not known here: an earlier join file made this node"
        case .exchangeKeyRemedy:
            "ask the county for a new join file (station replace) and run node init --join with it"
        case .imported(let from, let changes, let joined):
            "imported the bundle of \(from): \(changes) new changes"
                + (joined > 0 ? ", and \(joined) that were parked before have joined" : "")
        case .delivered(let count): "the county has signed for \(count)"
        case .parked(let runs, let changes):
            "\(runs) runs (\(changes) changes) join nothing yet; their signatures are checked, and they "
                + "are kept until what is missing comes"
        case .parkedRemedy:
            "take the receipt bundle back: it says what is missing, and the next export brings it"
        case .turnedAway(let words): "some of it was not taken: \(words)"
        case .differing(let logs):
            "\(logs) logs differ on both sides (an old backup, or a copy?); this is noted, and a bundle "
                + "each way puts it right"
        case .answerRemedy: "write a bundle with yizhan bundle export and take it back"
        case .damagedPart(let whole):
            "the bundle is damaged: \(whole) whole chunks were dealt with, nothing of the others was taken"
        case .chunksMissing(let numbers, let isTorn):
            numbers.isEmpty
                ? "the bundle is torn: its end is missing"
                : "chunks \(numbers.map(String.init).joined(separator: ", ")) are missing"
                    + (isTorn ? ", and the end" : "")
        case .partTooNew: "a newer program wrote some of the chunks; they were not taken"
        case .renewed:
            "the bundle shows more of this node's own log than is here (an old backup, or a copy of it lives "
                + "elsewhere): it goes on under a new origin; what was missing comes back with this bundle, or with "
                + "a later one"
        case .fromRevoked:
            "the key of that PC is revoked: what it brought is kept as evidence, counts only as far as the "
                + "revocation lets it, and nothing goes back but the word that it is revoked"
        case .fromUnheard:
            "that PC came by a join file that another had used: what it brought is kept and counts nowhere, and nothing "
                + "goes back; ask whose it is, and see yizhan station admit"
        case .revoked:
            "the county has revoked this PC's key: what is recorded here from now on does not count"
        case .revokedRemedy:
            "talk to the county, and run yizhan node init --join with a new join file of its; everything stays here"
        case .receiptFailed: "all of that is saved, but the bundle that goes back was not written:"
        case .receiptRemedy: "then write it with yizhan bundle receipt"
        case .notABundle(let path): "\(path) is no bundle"
        case .headerDamaged(let path):
            "the beginning of \(path) is damaged, and nothing of it opens; nothing was changed"
        case .tooNew(let path): "a newer program wrote \(path); nothing was changed"
        case .wrongRecipient(let path, let place):
            "\(path) is for \(place.english), not for this node; nothing was changed"
        case .nothingWhole(let path):
            "\(path) is damaged, no chunk of it is whole; nothing was changed"
        case .copyAgain: "copy it again, or ask for another export"
        case .bringThere(let place): "import it at \(place.english)"
        case .stranger(let path, let origin):
            "a node that is not known here (\(origin)) wrote \(path); nothing was changed"
        case .strangerRemedy:
            "if it is a station of this county, give it a new join file (station replace)"
        case .suspended:
            "that station is suspended by this node: its bundles are not taken, and none is made for it"
        case .suspendedRemedy:
            "keep the bundle; to take the suspension back: yizhan station suspend --lift"
        case .enrolmentRefused(let path, let why):
            "\(path) is of a new station whose join file cannot be used (\(why)); nothing was changed"
        case .linesUnreadable(let path, let lines):
            lines.isEmpty
                ? "there is no text of QR codes in \(path)"
                : "lines \(lines.map(String.init).joined(separator: ", ")) of \(path) are not whole"
        case .piecesMixed(let path): "\(path) has QR codes of several bundles"
        case .piecesMissing(let path, let numbers, let count):
            "\(path) lacks the QR codes \(numbers.map(String.init).joined(separator: ", ")) of \(count)"
        case .piecesDamaged(let path):
            "all QR codes of \(path) are here, but together they are not right"
        case .scanAgain: "scan what is missing into the same file and import it again"
        case .header(let place, let bytes): "a bundle for \(place.english), \(bytes) bytes"
        case .writtenBy(let name, let chunks): "written by \(name), \(chunks) whole chunks"
        case .run(let place, let origin, let first, let last, let state):
            "\(place)  \(origin)  \(first)–\(last)  \(state.english)"
        case .alsoReceipts(let count): "\(count) receipts"
        case .whole: "whole; nothing was changed"
        case .nothingParked: "nothing is parked"
        case .parkedRun(let place, let origin, let first, let last, let time):
            "\(place)  \(origin)  \(first)–\(last)  parked \(time), waits for what stands before it"
        case .underWay(let count, let since):
            "\(count) on a stick (written \(since), no receipt yet)"
        }
    }
}

extension BundlePlace {
    fileprivate var english: String {
        switch self {
        case .here: "this node"
        case .above(let name): "the county (\(name))"
        case .station(let name): "the station \(name)"
        case .unknown(let key): "another node (key \(key))"
        }
    }
}

extension BundleRunState {
    fileprivate var english: String {
        switch self {
        case .held: "held already"
        case .joins: "joins"
        case .gap: "something before it is missing"
        }
    }
}
