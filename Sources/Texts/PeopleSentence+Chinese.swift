extension PeopleSentence {
    var chinese: String {
        switch self {
        case .mayNot(let login, let roles, let act):
            "\(login)（\(roles.joined(separator: "、"))）无权\(act.zh)，未作任何改动"
        case .mayNotWrite(let kind, let group):
            "您的角色无权写\(kind.zh)的“\(group.zh)”，未作任何改动"
        case .noRole(let login): "\(login) 在这里没有任何角色，或已被停用"
        case .askAdministrator: "如有需要，请县里的管理员用 yizhan user role 授予"

        case .badLogin(let text): "登录名不对：\(text)"
        case .badLoginRemedy: "登录名用 1 到 32 个小写字母、数字、点、横线或下划线，以字母或数字开头"
        case .badName: "请写明姓名（一行，不超过 64 个字，不含控制字符）"
        case .loginTaken(let login): "登录名 \(login) 已有人使用"
        case .loginTakenRemedy: "同一个人请用 yizhan user role 加角色；不同的人请另取登录名"
        case .unknownRole(let text, let known):
            "没有“\(text)”这个角色；可用：\(known.joined(separator: "、"))"
        case .unknownUser(let login): "没有登录名为 \(login) 的用户"
        case .lookAtUsers: "请用 yizhan user list 查看"
        case .ofCounty(let role): "角色 \(role) 属于全县：请不要写 --code"
        case .stationNeeded(let role): "角色 \(role) 属于一个站点：请用 --code 指明"
        case .countyOnly: "用户和角色由开设站点的县中心管理"
        case .noStationYet: "还没有站点：用户写在各站点的记录里"
        case .inviteFirst: "请先用 yizhan station invite 开设站点"
        case .nobody: "还没有用户"
        case .noPeople: "这里还没有人有角色，所以没有人能登录"
        case .noPeopleRemedy: "请数据目录的所有者直接用命令行；要让别人登录，请县里先用 yizhan user add 设用户"
        case .userRow(let login, let name, let station, let roles):
            "\(login)  \(name ?? "（姓名不在本机）")  \(station ?? "")  "
                + (roles.isEmpty ? "已停用" : roles.joined(separator: "、"))
        case .userAdded(let login, let role, let stations):
            "已登记用户 \(login)，角色：\(role)，站点 \(stations) 个"
        case .roleGranted(let login, let role, let stations):
            "已授予 \(login) 角色：\(role)，站点 \(stations) 个"
        case .roleRevoked(let login, let role, let stations):
            "已收回 \(login) 的角色：\(role)，站点 \(stations) 个"
        case .userDisabled(let login, let stations):
            "已停用 \(login)，站点 \(stations) 个；此前所写的照旧计入"
        case .userUnchanged(let login): "\(login) 没有这个角色，未作改动"
        case .knownAtNextExchange: "各站点在下次联络后知晓"

        case .othersPassword(let login): "\(login) 的密码只能由本人或数据目录的所有者设置"
        case .othersPasswordRemedy(let login):
            "请目录所有者不登录直接运行 yizhan user passwd \(login)，或由本人 yizhan user recover \(login)"
        case .wrongPassword: "登录名或密码不对"
        case .wrongPasswordRemedy:
            "忘记密码时，请数据目录的所有者用 yizhan user passwd 重设，或用 yizhan user recover 由县里签发恢复码"
        case .tooManyGuesses(let seconds): "输错次数太多，请 \(seconds) 秒后再试"
        case .tooManyGuessesRemedy: "重启或改动时钟不会缩短等待"
        case .badPassword(let shortest, let longest):
            "密码要 \(shortest) 到 \(longest) 个字符，未作改动"
        case .passwordsDiffer: "两次输入的密码不一样，未作改动"
        case .passwordNeeded: "没有得到密码"
        case .passwordNeededRemedy: "请在终端里输入，或用 --password-file 指明文件（- 表示标准输入）"
        case .askPassword: "密码："
        case .askOldPassword: "原密码："
        case .askNewPassword: "新密码："
        case .askAgain: "再输一遍："
        case .notLoggedIn: "还没有登录，或登录已过期"
        case .logIn: "请用 yizhan user login 登录名"
        case .loggedIn(let login, let idleMinutes, let hours):
            "\(login) 已登录；闲置 \(idleMinutes) 分钟或满 \(hours) 小时后需重新登录"
        case .loggedOut(let login): "\(login) 已退出"
        case .whoAmI(let login?, let roles):
            "\(login)  " + (roles.isEmpty ? "没有角色" : roles.joined(separator: "、"))
        case .whoAmI(nil, _): "未登录：以本机的名义，由数据目录的所有者操作"
        case .passwordChanged(let login): "\(login) 在这台电脑上的密码已设好；原有的登录已结束"

        case .badHours(let longest): "有效时间为 1 到 \(longest) 小时"
        case .badChallenge: "这不是电脑上显示的验证码"
        case .badCode: "恢复码不对：它只对一台电脑、一个用户、最近一次显示的验证码有效，且只能用一次；未作任何改动"
        case .badCodeRemedy: "请再运行 yizhan user recover 登录名，把新的验证码报给县里"
        case .codeExpired: "恢复码已过期，未作任何改动"
        case .challenge(let login, let station, let challenge):
            "请向县里报：站点 \(station)，用户 \(login)，验证码 \(challenge)\n县里用 yizhan user vouch 签发恢复码；拿到后运行 yizhan user recover \(login) --vouched 恢复码"
        case .vouched(let login, let code, let hours):
            "\(login) 的恢复码（\(hours) 小时内有效，只能用一次）：\n\(code)"

        case .waitingForSecond(let ids, let hasChanged):
            (hasChanged ? "提请或同意过的内容后来变了，须按现在的内容重新复核。" : "")
                + "已提请复核，尚待另一人同意：\(ids.joined(separator: "、"))；未作任何改动"
        case .waitingForSecondRemedy: "请另一人用 yizhan approval approve 同意，然后把命令再运行一次"
        case .secondNeedsLogin: "复核要以本人的名义：请先登录"
        case .reasonNeeded: "请写明理由（不超过 200 个字）"
        case .ownRequest(let login): "\(login) 不能复核自己提请的事"
        case .notWaiting(let id, let state): "\(id) 不在等候：\(state.zh)"
        case .unknownRequest(let text): "没有编号为 \(text) 的提请"
        case .lookAtApprovals: "请用 yizhan approval list --all 查看"
        case .noApprovals: "没有待复核的事"
        case .approvalRow(let id, let act, let summary, let by, let until, let state):
            "\(id)  \(act)  \(summary)  提请人 \(by ?? "本机")  有效至 \(until)  \(state.zh)"
        case .answered(let id, let isApproved): "\(id) \(isApproved ? "已同意" : "已拒绝")"

        case .nothingAudited: "没有符合条件的记录"
        case .unknownAuditKind(let text, let known):
            "审计记录里没有“\(text)”这一类；可用：\(known.joined(separator: "、"))"
        case .auditRow(let at, let user, let what, let record, let station, let exclusion):
            "\(at)  \(user ?? "本机")  \(what)  \(record)  \(station ?? "")"
                + (exclusion.map { "  不计：\($0)" } ?? "")
        case .audited(let changes, let file): "已导出 \(changes) 条到 \(file)"
        case .auditDamaged(let count):
            "另有 \(count) 条被本机磁盘改坏，读不出来，也不知是否符合条件：yizhan resync plan --level verify 说明是哪些，--level repair 修复"

        case .notOwner(let directory): "您不是 \(directory) 的所有者"
        case .notOwnerRemedy: "请管理员在配置里设 listen.people，然后用 yizhan user login 登录"
        case .notThroughDoor: "这个命令只能由数据目录的所有者运行"
        case .noFilesThroughDoor: "登录后不能附文件：请由数据目录的所有者附上"
        case .doorNotPossible(let path): "无法在 \(path) 开设套接字：没有这个目录，或不能写入"
        case .doorNotPossibleRemedy: "请先建好目录，或改 listen.people"
        case .nobodyAtDoor(let path): "\(path) 后面没有运行中的节点"
        case .doorSlow(let seconds): "节点 \(seconds) 秒内没有答复；所要的事可能还在办，或已经办了"
        case .doorSlowRemedy: "请先查看，再决定要不要重来；查询请缩小范围"
        case .answerTooLong(let mebibytes): "答复超过 \(mebibytes) MiB，没有送来；所要的事已经办了"
        case .answerTooLongRemedy: "请缩小范围再查，例如只查一个站点、一条记录"
        case .requestTooLong(let kibibytes):
            "内容超过套接字一次能接收的 \(kibibytes) KiB，未作任何改动"
        case .requestTooLongRemedy: "请写短一些，或分几次运行；文件和长名单请由数据目录的所有者处理"
        case .otherNode(let directory): "这个套接字后面的节点不在 \(directory)，未作任何改动"
        case .otherNodeRemedy:
            "请不要写 --data-dir 和 YIZHAN_DATA_DIR，或把 listen.people 改成那个节点的套接字"
        case .passwordNotText: "密码不是 UTF-8 文字，未作任何改动"
        case .doorFailed(let path): "经 \(path) 的通话中断；所要的事可能已经办了，请先查看"
        }
    }
}
