extension NodeSentence {
    var chinese: String {
        switch self {
        case .nodeMade(let role, let name, let code, let directory):
            "已建立\(Self.role(role))「\(name)」（\(code)），数据在 \(directory)"
        case .joinedAgain(let name, let code):
            "「\(name)」（\(code)）原来就在这里：记录和密钥照旧，改用新邀请文件里的地址"
        case .joinedUnderNewKey(let name, let code, let old):
            "「\(name)」（\(code)）原来的密钥不能再用（\(old)）：记录全部保留，换用新的密钥"
        case .joinedNext: "下一步：yizhan sync now"
        case .joinFileUnreadable(let path): "读不到邀请文件 \(path)"
        case .noJoinFile(let path): "\(path) 不是邀请文件"
        case .noJoinFileRemedy:
            "请指明县里用 yizhan station invite 写出的文件；数据包用 yizhan bundle import 导入，志愿者的转移凭证用 yizhan transfer accept"
        case .joinFileNewer(let path, let format): "\(path) 是更新版本的程序写出的邀请文件（\(format)）"
        case .joinFileDamaged(let path, let member):
            "\(path) 是邀请文件，但不完整：“\(member)”缺失或不对"
        case .joinFileForAggregator(let path): "\(path) 不能建站点：它是让县加入市（或汇总节点加入上级）用的"
        case .joinFileForAggregatorRemedy(let path):
            "请在它所给的县里运行 yizhan node join \(path)；要建站点，请向县里要邀请文件"
        case .joinFileForStation(let path): "\(path) 是建站点用的，不能让县加入市"
        case .joinFileForStationRemedy(let path):
            "请在站点的电脑上运行 yizhan node init --join \(path)；本节点要加入上级，请向上级要邀请文件"
        case .joinFileOwn(let path): "\(path) 是本节点自己写出、给别的节点用的"
        case .joinFileOwnRemedy(let path): "请交给它所给的节点，在那里运行 yizhan node join \(path)"
        case .joinFileRemedy: "请向县里要一份新的邀请文件"
        case .alreadyRunning: "这个节点已经在运行"
        case .alreadyRunningRemedy: "不必再次启动；要停止请结束原来的程序"
        case .badAddress(let text): "地址 \(text) 不对"
        case .badAddressRemedy: "请写成 主机:端口，例如 127.0.0.1:8420"
        case .notLoopback(let text): "地址 \(text) 不在本机；不加密的线路只能在本机之内"
        case .notLoopbackRemedy: "请去掉 --insecure（security.line: tls），或用 127.0.0.1:端口"
        case .consoleRemedy: "控制台只供本机使用：请用 127.0.0.1:端口"
        case .cannotListen(let text): "无法在 \(text) 上监听"
        case .cannotListenRemedy: "端口可能已被占用，请换一个"
        case .listening(let address): "正在监听 \(address)"
        case .consoleListening(let address): "控制台在 \(address)"
        case .ready: "已就绪"
        case .stopping: "正在停止"
        case .unknownCode(let code): "没有代码为 \(code) 的站点"
        case .unknownCodeRemedy: "用 yizhan station list 查看所有站点"
        case .codeNeeded: "这里有多个站点，请用 --code 指明"
        case .stationOnly(let what): "\(what) 只能在站点上做"
        case .allDelivered: "● 已全部送达"
        case .pending(let count): "◐ \(count) 条待送"
        case .unreachableKept(let count): "○ 连不上县里 · \(count) 条已安全存在本机"
        case .needsYou(let count): "▲ \(count) 条需要您处理"
        case .neverInContact(let count): "? 状态未知：还没有和县里联络过 · \(count) 条已安全存在本机"
        case .highestLevel: "本级为最高级"
        case .confirmed(let time): "县里确认 \(time)"
        case .lastTry(let time, let words): "上次联络 \(time)：\(Self.result(words))"
        case .unreachableSince(let time): "从 \(time) 起连不上"
        case .conflictsOpen(let count): "冲突 \(count) 处：yizhan conflict list"
        case .erasuresOpen(let count): "个人信息删除请求 \(count) 件待处理：yizhan volunteer erasures"
        case .unsettled(let count): "被退回或不计入 \(count) 条：yizhan quarantine list"
        case .trouble(let words): "和县里对不上：\(Self.reasons(words))。请联系县里，勿删文件"
        case .heldByWindow(let time): "现在不在联络时段，\(time) 起自动发送；要马上发送请运行 yizhan sync now"
        case .heldByBudget(let time):
            "今天的流量已用完，\(time) 起自动发送；要马上发送请运行 yizhan sync now"
        case .headLine(let head, let delivered, let pending):
            "本机记录 \(head) 条改动 · 已送达 \(delivered) · 待送 \(pending)"
        case .syncAgreed(let roundTrips, let sent, let received):
            "与县里一致（往返 \(roundTrips) 次，发 \(sent) 字节，收 \(received) 字节）"
        case .syncPartly(let what): "一部分没有被接收：\(Self.reasons(what))"
        case .syncDiffers: "两边仍有差异，原因不明"
        case .syncBusy: "县里正忙"
        case .syncOtherFailed: "县里回答说它自己出了故障（数据库或磁盘）；记录都已安全存在本机"
        case .syncUnreachable(let why): "连不上县里（\(Self.reasons(why))）；记录都已安全存在本机"
        case .syncNotOurs("login-page"):
            "回答的是网络的登录页面，不是县里；请先打开浏览器登录网络，记录都已安全存在本机"
        case .syncNotOurs(let what): "线路那头回答的不是县里的节点（\(Self.reasons(what))）；记录都已安全存在本机"
        case .syncSuspended(let reason): "本站已被县里暂停：\(reason)"
        case .suspended(let since, let reason):
            "已被县里暂停（\(since) 得知）：\(reason)。照常登记，都存在本机，恢复后自动送出；请与县里联系"
        case .closed(let since, let reason):
            "县里已停用本站（\(since)）：\(reason)。本机已有的和再登记的仍会送出；请与县里联系"
        case .syncRevoked: "本机的密钥已被县里吊销；记录都还在本机"
        case .recordedRevoked: "▲ 本机的密钥已被县里吊销：这条保存在本机，要县里同意后才算数；详情：yizhan status"
        case .revoked(let since, let pending):
            "本机的密钥已被县里吊销（\(since) 得知），县里不再接收：\(pending) 条没有县里的签收，都还在本机"
        case .notKnownAbove(let since, let pending):
            "县里不认识本机（\(since) 得知），不接收：\(pending) 条没有县里的签收，都还在本机"
        case .turnedAwayRemedy:
            "请与县里联系。县里同意本机继续用，会发一份新的邀请文件：yizhan node init --join 文件，记录全部保留。得知之前用过而没有生效的新文件，再用一次即可"
        case .syncUnknownHere: "县里不认识本站"
        case .syncEnrolmentRefused(let why): "县里不接受这份邀请文件（\(Self.reasons(why))）"
        case .syncVersionMismatch: "两边程序版本不能互通"
        case .syncInsecure: "县里的地址不在本机，不能不加密地发送；请去掉 --insecure"
        case .insecureLine: "注意：线路不加密（--insecure），只限本机测试"
        case .syncStoreFailed(let why): "本机数据库出错：\(why)"
        case .syncStopped: "程序被停止"
        case .syncHeld(let why): "没有发完：\(Self.reasons(why))；到时自动继续"
        case .syncBeyondBudget: "今天的流量已用完；因为是您要求的，这一次照样联络了"
        case .credentialsUnreadable(let path): "读不到代理口令文件 \(path)"
        case .credentialsNotPrivate(let path): "代理口令文件 \(path) 别人也能读写"
        case .credentialsMalformed(let path): "代理口令文件 \(path) 的内容不对"
        case .credentialsRemedy(let path): "文件里写一行 用户名:口令，并运行 chmod 600 \(path)"
        case .syncRemedyLine: "线路恢复后会自动再试，也可以再次运行 yizhan sync now"
        case .syncRemedyOther: "请告诉县里：在那边运行 yizhan node doctor 看是什么问题；这里会自动再试"
        case .syncRemedyCounty: "请与县里联系"
        case .syncRemedyStore:
            "yizhan resync plan --level verify 会指出是哪里、用哪一级修复；勿删文件"
        case .noExchanges: "还没有联络过"
        case .exchange(let time, let result, let roundTrips, let sent, let received, let ms):
            "\(time)  \(Self.result(result))  往返 \(roundTrips)  发 \(sent)  收 \(received)  \(ms) 毫秒"
        case .checkSound(let changes): "检查了 \(changes) 条改动，全部一致"
        case .checkFinding(let what, let place): "不一致：\(what) \(place)"
        case .checkRemedy: "yizhan resync plan --level verify 会说明原因和修复办法；勿删文件"
        case .digest(let code, let hex): "\(code) 摘要 \(hex)"
        case .rebuilt(let changes): "已由 \(changes) 条改动重建全部表格"
        case .fileSound: "数据库文件完好，什么也没有做"
        case .fileBroken(let what): "数据库文件有坏页：\(what)"
        case .fileBrokenRemedy: "请运行 yizhan db salvage：能读出的记录都会保留"
        case .salvaged(let changes, let kept):
            "数据库文件有坏页，已重建，保住 \(changes) 条改动；原文件留存三十天：\(kept)"
        case .salvageCut(let origin, let length):
            "\(origin) 的日志暂时只到第 \(length) 条，其后的会自动补回"
        case .salvageRepair: "日志有一部分读不出来，下次联络时会从县里补回：yizhan sync now"
        case .salvageLost(let places):
            "末尾有 \(places.count) 条还没有送达、已读不出来：" + places.prefix(20).joined(separator: "、")
                + (places.count > 20 ? "……" : "") + "。请核对这些记录，缺的重新录入"
        case .notSalvageable(let table): "文件中的 \(table) 表读不出来，没有它就认不出其余内容"
        case .notSalvageableRemedy: "请勿删除任何文件；可用 yizhan backup restore 从最近的备份恢复"
        case .brokenFileNotKept(let reason): "坏文件没能先复制一份（\(reason)），什么也没有做"
        case .demoCounty: "一 · 建立县中心"
        case .demoStationOffline(let name): "二 · \(name)：还没有线路，先记录"
        case .demoFirstExchange: "三 · 线路来了：送到县里，县里签收"
        case .demoCut: "四 · 线路断了：站上和县里各改了同一个人的电话"
        case .demoHealed: "五 · 线路恢复：两个版本都保留，等人来定"
        case .demoCompare: "六 · 两边核对"
        case .demoStation(let code, let agrees): "\(code)：两边\(agrees ? "一致" : "不一致")"
        case .demoBytes(let sent, let received): "共发送 \(sent) 字节，接收 \(received) 字节"
        case .demoAgreed: "全部一致"
        case .demoDiffers: "有不一致之处"
        case .demoStaysOpen(let path):
            "节点仍在运行，数据在 \(path)。可以在另一个窗口里试试上面的命令；按 Ctrl-C 结束并清除"
        case .demoLine(let name, let roundTrip, let rate):
            "线路：\(name)，往返 \(roundTrip) 毫秒，每秒 \(rate) 字节"
        case .demoLineDied(let bytes): "  ⋯ 线路断了：发出 \(bytes) 字节后。县里已收下的不会再发"
        case .demoLineBack: "  ⋯ 线路恢复了：从断处继续"
        case .demoLineWait: "  ⋯ 还没有送完，等线路恢复后再来"
        case .demoLineCost(let changes, let perChange, let bytes, let connections, let seconds):
            "线路上共 \(bytes) 字节，\(connections) 次连接；\(changes) 条改动，每条 \(perChange) 字节；联络用时 \(seconds) 秒"
        }
    }

