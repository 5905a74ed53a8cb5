extension BoundarySentence {
    var chinese: String {
        switch self {
        case .recoded(let old, let new, let name, let from):
            "\(name) 的代码从 \(from) 起由 \(old) 改为 \(new)"
        case .recodedNothingMoves: "只改了代码：记录、总数和已有的证明都不变；以前的代码可用 station show 查看"
        case .recodedSelf(let old, let new, let name, let from):
            "本节点 \(name) 的代码从 \(from) 起由 \(old) 改为 \(new)；所属站点的代码请逐个用 station recode 更改"
        case .merged(let station, let into): "\(station) 已并入 \(into)"
        case .split(let station, let into):
            "\(station) 已拆分为 \(into.joined(separator: "、"))"
        case .separated(let station, let into): "从现在起 \(station) 只由 \(into) 接续"
        case .wentBack(let count, let from, let to):
            "\(count) 名志愿者从 \(from) 转回 \(to)；这段时间的记录留在原登记处，照样计入"
        case .carriedOn(let count, let to): "\(count) 名志愿者由 \(to) 继续登记；以前的时长留在原站点，照样计入"
        case .toAssign(let count, let at): "其中 \(count) 名没有指定去向，先归 \(at)，待分派："
        case .toAssignHow: "要改去另一个站点，请由现站点用 transfer release 转出"
        case .person(let text): "  \(text)"
        case .staying(let text, let reason): "▲ \(text) 没有接续：\(Self.word(reason))"
        case .inviteNext(let code):
            "请为每台电脑签发新的邀请：yizhan station invite --code \(code) --out 文件"
        case .movedAway(let station, let to): "\(station) 已划归外县，由 \(to) 接续"
        case .released(let count, let to): "\(count) 名志愿者已转往 \(to)；以前的时长留在原站点，照样计入"
        case .adoptNext(let code, let from):
            "请对方县中心接收：yizhan station adopt --code \(code) --from \(from)；在那之前他们只是等待，谁也不会丢"
        case .adopted(let station, let from): "\(station) 接续 \(from)"
        case .accepted(let count, let at): "\(count) 名志愿者由 \(at) 继续登记；以前的时长留在原站点，照样计入"
        case .acceptedOnArrival: "从那里转来的志愿者，到一位接收一位；可用 status 和 transfer list 查看"
        case .moveNext(let code, let to):
            "请对方县中心办理划出：yizhan station move --code \(code) --to \(to) --reason 事由"
        case .endedHere(let into):
            into.count == 1
                ? "▲ 本站已并入 \(into[0])；这里记录的内容都安全，还没有送达的会继续送达"
                : "▲ 本站已拆分为 \(into.joined(separator: "、"))；这里记录的内容都安全，还没有送达的会继续送达"
        case .endedHereNext: "请向新站点所属的县领取邀请文件，在新的数据目录里开始；这个目录请保留到全部送达为止"
        case .ended(let into, let at):
            into.count == 1
                ? "\(at) 并入 \(into[0])" : "\(at) 拆分为 \(into.joined(separator: "、"))"
        case .endedBecause(let reason): "事由：\(reason)"
        case .carriesOn(let station, let since): "\(since) 起接续 \(station)"
        case .coded(let code, let name, let from, let until):
            "\(code)  \(name)  \(from ?? "") — \(until ?? "")"
        case .late(let origin, let count, let unheard):
            "▲ 撤并之后电脑 \(origin) 又送来 \(count) 条登记或修改，其中 \(unheard) 条写入时还不知道撤并；都已收下，照常计入"
        case .lateNext: "请看一看是否和新站点的登记重复；不对的用 hours reverse 冲正"
        case .recordedHere(let hours, let records): "本站记录：\(hours) 小时（\(records) 条）"
        case .withPredecessors(let hours, let records): "连同并入的站点：\(hours) 小时（\(records) 条）"
        case .alreadyEnded(let station, let into):
            "\(station) 已经撤并，由 \(into.joined(separator: "、")) 接续"
        case .notEnded(let code): "本节点没有已经撤并的站点 \(code)"
        case .notEndedRemedy: "station list 列出已撤并的站点；还在运行的站点用 station split 拆分"
        case .alreadyEndedRemedy(let code): "请用接续站点的代码：\(code)"
        case .notGoverned(let code): "\(code) 不归本节点管理"
        case .notGovernedRemedy: "请在建立这个站点的县中心操作"
        case .governedHere(let code): "\(code) 是本县的站点"
        case .governedHereRemedy: "县内撤并请用 station merge"
        case .nowhereElse(let code): "这里还不知道外县的站点 \(code)"
        case .nowhereElseRemedy: "请对方县先建立这个站点（station adopt 也会建立）；两县都与上级同步一次后，这里就能看到：sync now"
        case .nothingToMerge: "没有可以并入的站点"
        case .nothingToMergeRemedy: "请用 --code 写明至少两个站点，或用 --into 写明并入哪一个"
        case .oneSuccessor: "拆分要有至少两个接续站点"
        case .oneSuccessorRemedy: "请写两次以上 --into 代码 --name 名称；只并入一个站点请用 station merge"
        case .intoItself(let code): "\(code) 不能拆分成它自己"
        case .intoItselfRemedy: "原站点继续存在时不必拆分：请邀请新站点，再用 transfer release 转出相关志愿者"
        case .separatedIntoItselfRemedy: "请用没有参与这次撤并的站点，或尚无站点使用的代码"
        case .namedTwice(let code): "\(code) 写了两次"
        case .namesDoNotFit: "--name 的个数与 --into 不一致"
        case .sameCode(let code): "代码已经是 \(code)"
        case .codeTaken(let code, let name): "\(code) 已经是 \(name) 的代码"
        case .codeTakenRemedy: "请核对代码；那个站点若也改了代码，请先改它"
        case .badDay(let text): "\(text) 不是日期"
        case .badDayRemedy: "请写成 2026-03-01"
        case .notYet(let day): "\(day) 还没有到"
        case .notYetRemedy: "请在生效当天或之后再办理"
        case .tooEarly(let day, let since): "\(day) 不晚于现用代码的起始日 \(since)"
        case .tooEarlyRemedy: "新代码的起始日要晚于现用代码的起始日；用 station show 查看"
        case .codeFromAbove: "本节点的代码由上级登记"
        case .codeFromAboveRemedy: "请上级用 station recode 更改，下次联络后这里自动更新"
        case .otherLevel(let code): "\(code) 和现在的代码不是同一级"
        case .otherLevelRemedy: "请核对代码的位数"
        case .noCodeThen(let code, let day): "\(day) 没有代码为 \(code) 的站点"
        case .badAssignments(let file, let rows):
            (["\(file) 有 \(rows.count) 行不能用，没有办理任何事："] + rows.prefix(20).map(Self.line))
                .joined(separator: "\n  ")
        case .badAssignmentsRemedy: "请改正这些行：每行一个志愿者编号和一个接续站点的代码"
        }
    }

    private static func line(_ row: BadAssignment) -> String {
        let words =
            switch row.reason {
            case .missing: "缺少编号或代码"
            case .unknownVolunteer: "本站没有这名志愿者，或不由本站登记"
            case .severalVolunteers: "符合的不止一人"
            case .otherStation: "不是接续站点的代码"
            case .namedTwice: "同一个人写了两次"
            }
        return "第 \(row.row) 行 \(row.value)：\(words)"
    }

    private static func word(_ reason: StayingReason) -> String {
        switch reason {
        case .offered: "别的站点转来、还没有接收；请原站点撤回后改转到接续站点"
        case .contested: "归属有争议；先由首登地的县裁定"
        case .nameless: "没有可以识别身份的信息"
        case .both: "两站都登记过，现在是同一条记录；请问本人归哪一站，需要时用 transfer release 转过去"
        }
    }
}
