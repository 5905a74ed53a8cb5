extension ConfigurationSentence {
    var chinese: String {
        switch self {
        case .refused(let faults):
            (["配置有 \(faults.count) 处错误，程序没有启动"] + faults.map { "  " + $0.text(in: .zh) })
                .joined(separator: "\n")
        case .refusedRemedy: "请改正后用 yizhan config check 检查"
        case .sound(let file?): "配置无误：\(file)"
        case .sound(nil): "配置无误；没有配置文件"
        case .unknownKey(let name?): "没有 \(name) 这个配置项"
        case .unknownKey(nil): "没有这个配置项"
        case .unknownVariable(let name): "环境变量 \(name) 不对应任何配置项"
        case .nearest(let name): "是否想写 \(name)？"
        case .seeCatalogue: "用 yizhan config explain 查看所有配置项"
        case .wrongForm(let key): "\(key) 的值写法不对"
        case .outOfRange(let key): "\(key) 的值超出范围"
        case .missingValue(let key): "\(key) 没有值"
        case .expected(let expectation): "应为：\(expectation.chinese)"
        case .duplicate(let key, let line): "\(key) 重复出现（第一次在第 \(line) 行）"
        case .duplicateRemedy: "请只保留一处"
        case .sectionNeeded(let section): "\(section) 是一组配置项，不是一个值"
        case .sectionRemedy(let section): "请在 \(section): 下面缩进写各项"
        case .noSettings: "文件的内容不是配置项"
        case .noSettingsRemedy: "请按「组:」「  项: 值」逐行书写"
        case .broken(let what): "YAML 写法有误（\(what)）"
        case .brokenRemedy: "请检查此处及上一行的缩进、冒号和引号"
        case .unreadable: "读不到这个文件"
        case .unreadableRemedy: "请检查路径和权限"
        case .tooLarge: "文件超过 1 MiB，未读取"
        case .tooLargeRemedy: "请确认这是配置文件"
        case .notUTF8: "文件不是 UTF-8 编码"
        case .notUTF8Remedy: "请另存为 UTF-8"
        case .anchor: "不接受 YAML 的锚点和引用（& 和 *）"
        case .anchorRemedy: "请把值直接写出来"
        case .whatItTakes(let expectation): "取值：\(expectation.chinese)"
        case .standard(let value): "默认：\(value)"
        case .present(let value, let source): "现为：\(value)（\(Self.source(source))）"
        case .source(let source): Self.source(source)
        }
    }

    private static func source(_ source: ConfigSource) -> String {
        switch source {
        case .standard: "默认"
        case .file: source.place
        case .variable(let name): "环境变量 \(name)"
        case .flag(let name): "命令行 \(name)"
        }
    }
}

extension ConfigExpectation {
    var chinese: String {
        switch self {
        case .duration(let from, let to):
            "时间，\(from) 至 \(to)，整数加单位 ms、s、m、h 或 d，例如 15m"
        case .size(let from, let to): "大小，\(from) 至 \(to)，整数加单位 B、KiB、MiB 或 GiB，例如 8MiB"
        case .percent(let from, let to): "百分比，\(from)% 至 \(to)%，例如 20%"
        case .count(let from, let to): "整数，\(from) 至 \(to)"
        case .choice(let words): "\(words.joined(separator: "、")) 之一"
        case .address(let isLocal, let others):
            "\(isLocal ? "本机地址" : "地址") 主机:端口（例如 127.0.0.1:8420），或 \(others.joined(separator: "、"))"
        case .windows(let other): "一天中的时段，例如 07:00-09:00,18:00-22:00（北京时间），或 \(other)"
        case .proxy(let other):
            "代理 http://主机:端口 或 socks5://主机:端口（例如 http://127.0.0.1:3128），或 \(other)"
        case .file(let other): "文件的绝对路径，或 \(other)"
        }
    }
}
