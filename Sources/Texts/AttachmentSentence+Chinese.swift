extension AttachmentSentence {
    var chinese: String {
        switch self {
        case .attached(let id, let bytes): "已附上 \(id)（\(ByteText.text(bytes))）"
        case .attachedToIt(let id): "附件 \(id)"
        case .couldBeAttached(let bytes): "可以附上（\(ByteText.text(bytes))）"
        case .alreadyAttached(let id): "已经附上过：\(id)"
        case .putBack(let id): "已经附上过：\(id)；它的文件原先不在本机，已补回"
        case .notAttached: "时长已记下，附件没有附上"
        case .notAttachedRemedy(let record):
            "请用 yizhan attachment add 文件 --to \(record) 再附一次；不要重新录入时长"
        case .empty(let path): "\(path) 是空文件，没有附上"
        case .tooLarge(let path, let bytes, let limit):
            "\(path) 有 \(ByteText.text(bytes))，超过上限 \(ByteText.text(limit))，没有附上"
        case .tooLargeRemedy: "请缩小照片后再附，或调高 attachment.max-bytes（最多 1 GiB）"
        case .unreadable(let path): "读不了 \(path)，没有附上"
        case .unreadableRemedy: "请核对文件名和权限；文件夹、设备不能作附件"
        case .changing(let path): "\(path) 在读取时变了，没有附上"
        case .noRoom: "磁盘空间不够，要给记录留出余地"
        case .noRoomRemedy: "请腾出空间后再试；已保存的记录不受影响"
        case .captionNotOneLine: "说明文字要写成一行，不能含换行和控制字符；未作任何改动"
        case .badFileName(let path): "文件名含有换行或控制字符：\(path)"
        case .badFileNameRemedy: "请先给文件改名：文件名会随记录保存"
        case .captionTooLong(let limit): "说明文字过长，最多 \(limit) 字节"
        case .notToAnAttachment: "附件不能附在另一个附件上"
        case .none: "没有附件"
        case .line(let line): line.text(Self.words(line))
        case .waiting(let toSend, let toFetch): Self.waiting(toSend, toFetch)
        case .damaged(let id): "附件 \(id) 的文件已损坏，已移到一旁；下次联络时从对方重取"
        case .unread(let id): "附件 \(id) 的文件读不出来；没有动它"
        case .unreadRemedy: "先检查磁盘，再查一次；记录本身不受影响"
        case .swept(let count): "已清除 \(count) 个没有记录指向的残缺或损坏文件"
        case .unknown(let text): "没有附件 \(text)"
        case .unknownRemedy: "用 yizhan attachment list 查看"
        case .fetched(let file, let bytes): "已写入 \(file)（\(ByteText.text(bytes))）"
        case .withheld: "这个附件的个人信息部分不在本机，不能取文件"
        case .notThere: "文件不在本机，对方现在也没有"
        case .notThereRemedy: "文件送到对方以后再取；记录本身不受影响"
        case .mismatch: "对方给的文件与记录不符，已丢弃"
        case .unreachable: "文件不在本机，也连不上对方"
        case .partly(let percent): "中途断线，已取到 \(percent)%"
        case .goOnLater: "再运行一次会接着取"
        case .later: "对方现在忙，或今天的附件流量已用完"
        case .beyondLimit: "文件超过 attachment.max-bytes，没有去取"
        case .beyondLimitRemedy: "调高 attachment.max-bytes（最多 1 GiB）后再取"
        case .noWay: "文件不在本机，也没有可以去取的地方"
        case .noWayRemedy: "站点下次联络时会送来；也可用 station set --address 登记站点的地址"
        }
    }

    private static func words(_ line: AttachmentLine) -> String {
        switch line.state {
        case .here where line.isThere == true: "在本机，县里也有"
        case .here where line.isThere == false: "在本机，待送"
        case .here: "在本机"
        case .coming(let percent): "正在取 \(percent)%"
        case .missing: "不在本机"
        }
    }

    private static func waiting(_ toSend: Int, _ toFetch: Int) -> String {
        let parts =
            (toSend > 0 ? ["待送 \(toSend) 个"] : []) + (toFetch > 0 ? ["待取 \(toFetch) 个"] : [])
        return "附件：" + parts.joined(separator: "，")
    }
}
