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
        case .badName: "请写明姓名（不超过 64 个字）"
        case .loginTaken(let login): "登录名 \(login) 已有人使用"
        case .loginTakenRemedy: "同一个人请用 yizhan user role 加角色；不同的人请另取登录名"
        case .unknownRole(let text, let known):
            "没有“\(text)”这个角色；可用：\(known.joined(separator: "、"))"
        case .unknownUser(let login): "没有登录名为 \(login) 的用户"
        case .lookAtUsers: "请用 yizhan user list 查看"
        case .stationNeeded(let role): "角色 \(role) 属于一个站点：请用 --code 指明"
        case .countyOnly: "用户和角色由开设站点的县中心管理"
        case .noStationYet: "还没有站点：用户写在各站点的记录里"
        case .inviteFirst: "请先用 yizhan station invite 开设站点"
        case .nobody: "还没有用户"
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
        case .passwordChanged(let login): "\(login) 在这台电脑上的密码已设好；原有的登录已结束"

        case .notOwner(let directory): "您不是 \(directory) 的所有者"
        case .notOwnerRemedy: "请管理员在配置里设 listen.people，然后用 yizhan user login 登录"
        case .notThroughDoor: "这个命令只能由数据目录的所有者运行"
        case .noFilesThroughDoor: "登录后不能附文件：请由数据目录的所有者附上"
        case .doorNotPossible(let path): "无法在 \(path) 开设套接字：没有这个目录，或不能写入"
        case .doorNotPossibleRemedy: "请先建好目录，或改 listen.people"
        case .nobodyAtDoor(let path): "\(path) 后面没有运行中的节点"
        case .doorFailed(let path): "经 \(path) 的通话中断；所要的事可能已经办了，请先查看"
        }
    }
}
