extension BundleSentence {
    var chinese: String {
        switch self {
        case .exported(let file, let place, let changes, let receipts, let bytes):
            "已写出给\(place.chinese)的数据包：\(file)（\(changes) 条改动，\(receipts) 张回执，\(bytes) 字节，已加密）"
        case .piecesWritten(let file, let count): "另写成 \(count) 行二维码文字：\(file)"
        case .exportCut:
            "本机有一条记录已损坏，写在其后的没有放进这个数据包：请先运行 yizhan resync start --level repair，再导出一次"
        case .onlyRevocation: "里面只说密钥已被吊销，没有别的；要换一台电脑请用 yizhan station replace"
        case .carryOn(let place): "请把它带到\(place.chinese)，在那里运行 yizhan bundle import"
        case .tooBigForPieces: "内容太多，不能切成二维码"
        case .noLevelAbove: "本机没有上级，不知道写给谁"
        case .nothingImported: "还没有导入过数据包，不知道回执写给谁"
        case .toNeededRemedy: "请用 --to 代码 指明站点"
        case .exchangeKeyUnknown: "本机没有县里的数据包公钥：它是用早先的邀请文件建立的"
        case .exchangeKeyRemedy: "请县里用 station replace 做一个新的邀请文件，再运行 node init --join"
        case .imported(let from, let changes, let joined):
            "已导入\(from)的数据包：新改动 \(changes) 条"
                + (joined > 0 ? "，先前存放的 \(joined) 条也已接上" : "")
        case .delivered(let count): "县里已签收 \(count) 条"
        case .parked(let runs, let changes):
            "\(runs) 段（\(changes) 条）前面还缺一截，已核对签名并存放，等缺的到了自动接上"
        case .parkedRemedy: "请把回执包带回去：它写明缺什么，对方下次导出会补上"
        case .turnedAway(let words): "一部分没有被接收：\(NodeSentence.reasons(words))"
        case .differing(let logs): "\(logs) 个日志两边不同（恢复过旧备份，或被复制过）；已记下，互带一次数据包后自动处理"
        case .answerRemedy: "请用 yizhan bundle export 写一个数据包带回去"
        case .damagedPart(let whole): "数据包有损坏：完好的 \(whole) 块已处理，坏的没有采用任何内容"
        case .chunksMissing(let numbers, let isTorn):
            numbers.isEmpty
                ? "数据包不完整：结尾缺失"
                : "数据包缺第 \(numbers.map(String.init).joined(separator: "、")) 块"
                    + (isTorn ? "和结尾" : "")
        case .partTooNew: "有的块由更新版本的程序写成，没有采用"
        case .renewed: "数据包里本机的日志比本机现有的多（恢复过旧备份，或别处有一份拷贝在用）：本机已换新的来源，缺的记录随这个或以后的数据包取回"
        case .fromRevoked: "那台电脑的密钥已被吊销：带来的留作证据，只算到吊销所定的位置；带回去的只有“已吊销”这句话"
        case .fromUnheard:
            "那台电脑用的邀请文件已被另一台用过：带来的保存着，不计入，也不带回任何东西；请问清是谁的，见 yizhan station admit"
        case .revoked: "本机的密钥已被县里吊销：此后在本机登记的不算"
        case .revokedRemedy: "请与县里联系，用县里新发的邀请文件运行 yizhan node init --join；记录都还在本机"
        case .receiptFailed: "以上内容已保存，但带回去的数据包没有写成："
        case .receiptRemedy: "之后请用 yizhan bundle receipt 补写"
        case .notABundle(let path): "\(path) 不是数据包"
        case .headerDamaged(let path): "\(path) 的开头已损坏，打不开；未作任何改动"
        case .tooNew(let path): "\(path) 由更新版本的程序写成；未作任何改动"
        case .wrongRecipient(let path, let place):
            "\(path) 是给\(place.chinese)的，不是给本机的；未作任何改动"
        case .nothingWhole(let path): "\(path) 已损坏，没有一块是完好的；未作任何改动"
        case .copyAgain: "请重新拷贝，或请对方再导出一次"
        case .bringThere(let place): "请带到\(place.chinese)导入"
        case .stranger(let path, let origin): "\(path) 由本机不认识的节点（\(origin)）写成；未作任何改动"
        case .strangerRemedy: "如果是本县的站点，请用 station replace 给它一个新的邀请文件"
        case .suspended: "这个站已被本中心暂停：不收它的数据包，也不给它做"
        case .suspendedRemedy: "数据包请留着；要恢复，请用 yizhan station suspend --lift"
        case .enrolmentRefused(let path, let why):
            "\(path) 来自一个新站点，但它的邀请文件不能用（\(NodeSentence.reasons(why))）；未作任何改动"
        case .linesUnreadable(let path, let lines):
            lines.isEmpty
                ? "\(path) 里没有二维码文字"
                : "\(path) 第 \(lines.map(String.init).joined(separator: "、")) 行不是完好的二维码文字"
        case .piecesMixed(let path): "\(path) 里混有几个数据包的二维码文字"
        case .piecesMissing(let path, let numbers, let count):
            "\(path) 还缺二维码第 \(numbers.map(String.init).joined(separator: "、")) 张（共 \(count) 张）"
        case .piecesDamaged(let path): "\(path) 的二维码齐了，但合起来不对"
        case .scanAgain: "请补扫缺的二维码，加到同一个文件里再导入"
        case .header(let place, let bytes): "数据包，给\(place.chinese)，\(bytes) 字节"
        case .writtenBy(let name, let chunks): "由\(name)写成，完好 \(chunks) 块"
        case .run(let place, let origin, let first, let last, let state):
            "\(place)  \(origin)  第 \(first)–\(last) 条  \(state.chinese)"
        case .alsoReceipts(let count): "回执 \(count) 张"
        case .whole: "完整，未作任何改动"
        case .nothingParked: "没有存放等待的数据"
        case .parkedRun(let place, let origin, let first, let last, let time):
            "\(place)  \(origin)  第 \(first)–\(last) 条  \(time) 存放，等前面的"
        case .underWay(let count, let since): "\(count) 条在U盘上（\(since) 写出，还没有回执）"
        }
    }
}

extension BundlePlace {
    fileprivate var chinese: String {
        switch self {
        case .here: "本机"
        case .above(let name): "县里（\(name)）"
        case .station(let name): "站点 \(name)"
        case .unknown(let key): "别的节点（密钥 \(key)）"
        }
    }
}

extension BundleRunState {
    fileprivate var chinese: String {
        switch self {
        case .held: "已有"
        case .joins: "可接上"
        case .gap: "前面缺一截"
        }
    }
}
