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
        }
    }
}
