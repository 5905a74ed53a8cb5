extension PullSentence {
    var chinese: String {
        switch self {
        case .pulled(let asked, let agreed):
            asked == agreed
                ? "收取 \(asked) 个站点：全部收齐" : "收取 \(asked) 个站点：收齐 \(agreed) 个，缺 \(asked - agreed) 个"
        case .noStations: "没有可收取的站点"
        case .arrived(
            let code, let name, let changes, let receipts, let roundTrips, let received, let ms):
            "● \(code) \(name)  新改动 \(changes) 条 · 回执 \(receipts) 份 · "
                + "往返 \(roundTrips) 次 · 收 \(received) 字节 · \(ms) 毫秒"
        case .missed(let code, let name, let changes):
            "○ \(code) \(name)" + (changes > 0 ? "  已收到 \(changes) 条，未收完" : "")
        case .neverCame(let code): "站点 \(code) 还没有和本中心联络过，不知道它是谁"
        case .noAddress: "没有它的地址"
        case .notRunning: "站点没有开机，或程序没有在这个地址上运行"
        case .noAnswer: "等不到回答"
        case .tooSlow: "线路太慢，规定时间内没有收完"
        case .interrupted: "中途断线"
        case .unreachable(let word): "连不上（\(word)）"
        case .busy: "站点正忙：它正在联络"
        case .otherFailed: "站点回答说它自己出了故障（数据库或磁盘）"
        case .anotherNode: "在这个地址回答的是另一个节点"
        case .notOurs: "在这个地址回答的不是驿站节点"
        case .suspended: "已被本中心暂停"
        case .revoked: "密钥已被本中心吊销"
        case .revokedRemedy(let code): "要让它继续，请给它发新的邀请文件：yizhan station invite --code \(code)"
        case .suspendedRemedy(let code): "要恢复，请用 yizhan station suspend --lift --code \(code)"
        case .unknownThere: "那个节点不认识本中心"
        case .versionMismatch: "两边程序版本不能互通"
        case .insecureAddress: "地址不在本机，不能不加密地发送；请去掉 --insecure"
        case .partly(let words): "有一部分没有被接收：\(Self.reasons(words))"
        case .differs: "两边仍有差异，原因不明"
        case .storeFailed(let what): "本机数据库出错：\(what)"
        case .stopped: "程序被停止"
        case .neverCameRemedy: "请站上先运行一次 yizhan sync now"
        case .noAddressRemedy(let code):
            "用 yizhan station set --code \(code) --address 主机:端口 写上；站点自己联络不受影响"
        case .notRunningRemedy: "请站上运行 yizhan node serve --listen 主机:端口；站点自己联络时也会送来"
        case .lineRemedy: "线路好些再收，或把 --timeout 放宽；已收到的不会再传"
        case .busyRemedy: "过一会儿再收；它自己也在送"
        case .otherFailedRemedy: "请站上运行 yizhan node doctor；勿删文件"
        case .addressRemedy(let code): "请核对地址：yizhan station set --code \(code) --address 主机:端口"
        case .versionRemedy: "请升级较旧的程序"
        case .partlyRemedy: "请与站点核对是否恢复过备份或复制过数据；请勿删除任何文件"
        case .storeRemedy: "请检查磁盘空间，运行 yizhan db check"
        case .repeatRemedy: "可以再收一次"
        case .addressSet(let name, let code, let address): "\(name)（\(code)）的地址：\(address)"
        case .addressGone(let name, let code): "\(name)（\(code)）不再被收取"
        case .severalNodes(let code, let origins):
            "站点 \(code) 有 \(origins.count) 台电脑：\(origins.joined(separator: "，"))"
        case .severalNodesRemedy: "请用 --origin 指明是哪一台"
        case .unknownNode(let code, let origin): "站点 \(code) 没有来源为 \(origin) 的电脑"
        case .badTimeout(let range): "--timeout 应在 \(range.lowerBound) 到 \(range.upperBound) 秒之间"
        }
    }

    /// Fixed words of the protocol, as they are said about a station.
    private static func reasons(_ words: String) -> String {
        words.split(separator: " ").map { word in
            switch word {
            case "own-log", "broken-root": "同一段记录两边不同（站点可能恢复过旧备份，或被复制过）"
            case "foreign-scope": "不属于这个站点的记录"
            default: NodeSentence.reasons(String(word))
            }
        }.joined(separator: "，")
    }
}
