extension APISentence {
    var chinese: String {
        switch self {
        case .wrongHost: "本机不叫这个名字；什么也没有读"
        case .wrongHostRemedy: "请用 localhost、127.0.0.1、[::1] 或控制台自己的地址，带上端口"
        case .foreignPage: "别处的网页不能在这里办事"
        case .foreignPageRemedy: "请从这个地址的网页提出，或不带 Origin"
        case .unknownOperation: "没有这项操作"
        case .lookAtDescription: "请看 yizhan openapi"
        case .wrongMethod(let allowed): "这项操作要用 \(allowed)"
        case .wrongContentType: "正文要是 application/json"
        case .lengthRequired: "要写明正文长度（Content-Length）"
        case .tooLarge: "正文太长，没有读"
        case .contentNotTaken: "用 GET 的操作没有正文"
        case .cutShort: "正文没有到写明的长度就断了；什么也没有做"
        case .notAnObject: "正文不是一个 UTF-8 的 JSON 对象，或有成员写了两次"
        case .badQuery: "查询部分不是 UTF-8 的 名称=值&…（用百分号转义）"
        case .unknownField(let name, let known):
            "这里没有字段「\(name)」；" + (known.isEmpty ? "不带字段" : "有 \(known.joined(separator: "、"))")
        case .missingField(let name): "缺少字段「\(name)」"
        case .repeatedField(let name): "字段「\(name)」给了不止一次"
        case .notAText(let name, let longest): "字段「\(name)」要是 1 到 \(longest) 个字的文字"
        case .notTexts(let name, let longest, let most):
            "字段「\(name)」要是不超过 \(most) 项的列表，每项 1 到 \(longest) 个字"
        case .notAFlag(let name): "字段「\(name)」要是 true 或 false"
        case .logIn: "用 user/login 得到令牌，放在 Authorization: Bearer 令牌 里"
        case .busy: "本机手头的事太多；什么也没有开始"
        case .unfinished: "办这件事的时间比等回答的时间长；本机还在办"
        case .unfinishedRemedy: "再提出之前，请先看 resync/history 或 backup/list 结果如何"
        }
    }
}
