extension TransferSentence {
    var chinese: String {
        switch self {
        case .released(let volunteer, let to, let id): "已把 \(volunteer) 转往 \(to)（转移 \(id)）"
        case .releasedByFile(let file): "请把 \(file) 交给本人带去，对方当天就能接收；联网后也会自动送到"
        case .othersStay(let ids):
            "▲ 记在 \(ids.joined(separator: "、")) 名下的时长（同一人，已合并）没有随之转出：请另行转出"
        case .releasedByLine: "联网后自动送到对方；要让本人带走，请用 yizhan transfer passport"
        case .categoriesDropped(let codes):
            "本省自定的服务类别在外省无效，没有带走：\(codes.joined(separator: "、"))"
        case .accepted(let volunteer, let from, let id): "已接收 \(volunteer)，来自 \(from)（转移 \(id)）"
        case .acceptedNext: "现在就可以登记时长；首登地的县确认之前记为“暂记”，确认后自动转正"
        case .alreadyAccepted(let id): "这次转移（\(id)）以前已经接收过，没有重复登记"
        case .cancelled(let id): "已撤回转移 \(id)；如果对方已接收并得到确认，将改为向对方提出认领"
        case .cancelledLate(let id): "转移 \(id) 已经确认，撤回作为认领送交对方决定"
        case .declined(let id): "已谢绝转移 \(id)；原站点会收到通知并继续登记"
        case .claimed(let id): "已提出认领（\(id)）"
        case .claimedNext:
            "由县里先在本县各站点中核对，再向外县协查，协查时不透露证件号码；现有站点同意后转来。可先照常登记时长。"
                + "本人带来转移凭证的，照样可以直接接收"
        case .saidAnotherPerson(let id): "已答复：认领 \(id) 说的是另一个人"
        case .withdrawn(let id): "已撤回认领 \(id)；本站的登记保留为另一名志愿者"
        case .settled(let owner): "已裁定由 \(owner) 继续登记，此后的服务只在该站计入；其余站点收到后移交"
        case .closed(let station, let id):
            "已代 \(station) 了结转移 \(id)，并申请删除该站留存的个人信息"
        case .passportWritten(let file, let bytes): "转移凭证已写入 \(file)（\(bytes) 字节），只有接收站点能打开"
        case .passportLines(let count): "转移凭证分成 \(count) 个二维码，扫描顺序不限"
        case .paperWritten(let file, let codes):
            "纸质转移凭证已写入 \(file)（\(codes) 个二维码）：用浏览器打开并打印"
        case .paperTitle: "服务记录转移凭证"
        case .paperVolunteer: "志愿者"
        case .paperFrom: "转出站点"
        case .paperTo: "接收站点"
        case .paperTime: "转出时间"
        case .paperNumber: "编号（可在电话里核对）"
        case .paperForVolunteer: "志愿者：请把这张纸带到新站点，不要在二维码处折叠。"
        case .paperForStation(let code):
            "接收站点 \(code)：逐个扫描二维码（顺序不限），把得到的文字存进一个文件，每个一行，然后接收：yizhan transfer accept 文件"
        case .paperSealed: "二维码已加密，只有接收站点能打开。已登记的时长留在原登记处，照样计入；这张纸只转移登记的权利。"
        case .paperCode(let number, let count): "第 \(number) 个，共 \(count) 个"
        case .noTransfers: "没有转移"
        case .row(let state, let id, let volunteer, let with):
            "\(state.mark) \(id)  \(Self.word(state))  \(volunteer)  \(with)"
        case .next(let state, let waits): Self.next(state, waits: waits)
        case .contested(let volunteer, let owners):
            "▲ \(volunteer) 有两处同时登记：\(owners.joined(separator: "、"))；请用 yizhan transfer settle 裁定"
        case .referral(let id, let by):
            "▲ \(by) 认领此人（\(id)）；同意就转过去，不是同一人就用 yizhan transfer decline \(id)"
        case .unmatched(let id):
            "◐ 认领 \(id) 在本县没有找到对应的人，由县里向外县协查，有新登记时会再次核对；知道原站点的，也可以请它转到本站；"
                + "不再认领请用 yizhan transfer cancel \(id)"
        case .searched(let id, let asked, let answered):
            "◐ 认领 \(id) 在本县没有找到对应的人；已向 \(asked) 个县协查，\(answered) 个已回复"
        case .claimWaits(let id, let count):
            count == 1
                ? "◐ 认领 \(id) 已找到，等现有站点转出，或答复不是同一人"
                : "▲ 认领 \(id) 找到 \(count) 处登记：此人登记过不止一次；由各处现有站点分别转出，或答复不是同一人"
        case .statementRow(let word, let by, let at, let id): "\(at)  \(word)  \(by)  \(id)"
        case .lifetime(let hours, let records): "累计 \(hours) 小时，\(records) 条记录"
        case .unit(let code, let name, let hours, let records):
            "  \(code) \(name)：\(hours) 小时，\(records) 条"
        case .passportGood(let from, let to, let volunteer):
            "转移凭证有效：\(from) → \(to)，志愿者 \(volunteer)"
        case .passportReceipt(let size, let number, let at):
            "开具时转出站点所属的县已于 \(at) 签收到第 \(size) 条改动；这次转出是第 \(number) 条"
        case .passportWithoutReceipt: "开具时转出站点所属的县还没有签收过这份日志"
        case .unitReceipt(let code, let size, let number, let at):
            number <= size
                ? "  \(code) 的这些数字是第 \(number) 条改动；县已于 \(at) 签收到第 \(size) 条"
                : "  \(code) 的这些数字是第 \(number) 条改动，开具时县还没有签收；已于 \(at) 签收到第 \(size) 条"
        case .unitWithoutReceipt(let code): "  \(code) 的这些数字没有附县的签收，不能说明县当时收到了多少"
        case .unitOfCounty(let code): "  \(code) 的这些数字由县以自己的密钥签署"
        case .statementGood(let units, let hours): "证明有效：\(units) 个记录单位，共 \(hours) 小时"
        case .statementWritten(let file, let units, let hours):
            "服务时长证明已写入 \(file)：\(units) 个记录单位，共 \(hours) 小时"
        case .keyUnknown(let code, let key): "\(code) 的县级公钥没有核对：\(key)"
        case .keyUnknownRemedy: "请向发证的县核对公钥，再用 --key 指明；或在已联网的站点上核验"
        case .keyKnown(let code, let key): "\(code) 的县级公钥已核对：\(key)"
        case .unknownDestination(let code): "站点名录里没有 \(code)"
        case .unknownGiver(let scope): "凭证由本机名录里没有的站（\(scope)）开出，无法核对"
        case .unknownDestinationRemedy: "请先联网同步一次（yizhan sync now），名录会自动更新"
        case .ambiguousDestination(let code): "站点名录里有不止一个 \(code)，不能确定转往哪一个"
        case .ambiguousDestinationRemedy: "请联系县级管理员核对名录"
        case .sameStation(let code): "\(code) 就是本站"
        case .noKey(let code): "名录里没有 \(code) 的加密公钥，个人信息无法安全带走"
        case .notHeld(let volunteer, let state):
            "\(volunteer) 现在不能由本站转出：\(Self.word(state))"
        case .lookAtTransfers: "请用 yizhan transfer list 查看"
        case .profileNotHere(let volunteer): "\(volunteer) 的姓名和证件号码都不在本机，现在不能转出：新的站点会不知道接收的是谁"
        case .profileTooLarge(let volunteer): "\(volunteer) 的资料超过了转移能携带的大小（16 KiB）"
        case .profileTooLargeRemedy: "请用 yizhan volunteer edit 缩短最长的几项，再转出"
        case .profileNotHereRemedy: "请先联网同步一次再试；仍没有就联系县中心"
        case .stationOnly: "请在站点上操作"
        case .stationOnlyRemedy: "县里代缺席站点办理请加 --for 编码"
        case .notGoverned(let code): "\(code) 不是本级管理的站点"
        case .notGovernedRemedy: "请联系该站点所属的县"
        case .nothingToClose(let text): "\(text) 没有可以了结的转移：已经了结，或须等新的站点收到个人信息"
        case .closesByItself: "新的站点收到个人信息后，本站会自动了结"
        case .nothingOffered(let text): "没有等待本站接收的转移 \(text)"
        case .notReleased(let text): "没有本站转出、尚未确认的转移 \(text)"
        case .notPassport(let file): "\(file) 不是转移凭证"
        case .newerPassport: "这份转移凭证由更新的版本写成"
        case .incompletePassport(let have, let whole): "转移凭证不完整：只有 \(have) 字节，应有 \(whole) 字节"
        case .missingPieces(let numbers, let whole):
            "二维码没有扫全：共 \(whole) 个，还缺第 \(Self.list(numbers)) 个"
        case .unreadablePieces(let lines): "第 \(Self.list(lines)) 行不是完整的二维码内容"
        case .mixedPieces: "扫到了不止一份转移凭证"
        case .alteredPassport: "转移凭证被改动过，或读取时出错"
        case .askForPassport: "请重新读取或扫描；仍不行就请原站点重新打印"
        case .otherStation(let code, let own): "这份转移凭证是给 \(code) 的，本站是 \(own)"
        case .otherStationRemedy(let code): "请让本人到 \(code) 办理，或请原站点撤回后重新转出"
        case .forged: "转移凭证的签名不对：不是名录中那个县的站点签发的"
        case .forgedRemedy: "不要登记；请联系县中心"
        case .notAdmitted: "签发转移凭证的电脑没有得到它所在县的接纳"
        case .takenBack(let id): "转移 \(id) 已被撤回或未获登记，不能再接收"
        case .usedUp(let id): "这份转移凭证（转移 \(id)）已经用过，之后此人又转走了，或转移没有成立"
        case .profileUnreadable: "转移凭证里的个人信息打不开：不是用本站的密钥加密的"
        case .profileMissing(let id): "转移 \(id) 的个人信息还没有送到本站"
        case .profileMissingRemedy: "请先联网同步一次再试；仍没有就用 yizhan transfer decline 谢绝，请原站点重新转出"
        case .noWarrant: "这次转移还没有可以随身携带的证明"
        case .noWarrantRemedy: "请先联网同步一次再试"
        case .noNumber(let volunteer): "\(volunteer) 没有登记证件号码，无法认领"
        case .noNumberRemedy: "请先用 yizhan volunteer edit 补上证件号码"
        case .noReferral(let text): "没有等待答复的认领 \(text)"
        case .notStatement(let file): "\(file) 不是转移凭证，也不是服务时长证明"
        case .alteredStatement(let code): "证明被改动过：\(code) 的数字和签名对不上"
        case .notContested(let volunteer): "\(volunteer) 没有需要裁定的争议"
        case .countyOnly: "请在首登地的县中心操作"
        case .ambiguous(let text): "\(text) 不止一个，请多写几位"
        }
    }

