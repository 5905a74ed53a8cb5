extension LogSentence {
    var chinese: String {
        switch self {
        case .noLogs: "这里还没有任何日志"
        case .log(let place, let origin, let owner, let length):
            "\(place)  \(origin)  \(Self.owner(owner))  \(length) 条"
        case .notAdmitted: "未接纳"
        case .checkpointAt(let size): "签名到 \(size)"
        case .receiptAt(let size, let time): "回执到 \(size)（\(time)）"
        case .deliveredCount(let count): "已送达 \(count)"
        case .unknownChange: "这里没有这条改动"
        case .unknownChangeRemedy: "用 yizhan log list 查看各日志的来源和长度"
        case .label(let label): Self.label(label)
        case .personalHeld: "个人信息在本机，加密保存，此处不显示"
        case .personalWithheld: "个人信息不在本机，只有承诺值"
        case .personalNone: "没有个人信息"
        case .exported(let file, let logs, let changes, let receipts, let bytes):
            "已写出 \(logs) 个日志、\(changes) 条改动、\(receipts) 张回执：\(file)（\(bytes) 字节，不含个人信息）"
        case .exportTried(let logs, let changes, let receipts, let bytes):
            "可写出 \(logs) 个日志、\(changes) 条改动、\(receipts) 张回执，共 \(bytes) 字节；未写任何文件"
        case .proofWritten(let record, let file, let changes, let bytes):
            "记录 \(record) 的证明（\(changes) 条改动）已写到 \(file)，\(bytes) 字节，不含个人信息"
        case .proofTried(let record, let changes, let bytes):
            "记录 \(record) 可以证明（\(changes) 条改动，\(bytes) 字节）；未写任何文件"
        case .proofCheck: "对方只需县里的公钥即可核对：yizhan log verify 文件 --county-key 公钥"
        case .notSigned(let record, let changes):
            "记录 \(record) 有 \(changes) 条改动还没有县里的回执，暂时不能证明"
        case .notSignedRemedy: "请先送达（yizhan sync now），再试"
        case .proofUnreadable(let path): "\(path) 不是完整的证明文件"
        case .proofMemberBad(let path, let member): "\(path) 不是有效的证明文件：\(member) 一项不对"
        case .proofFormatUnknown(let path, let format): "\(path) 的格式「\(format)」不认识"
        case .askForProofAgain: "请向出具方再要一份"
        case .countyKeyNeeded: "没有县里的公钥，无法核对"
        case .countyKeyBad(let text): "「\(text)」不是公钥，也不是存有公钥的文件"
        case .countyKeyRemedy: "请用 --county-key 给出 64 位十六进制公钥，或存有它的文件"
        case .recordArgumentBad(let text): "「\(text)」不是记录编号"
        case .recordArgumentRemedy: "请给出编号的前 6 位或更多"
        case .proofHolds(let kind, let record): "✓ 证明成立：\(kind) \(record)"
        case .provedChange(let station, let sequence, let size, let time):
            "  站点 \(station) 日志第 \(sequence) 条，县里签到第 \(size) 条"
                + (time.map { "，签于 \($0)" } ?? "（县里自己的日志）")
        case .provedBy(let county): "  签名的县中心：\(county)"
        case .flaw(let flaw): "✗ 证明不成立：\(Self.flaw(flaw))"
        case .flawRemedy: "  请勿采信，向出具方再要一份"
        case .logsSound(let changes): "核对了 \(changes) 条改动及其签名、回执，全部一致"
        case .logsRemedy: "请联系管理员，勿删文件"
        }
    }

    private static func owner(_ owner: LogOwner) -> String {
        switch owner {
        case .own: "本机"
        case .former: "本机（以前的来源）"
        case .county: "县里"
        case .station: "站点"
        }
    }

    private static func flaw(_ flaw: ProofFlawWords) -> String {
        switch flaw {
        case .altered(let sequence?): "第 \(sequence) 条改动的内容与签名不符，被改动过"
        case .altered(nil): "改动的内容已不成形，被改动过"
        case .alteredNote: "签名的文字已不成形，被改动过"
        case .otherRecord(let proved, let asked): "它证明的是另一条记录 \(proved)，不是 \(asked)"
        case .otherCounty(let name): "由另一个县中心签名（\(name)）"
        case .badCosignature: "回执上县里的签名不真"
        case .badSignature(let origin): "站点 \(origin) 的签名不真"
        case .beyondReceipt(let sequence, let size):
            "回执只到第 \(size) 条，不包括第 \(sequence) 条改动"
        case .noCreation: "缺少登记这条记录的改动"
        }
    }

    private static func label(_ label: LogLabel) -> String {
        switch label {
        case .scope: "范围"
        case .origin: "来源"
        case .sequence: "序号"
        case .time: "时间"
        case .context: "已见"
        case .kind: "种类"
        case .entity: "记录"
        case .creates: "新记录"
        case .actor: "经手人"
        case .group: "字段组"
        case .personal: "个人信息"
        case .leaf: "叶值"
        case .commitment: "承诺值"
        case .carries: "携带"
        case .standing: "不计入"
        }
    }
}
