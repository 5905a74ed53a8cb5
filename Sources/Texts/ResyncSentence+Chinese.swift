extension ResyncSentence {
    var chinese: String {
        switch self {
        case .unknownLevel(let text, let known):
            "没有“\(text)”这一级；可用：\(known.joined(separator: "、"))"
        case .whichStations: "请用 --station 代码（可重复）或 --all 指明站点"
        case .notAtStation: "站点只处理本机：不要写 --station 或 --all"
        case .notNarrowed(let level): "\(level) 不能只限某一类或某一天以后"
        case .sinceToCome(let day, let today): "\(day) 还没有到；本机时钟显示今天是 \(today)"
        case .noLevelAbove(let level): "\(level) 要向上级要数据，而本机没有上级"
        case .noLevelAboveRemedy:
            "请先用 yizhan resync plan --level verify 查看；repair 会向各站点要数据，备份见 yizhan backup list"
        case .useReplace: "换机请用 yizhan station replace --code 代码 --out 文件"
        case .useResolveAll:
            "全部按一方处理请用 yizhan conflict resolve --all --side station|county"
        case .planStale: "预览之后情况已经变了，什么都没有开始"
        case .planStaleRemedy: "请重新预览（yizhan resync plan），再用新的 --plan 开始"
        case .unknownInstruction(let text): "没有编号以“\(text)”开头的指令"
        case .lookAtInstructions: "请用 yizhan resync history 查看"
        case .isOver(let id, let state): "指令 \(id) 已经是“\(state.chinese)”，未作改动"
        case .nothingToUndo(let id, let level):
            "指令 \(id)（\(level)）没有写入任何记录，没有可以撤销的内容"
        case .nothingToUndoRemedy: "只有“全部按一方处理”写过记录，可以撤销"
        case .alreadyUndone(let id): "指令 \(id) 已经撤销过了"
        case .alreadyUndoneRemedy: "恢复为未定的内容见 yizhan conflict list"
        case .tooLate(let days): "已超过 \(days) 天，不能再撤销"
        case .preview(let level, let station): "预览 \(level)  \(station)：以下都还没有做"
        case .side(let isHere, let adds, let changes, let hides):
            "\(isHere ? "本机" : "对方") +\(adds) ~\(changes) 隐 \(hides)"
        case .kindRow(let kind, let effect, let count, let names, let more):
            "  \(kind.zh) \(effect.zh) \(count)：\(names.joined(separator: "、"))"
                + (more > 0 ? " 等，另有 \(more) 条" : "")
        case .undelivered(let count, let bundle):
            "未送达 \(count) 条" + (bundle.map { " → 安全包 \($0)" } ?? "")
        case .effort(let bytes, let seconds):
            "约 \(bytes) 字节" + (seconds.map { "，约 \(($0 + 59) / 60) 分钟" } ?? "，线路速度未知")
        case .found(let place): "不一致：\(place)"
        case .foundFile(let flaw, let attachment):
            "不一致：附件 \(attachment) 的文件\(flaw.chinese)"
        case .suspicion(.missingAttachment, let remedy):
            "附件的文件从本机磁盘上丢失；运行 \(remedy) 后向有的一方取回"
        case .suspicion(let suspicion, let remedy):
            "很可能是：\(suspicion.chinese)；可用 \(remedy) 修复"
        case .nothingFound: "没有发现不一致"
        case .needsSecond: "需要另一个人同意"
        case .planToken(let token): "开始：yizhan resync start … --plan \(token)"
        case .instructed(let id, let level, let station): "已下达 \(level)  \(station)  编号 \(id)"
        case .alreadyInstructed(let id, let level, let station):
            "\(station) 已有未完成的 \(level)，编号 \(id)，未重复下达"
        case .waitsForSecond(let id): "等待另一个人同意：yizhan resync approve \(id)"
        case .carriedOutThere: "站点在下次联络后执行；yizhan resync status 查看"
        case .carriedOutWhenLifted(let station):
            "\(station) 已被暂停，解除后（yizhan station suspend --lift）才会收到"
        case .row(let id, let station, let level, let at, let state, let reason):
            "\(id)  \(station)  \(level)  \(at)  \(state.chinese)"
                + (reason.isEmpty ? "" : "（\(ResyncReason.chinese(reason))）")
        case .planned(let figures): "  计划：" + figures.map(\.chinese).joined(separator: "  ")
        case .figures(let figures): "  结果：" + figures.map(\.chinese).joined(separator: "  ")
        case .digestAgrees(let agrees):
            agrees ? "  两边的状态摘要一致" : "  两边的状态摘要不一致"
        case .nothingAsked: "没有指令"
        case .cancelled(let id): "已取消指令 \(id)；已经换入的不会退回"
        case .undone(let id, let records, let left):
            "已撤销指令 \(id)：\(records) 条记录恢复为未定"
                + (left > 0 ? "；另有 \(left) 条之后又有人写过，保持原样" : "")
        case .patrolFound(let place): "巡检发现一条改动的字节已损坏：\(place)"
        case .patrolFoundTable(let place): "巡检发现一张表与日志不符：\(place)"
        case .damagedAlone(let count, let places):
            "本机磁盘上有 \(count) 条改动已损坏，问过的节点都没有完好的：" + places.joined(separator: "、")
                + (count > places.count ? "……" : "")
        case .damagedAloneRemedy:
            "其他记录不受影响；请勿动磁盘并联系管理员：备份里可能有（yizhan backup list）"
        case .notNamed(let count): "  另有 \(count) 条未列出"
        case .writtenAgainRemedy:
            "这几条别处也没有；写在其后的已另行写入并照常送达。请核对上面列出的记录，缺的重新录入"
        case .backedUp(let file, let changes, let bytes):
            "已备份并核验：\(file)（\(changes) 条改动，\(bytes) 字节，已加密）"
        case .backedUpDiffering(let count): "备份与本机一致，但本机有 \(count) 处自相矛盾"
        case .backedUpDifferingRemedy: "yizhan resync plan --level verify 会逐处列出"
        case .backupWhole(let file, let changes, let at):
            "备份完好：\(file)（\(changes) 条改动，\(at)）"
        case .backupRow(let file, let at, let bytes): "\(at)  \(bytes) 字节  \(file)"
        case .noBackups: "还没有备份"
        case .unknownBackup(let name): "本机没有这份备份：\(name)"
        case .lookAtBackups: "请用 yizhan backup list 查看"
        case .restored(let code, let name, let changes, let origin):
            "已恢复 \(name)（\(code)）：\(changes) 条改动；以新的身份 \(origin) 继续"
        case .restoredNext: "下一步：yizhan sync now，备份之后的改动会从对方取回"
        case .backupKeyWritten(let file): "打开备份的密钥已写入 \(file)"
        case .backupKeyRemedy: "请打印或存入另外的介质，锁好；有它和备份就能看到全部内容"
        case .notABackup(let path): "\(path) 不是备份文件"
        case .backupWrongKey(let path): "这把密钥打不开 \(path)"
        case .backupWrongKeyRemedy:
            "站点的备份用该站点的密钥打开：在县里运行 yizhan backup key --station 代码 --out 文件"
        case .backupDamaged(let path): "\(path) 已损坏或不完整，什么都没有恢复"
        case .backupDiffers(let path): "\(path) 打开后的内容与备份时不一致，不能使用"
        case .makeAnother: "请另做一份备份（yizhan backup create）"
        case .placeOccupied(let path): "\(path) 里已经有内容，未作任何改动"
        case .placeOccupiedRemedy: "请用 --data-dir 指定一个空目录"
        case .noRoom: "磁盘空间不够放安全包和备份，什么都没有开始"
        case .upgradeRefused(let reason):
            "数据由旧版本写成，升级前要先做的备份没有做成（\(reason)），什么都没有改动"
        case .noBundleKey: "本机不知道县里的交换密钥，做不了安全包，什么都没有开始"
        case .badKeyFile(let path): "\(path) 里不是一把密钥（64 个十六进制数字）"
        }
    }
}

extension ResyncStateWords {
    var chinese: String {
        switch self {
        case .waitingForApproval: "待复核"
        case .declined: "已拒绝"
        case .expired: "已过期"
        case .cancelled: "已取消"
        case .ready: "待执行"
        case .running: "正在执行"
        case .done: "已完成"
        case .differs: "已完成，有不一致"
        case .failed: "未能完成，一切照旧"
        case .undone: "已撤销"
        }
    }
}

extension ResyncSuspicion {
    var chinese: String {
        switch self {
        case .bitRot: "磁盘上的字节坏了"
        case .editedTable: "有人绕过程序改了表"
        case .oldPage: "磁盘把表或索引的旧页放了回来"
        case .lostTail: "本机记录的末尾丢失"
        case .otherLog: "有人绕过程序改了记录"
        case .brokenFile: "数据库文件损坏"
        case .alteredAttachment: "磁盘上附件的文件坏了"
        case .missingAttachment: "附件的文件从本机磁盘上丢失"
        }
    }
}

extension ResyncFileFlaw {
    fileprivate var chinese: String {
        switch self {
        case .altered: "和原来的不一样了"
        case .short: "不完整，缺了后面"
        case .unread: "从磁盘上读不出来"
        case .missing: "丢失"
        }
    }
}