    private static func role(_ word: String) -> String {
        switch word {
        case "station": "站点"
        case "county": "县中心"
        case "city": "市中心"
        case "province": "省中心"
        default: word
        }
    }

    /// Fixed words of the protocol and of the line, as people say them.
    static func reasons(_ words: String) -> String {
        words.split(separator: " ").map { reason(String($0)) }.joined(separator: "，")
    }

    private static func reason(_ word: String) -> String {
        switch word {
        case "own-log": "县里有本机没有的本机记录（本机可能恢复过旧备份，或被复制过）"
        case "broken-root": "同一段记录两边不同（本机可能恢复过旧备份，或被复制过）"
        case "gap": "中间缺了一段"
        case "foreign-scope": "不属于本站的记录"
        case "unknown-origin": "不认识的来源"
        case "bad-checkpoint": "签名不符"
        case "malformed": "记录格式不对"
        case "too-many-origins": "来源过多"
        case "unreadable": "压缩的记录解不开"
        case "differs": "原因不明"
        case "refused": "对方没有开机或没有运行"
        case "unresolved": "找不到地址"
        case "timed-out": "等不到回答"
        case "too-slow": "线路太慢"
        case "interrupted": "中途断线"
        case "tls": "加密连接失败；网络也可能要先登录"
        case "no-address": "没有县里的地址"
        case "proxy": "代理服务器连不通县里"
        case "proxy-credentials": "代理服务器要求用户名和口令，或口令不对"
        case "login-page": "网络的登录页面"
        case "not-a-message": "内容无法识别"
        case "another-node": "是另一个节点"
        case "window": "联络时段已过"
        case "budget": "今天的流量已用完"
        case "unknown-secret": "县里没有发过它"
        case "expired": "已过期"
        case "already-used": "已被别的电脑用过"
        case "bad-signature": "签名不符"
        default: word
        }
    }

    private static func result(_ word: String) -> String {
        switch word {
        case "agreed": "一致"
        case "partly": "部分被退回"
        case "differs": "仍有差异"
        case "busy": "对方正忙"
        case "otherFailed": "对方自己出了故障"
        case "unreachable": "连不上"
        case "notOurs": "回答的不是我们的节点"
        case "unknownHere": "县里不认识本站"
        case "revoked": "县里已吊销本机的密钥"
        case "suspended": "县里已暂停本站"
        case "enrolmentRefused": "邀请文件被拒"
        case "versionMismatch": "版本不能互通"
        case "insecureAddress": "地址需要加密"
        case "storeFailed": "本机数据库出错"
        case "held": "暂停"
        default: word
        }
    }
}
