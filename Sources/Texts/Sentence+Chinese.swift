extension Sentence {
    var chinese: String {
        switch self {
        case .verbatim(let text): text
        case .notANode(let directory): "\(directory) 里没有节点"
        case .notANodeRemedy: "请先用 yizhan node init 建立，或用 --data-dir 指明目录"
        case .storeEmpty(let directory): "\(directory) 里的数据库不见了或是空的，节点的密钥还在"
        case .storeEmptyRemedy:
            "请勿删除任何文件；可用 yizhan backup restore 把备份恢复到一个空目录，或用原有密钥在这里重新建立：站点用 yizhan node init --join 加邀请文件，县里用 node init --role；已送达的记录会从上下级补回"
        case .occupied(let directory): "\(directory) 里已有一个节点，未作任何改动"
        case .occupiedRemedy: "请另选一个空目录"
        case .diskFailed(let what): "磁盘读写失败：\(what)"
        case .diskRemedy: "请检查磁盘空间和权限后重试；已保存的记录不受影响"
        case .storeBusy: "数据库正被另一个程序占用"
        case .tryAgain: "请稍后再试"
        case .storeDamaged(let what): "数据库有损坏：\(what)"
        case .storeDamagedRemedy:
            "请运行 yizhan db salvage（能读出的记录都会保留）；请勿删除任何文件"
        case .contentDamagedRemedy:
            "用 yizhan resync plan --level verify 查明是哪些，yizhan resync start --level repair 修复；请勿删除任何文件"
        case .newerVersion: "这个数据库由更新版本的程序写成"
        case .upgradeRemedy: "请升级程序"
        case .keyMissing(let name): "找不到密钥文件 \(name)"
        case .keyWrong: "密钥与这份数据不符：个人信息打不开"
        case .keyRemedy:
            "密钥在数据目录的 keys 文件夹中：请把文件放回去；找不回时，请县里用 station replace 做一个新的邀请文件，再用 node init --join 接着用"
        case .keysExposed(let path): "这台电脑上的其他用户能读取或替换密钥：\(path)"
        case .keysExposedRemedy: "请用 chmod 收回其他用户的权限；如果这块盘不支持权限，请把数据目录移到别的盘上"
        case .vaultKeyRemedy: "请把与这份数据相配的 keys 文件夹放回原处：没有 vault.key，里面的姓名和号码谁也读不出"
        case .unexpected(let what): "程序出错：\(what)"
        case .reportBug: "请把这条信息报告给我们"
        case .record(let sentence): sentence.chinese
        case .attachment(let sentence): sentence.chinese
        case .node(let sentence): sentence.chinese
        case .doctor(let sentence): sentence.chinese
        case .log(let sentence): sentence.chinese
        case .pull(let sentence): sentence.chinese
        case .conflict(let sentence): sentence.chinese
        case .simulation(let sentence): sentence.chinese
        case .bundle(let sentence): sentence.chinese
        case .key(let sentence): sentence.chinese
        case .people(let sentence): sentence.chinese
        case .privacy(let sentence): sentence.chinese
        case .transfer(let sentence): sentence.chinese
        case .boundary(let sentence): sentence.chinese
        case .resync(let sentence): sentence.chinese
        case .api(let sentence): sentence.chinese
        case .help(let sentence): sentence.chinese
        case .configuration(let sentence): sentence.chinese
        }
    }
}