    private static func list(_ numbers: [Int]) -> String {
        numbers.map { "\($0)" }.joined(separator: "、")
    }

    private static func word(_ state: TransferState) -> String {
        switch state {
        case .active: "在本站登记"
        case .released: "已转出，待确认"
        case .offered: "等待本站接收"
        case .provisional: "已接收，待确认"
        case .handedOver: "已转走"
        case .closed: "已转走并了结"
        case .notTransferred: "没有转成"
        case .contested: "归属有争议"
        case .passedOn: "已再转出，待确认"
        case .none: "与本站无关"
        }
    }

    private static func next(_ state: TransferState, waits: Bool) -> String {
        switch state {
        case .active: "照常登记"
        case .released: "等对方接收、首登地的县确认；此前发生的服务仍可补登，此后发生的会进入待核。要反悔用 transfer cancel"
        case .offered: "用 transfer accept 接收，或用 transfer decline 谢绝"
        case .provisional: "照常登记；县里确认后自动转正"
        case .handedOver: waits ? "等对方取得个人信息，之后本站自动了结" : "转出以前的服务仍可补登"
        case .closed: "转出以前的服务仍可补登；个人信息由县里确认后删除"
        case .notTransferred: "这段时间的登记在“待核”里，随转移收到的个人信息已申请删除；请和县里商量"
        case .contested: "照常登记；由首登地的县裁定"
        case .passedOn: "等首登地的县依次确认"
        case .none: ""
        }
    }
}
