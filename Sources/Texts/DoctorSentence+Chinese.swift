extension DoctorSentence {
    var chinese: String {
        switch self {
        case .nothingToDo: "● 没有需要处理的事"
        case .toDo(let count): "▲ \(count) 件事需要处理"
        case .incidentsOf(let days): "近 \(days) 天发生过的事："
        case .allIncidents: "发生过的事："
        case .noIncidents: "本机没有恢复过旧备份，也没有日志分叉"
        case .incident(let time, let words): "\(time)  \(words.chinese)"
        case .seeDoctor(let count, let last):
            "近 30 天本机的数据出过 \(count) 件事（最近 \(last)），已自动处理：yizhan node doctor"
        case .keyMissing(let origin): "以前的来源 \(origin) 的密钥不在 keys 目录里：它写的、县里还没签收的，下次同步时由本机另行写入"
        case .keysExposed(let count): "其他用户能读取或替换 \(count) 个密钥文件或文件夹"
        case .sidecarUnknown: "keys/sidecar 不见了或读不出：下一次记录时本机会换一个新的来源，记录不会丢"
        case .databaseBehind: "数据库比已经发出的旧（恢复过旧备份）：下一次记录或联络时本机会换一个新的来源，并取回缺的记录"
        case .notDurable: "写入没有落到磁盘就算完成，断电会丢记录"
        case .fileDamaged(let what): "数据库文件有损坏：\(what)"
        case .tooManyOrigins(let place, let count, let limit):
            "\(place) 有 \(count) 个在用的来源，超过 \(limit) 个：是否常常恢复备份，或同一份数据在几台电脑上用？"
        case .originWaits(let place, let origin, let changes):
            "\(place) 的来源 \(origin) 在等县里准许，已有 \(changes) 条保存在这里：三十天内换了三次以上来源，请先问清站上"
        case .strangerWaits(let place, let origin, let changes):
            "\(place) 的来源 \(origin) 从未得到准许，也没有密钥指定过它（换新后又丢了的密钥，或别人的）：已有 \(changes) 条保存在这里，哪里都不算，请先问清站上"
        case .secondUseWaits(let place, let origin, let changes):
            "\(place) 用过的邀请文件又被来源 \(origin) 用了一次：它的 \(changes) 条保存在这里，不计入，它也听不到别的。请问清站上哪台是自己的：是它就准许，不是就用 yizhan key revoke 吊销；先来的那台不认识，就吊销先来的"
        case .fileShared(let place):
            "\(place) 的一份邀请文件来用的密钥太多，再来的一概谢绝：请作废该站的文件，问清谁有过它"
        case .keyShared(let place, let origins):
            "\(place) 有 \(origins.count) 台电脑从同一把密钥接着写，都计入：\(origins.joined(separator: "、"))。磁盘是抄的还是偷的，请问清站上；不是自己的就吊销并写明留下哪台，都是自己的就不用做什么（三十天后不再提）"
        case .admissionAwaited(let place, let origin):
            "本机的来源 \(origin) 在 \(place) 还没有得到县里准许（邀请文件被另一台先用过，或三十天内换了三次以上来源）；记录已安全保存。请县里运行下面的命令"
        case .notAdmittedEver(let place, let origin, let changes):
            "本机以前以来源 \(origin) 在 \(place) 写的 \(changes) 条哪里都不算：县里从不知道那是本机。两边都保存着；请县里运行下面的命令"
        case .putBack(let time):
            "本机恢复过较早的状态（\(time)），那以后说过的话在有人带回来之前都忘了：请查看谁在写，把吊销和暂停再说一遍"
        case .receiptsOfEarlierCounty(let place, let origin, let changes, let time):
            "县里换了来源：\(place) 来源 \(origin) 的回执（\(time)）是旧来源签的，新来源签收之前，\(changes) 条重新待送"
        case .volunteersTwice(let count): "有 \(count) 个证件号码登记了不止一位志愿者"
        case .questionsDelayed(let count, let limit):
            "有县在一天之内询问的人超过 \(limit) 位：多出的 \(count) 次询问明天再答。若不像正常的转入申请，请与该县核实"
        case .entriesLost(let count):
            "最近三十天有 \(count) 条记录随本机磁盘损坏而丢失；重新同步的历史里列出了是哪些，缺的请重新录入"
        case .attachmentsNowhere(let count):
            "有 \(count) 个附件的文件不在本机，问过的节点也没有；附件列表里标明了是哪些。请把原件再附到原来的记录上，文件就补回来了"
        case .attachmentsGone(let count): "有 \(count) 个附件的文件从本机磁盘上丢失；有的一方会在联络时送回"
        case .uncarried(let count): "放到一边的分支里有 \(count) 条还没有另行写入任何日志：原样保存着，由写它的电脑在联络时另行写入"
        case .clockBehind(let now, let latest): "本机时钟是 \(now)，而县里的回执是 \(latest)：时钟慢了"
        case .clockUnset(let now): "本机时钟是 \(now)：没有校准"
        case .diskLow(let megabytes): "磁盘只剩 \(megabytes) MB"
        case .receiptOverBranch(let place, let origin, let size, let changes, let time):
            "\(place) 来源 \(origin) 到第 \(size) 条的回执（\(time)）中，有 \(changes) 条所在的分支已放到一边：这些已另行写入，以新的回执为准"
        case .selfRepaired(let copies):
            copies == 0
                ? "本机恢复过旧备份或有一份拷贝，已自动修复：换了新的来源，缺的记录已取回。详情：yizhan node doctor"
                : "本机恢复过旧备份或有一份拷贝，已自动修复：\(copies) 条另行写入，各算一次。详情：yizhan node doctor"
        case .countyGoesOn: "县里恢复过旧备份，或有一份拷贝在用，已换新的来源；本机已照旧送达。详情：yizhan node doctor"
        case .countyChangedKey: "县里按计划更换了密钥，什么都没有丢；本机已照旧送达"
        case .waitsForAdmission: "本机的新来源还要县里准许：请县里运行 yizhan station admit"
        case .leftPending(let count): "还有 \(count) 条待送，请再运行 yizhan sync now"
        case .nobodyWaits: "没有来源在等准许"
        case .waiting(let place, let origin, let changes, let predecessor, let isBarred):
            "\(place)  \(origin)  \(changes) 条"
                + (predecessor.map { "  接替 \($0)" } ?? "  没有前任签名")
                + (isBarred ? "（密钥已吊销）" : "")
        case .admitHow: "先问清站上为什么换，再准许：yizhan station admit --code 代码 --origin 来源"
        case .admitted(let place, let origin, let changes):
            "已准许 \(place) 的来源 \(origin)，它的 \(changes) 条开始计入"
        case .notWaiting(let origin): "没有来源「\(origin)」在等准许"
        case .severalWait(let text, let origins):
            "「\(text)」不止一个：\(origins.joined(separator: "，"))"
        case .waitingHere(let count): "\(count) 个来源等准许"
        }
    }
}

