extension KeySentence {
    var chinese: String {
        switch self {
        case .present(let origin): "本机 \(origin)"
        case .publicKey(let key): "公钥 \(key)"
        case .former(let origins): "以前是 \(origins.joined(separator: "、"))"
        case .selfMade: "还没有县里发的证书；联络一次就有"
        case .certified(let until): "证书有效至 \(until)"
        case .lapsed(let since): "证书 \(since) 已过期；照样可以送，下次联络时自动换新"
        case .notVouched: "收到的证书不在邀请文件所载的县里签发者之下，没有采用；请与县里联系，或请县里再发邀请文件"
        case .authorityUnnamed: "邀请文件没有载明上级的证书签发者（旧版文件）：以上级日志所说为准"
        case .signerCertified(let name, let by, let until):
            "\(name) 的证书签发者由 \(by) 认证，至 \(until)"
        case .signerUncertified: "本级的证书签发者还没有上级认证；下次联络时申请"
        case .certifiesNoSigners: "本级的签发密钥不能认证下级的签发者；换新用 yizhan key rotate --authority"
        case .authority(let until): "本级签发证书，签发用的密钥有效至 \(until)"
        case .noAuthority: "本级不签发证书"
        case .below(let place, let origin, let changes, let state):
            "\(place)  \(origin)  \(changes) 条  \(state.chinese)"
        case .changed(let from, let to): "密钥已更换：从 \(from) 到 \(to)"
        case .changedHow(let hearers):
            switch hearers {
            case .county: "以前写的照样有效；下次联络时告诉县里。正在运行的程序会自己换用新密钥"
            case .stations: "以前写的照样有效；下级各自下次联络时得知，不用做什么。正在运行的程序会自己换用新密钥"
            case .both: "以前写的照样有效；上级和下级各自下次联络时得知，不用做什么。正在运行的程序会自己换用新密钥"
            }
        case .authorityChanged(let until): "签发证书的密钥已更换，有效至 \(until)；各站下次联络时得到新证书"
        case .revoked(let place, let origin, let kept, let dropped):
            "\(place) 的 \(origin) 已吊销：前 \(kept) 条照算，其后 \(dropped) 条不算，留作证据"
        case .revokedToo(let origin, let kept):
            "同一台电脑的另一个名字 \(origin) 一并吊销：现有的 \(kept) 条照算，以后的不算"
        case .revokedTooHow: "哪个名字要少算一些，再用 yizhan key revoke --origin 那个名字 --keep 条数"
        case .spared(let origin): "\(origin) 用的是同一把密钥的后继，照常联络，照常计入"
        case .severalPCs(let names): "不止一台电脑从这把密钥接着写：\(names.joined(separator: "，"))"
        case .severalPCsHow:
            "先问清各是谁的：要留下的用 --spare 来源，都要吊销用 --all；什么都没有写"
        case .notAnotherPC(let origin): "\(origin) 不是从同一把密钥接着写的另一台电脑"
        case .revokedHow: "这台电脑下次联络时会被拒绝；如要换一台，请用 yizhan station replace"
        case .filesVoided(let count): "该站还没用过的 \(count) 份邀请文件已作废；此后新开的照常可用"
        case .filesUnused(let count, let until): "\(count) 份邀请文件还没人用过，\(until) 前有效"
        case .noFilesUnused(let place): "\(place) 没有未用的邀请文件"
        case .revokedAlready(let origin): "\(origin) 早已吊销到这里，没有再写"
        case .notALog(let text): "这个站没有以 \(text) 开头的写入者"
        case .severalLogs(let text, let names): "以 \(text) 开头的不止一个：\(names.joined(separator: "、"))"
        case .beyondLog(let held): "这里只有它的 \(held) 条"
        case .ownLog: "县里自己的密钥不能吊销"
        case .ownLogRemedy: "要更换自己的密钥，请用 yizhan key rotate"
        case .seeList: "用 yizhan key show 看有哪些"
        case .suspended(let place, let origin): "\(Self.pc(origin, of: place))已暂停"
        case .suspendedHow:
            "它的联络从现在起一律谢绝并告知原因；它照常登记，什么都不丢。恢复用 yizhan station suspend --lift"
        case .suspendedAlready(let place, let origin): "\(Self.pc(origin, of: place))早已因此暂停，没有再写"
        case .lifted(let place, let origin): "\(Self.pc(origin, of: place))已恢复"
        case .liftedHow: "它下次联络时就会送来暂停期间登记的一切"
        case .notSuspended(let place, let origin): "\(Self.pc(origin, of: place))没有被暂停，没有再写"
        case .closed(let place, let origins):
            "\(place) 已停用：\(origins.joined(separator: "、"))"
        case .filesVoid(let place): "\(place) 还没有电脑来过；未用的邀请文件已经作废，没有别的改动"
        case .closedHow:
            "已写的照算，还没送到的来了照收；不再催它，也不再去收取，未用的邀请文件作废。要重新启用，请再发邀请文件"
        case .closedAlready(let place, let since): "\(place) \(since) 就已停用，没有再写"
        case .stationSuspended(let since): "已暂停（\(since)）"
        case .partSuspended(let count): "\(count) 台电脑已暂停"
        case .stationClosed(let since): "已停用（\(since)）"
        }
    }
}

extension KeySentence {
    private static func pc(_ origin: String?, of place: String) -> String {
        origin.map { "\(place) 的 \($0) " } ?? "\(place) "
    }
}

extension KeySentence.State {
    fileprivate var chinese: String {
        switch self {
        case .active: "在用"
        case .waiting: "等待准入"
        case .suspended: "已暂停"
        case .retired: "已停用"
        case .revoked: "已吊销"
        }
    }
}