extension IncidentWords {
    fileprivate var chinese: String {
        switch self {
        case .sidecar(let old, let new):
            "数据库比已经发出的旧：恢复过旧备份。\(Self.goesOn(old, new))县里和别的电脑上有的会自动取回；只在旧磁盘上的找不回来"
        case .ownLogLonger(let old, let new):
            "对方有本机没有的本机记录：本机恢复过旧备份。\(Self.goesOn(old, new))缺的记录已取回"
        case .apart(let old, let new):
            "和对方上次的联络接不上：本机恢复过，或有一份拷贝在别处用。\(Self.goesOn(old, new))两台都在用也可以，各自的记录各算一次"
        case .keyLost(let old, let new):
            "本机原来的密钥不见了，凭县里的新邀请文件继续。\(Self.goesOn(old, new))"
        case .keyRevoked(let old, let new):
            "县里吊销了本机原来的密钥，凭县里的新邀请文件继续。\(Self.goesOn(old, new))吊销之后用旧密钥写的照样送到县里，但不计入，由人决定是否重报"
        case .keyChanged(let old, let new): "有人在这里更换了密钥。\(Self.goesOn(old, new))"
        case .takenBack(let place):
            "本机恢复到了 \(place) 加入之前的备份；该站出示了本机当时的签名，已重新接上"
        case .retired(let old, let new): "县里停用了本机原来的来源。\(Self.goesOn(old, new))"
        case .ownFork(let old, let new):
            "本机的日志在别处有另一支：恢复过旧备份，或有一份拷贝在别处用。\(Self.goesOn(old, new))"
        case .fork(let place, let origin, let point, let count):
            "\(place) 来源 \(origin) 的日志从第 \(point) 条之后有两支：先到的留用，另一支 \(count) 条留作证据，由写的人另行写入"
        case .repaired(let place, let origin, let point, let count):
            "\(place) 来源 \(origin) 的日志第 \(point) 条之后采用对方的一支，本机的 \(count) 条另行写入：内容和作者不变，各算一次"
        case .setAside(let place, let origin, let point, let count):
            "\(place) 来源 \(origin) 的日志第 \(point) 条之后按县里留用的一支，这里原有的 \(count) 条留作证据"
        case .rescued(let place, let count): "\(place) 有 \(count) 条只在放到一边的分支里，已在本机日志另行写入"
        case .parkedLost(let place, let origin):
            "\(place) 来源 \(origin) 先前存放的一段在本机磁盘上损坏，已丢弃；下一个数据包会再带来"
        case .unreadable(let place, let origin, let point, 0):
            "\(place) 来源 \(origin) 第 \(point) 条之后的记录一度无法读取，已另行写入；没有缺失，每条只计一次"
        case .unreadable(let place, let origin, let point, let count):
            "\(place) 来源 \(origin) 第 \(point) 条之后，有 \(count) 条在本机磁盘上损坏，别处也没有；其余各条已另行写入，照常有效。请用 yizhan resync status 查看是哪些记录，逐一核对，缺的重新录入"
        case .pastDamage(let old, let new):
            "本机有记录尚未送达就在磁盘上损坏。\(Self.goesOn(old, new))"
        case .otherHeir(let old, let new):
            "\(new) 凭 \(old) 的密钥接替了它，而本机从未用过这个来源：可能是本机恢复备份之前的来源，或在别处用的一份拷贝，也可能有人拿到了那把密钥。它说的话与本机同样有效，用 yizhan audit list 查看"
        case .countyRenewed(let old, let new):
            "县里恢复过旧备份，或有一份拷贝在用，来源由 \(old) 换成 \(new)：旧来源的回执不再证明送达，没有新回执的重新待送"
        case .countyChangedKey(let old, let new):
            "县里按计划更换了密钥，来源由 \(old) 换成 \(new)：什么都没有丢，本机不用做什么"
        case .stationChangedKey(let old, let new):
            "一个站点的电脑按计划更换了密钥，来源由 \(old) 换成 \(new)：什么都没有丢，记录照旧收"
        case .stationWaits(let old, let new):
            "一个站点的电脑换了来源：\(old) → \(new)，还在等准许；它的记录先存在这里"
        case .countyTwice(let old, let new):
            "县里轮流以 \(old) 和 \(new) 应答：有一份拷贝和它同时在用。哪一份应答，本机就送到哪一份，每条只计一次；请告诉县里"
        case .stationRenewed(let old, let new): "一个站点的电脑换了来源：\(old) → \(new)，记录照旧收"
        }
    }

    private static func goesOn(_ old: String, _ new: String) -> String {
        "本机改用新来源 \(new)，\(old) 不再写。"
    }
}
