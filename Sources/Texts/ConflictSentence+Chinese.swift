extension ConflictSentence {
    var chinese: String {
        switch self {
        case .noConflicts: "没有冲突"
        case .noMerges: "没有自动合并的记录"
        case .conflictCount(let count): "冲突 \(count) 处，等人来定"
        case .shownOf(let shown, let all): "共 \(all) 条，列出 \(shown) 条；用 --limit 多列一些"
        case .row(let row):
            "▲ \(row.id)  \(row.title)  \(row.group)  \(Self.reason(row))  \(row.authors.joined(separator: " │ "))"
        case .manyVersions(let count): "\(count) 个版本，请逐一查看"
        case .merged(let id, let title, let groups):
            "\(id)  \(title)  同时改了不同的内容，已自动合并：\(groups.joined(separator: "、"))"
        case .agreedRow(let id, let title, let group): "\(id)  \(title)  \(group) 两处写得一样"
        case .author(let isCounty, let name, let origin, let isHere, let time):
            "\(isCounty ? "县里" : "站上")\(name.map { " " + $0 } ?? "") \(isHere ? "本机" : origin) \(time)"
        case .heading(let title, let group, let versions):
            "▲ \(title) 的\(group)，\(versions) 处改了"
        case .voidHeading(let title): "▲ \(title)：一处作废，另一处又改了"
        case .personalHeading(let title, let group):
            "▲ \(title) 的\(group)：公开部分相同，个人信息部分有几种写法，不全在本机"
        case .version(let number, let author, let values, let isShown):
            "  \(number.map { "\($0)  " } ?? "")\(author)  \(values)\(isShown ? "  ◀ 暂时显示" : "")"
        case .differing(let fields): "  不同之处：\(fields.joined(separator: "、"))"
        case .partsNotHeld: "  个人信息不全在本机，请在站上处理"
        case .preview(let choice, let outcome): "  取 \(choice)：\(outcome)"
        case .howToTake(let id, let group, let token):
            "  → yizhan conflict resolve \(id) --group \(group) --seen \(token) --take 编号（都不对：--set 字段=内容）"
        case .howToDecideVoid(let id, let token):
            "  → yizhan conflict resolve \(id) --group lifecycle --seen \(token) --take void（作废）或 keep（保留）"
        case .notInConflict(let id): "\(id) 没有冲突"
        case .severalGroups(let groups): "这条记录有几处冲突：\(groups.joined(separator: "，"))"
        case .severalGroupsRemedy: "请用 --group 指明一处"
        case .unknownGroup(let name): "这条记录的「\(name)」没有冲突"
        case .changedSince: "从您查看以来又有新的写法，或别人已经定了；什么都没有写"
        case .changedSinceRemedy: "请再看一次 yizhan conflict show，然后再定"
        case .numberNeedsToken: "编号只对查看时列出的那些版本有效"
        case .numberNeedsTokenRemedy:
            "请加上 conflict show 给出的 --seen，或用 --take station、--take county"
        case .noSuchVersion(let number, let count): "没有第 \(number) 个版本，一共 \(count) 个"
        case .noneOfThatSide(let isCounty): "\(isCounty ? "县里" : "站上")没有写过这一处"
        case .severalOfThatSide(let isCounty): "\(isCounty ? "县里" : "站上")有几种写法"
        case .takeByNumber: "请用 conflict show 查看，再按编号取一个"
        case .voidOrKeep: "这条记录一处作废、一处又改了：请用 --take void 或 --take keep"
        case .notAboutVoid: "这里不是作废与否的问题"
        case .unknownKind(let kind): "本程序不认识种类 \(kind)"
        case .upgradeFirst: "请升级程序后再定"
        case .fieldUnknown(let name, let known):
            "这一处没有字段「\(name)」；有：\(known.joined(separator: "，"))"
        case .fieldForm(let text): "「\(text)」不是 字段=内容"
        case .fieldBad(let name, let value): "「\(value)」不能作为\(FieldName.text(name, in: .zh))"
        case .fieldsMissing(let fields):
            "各版本不一致的字段都要写明，还缺：\(fields.joined(separator: "，"))"
        case .fieldsMissingRemedy: "请补上 --set，或先用 --take 取一个版本再改"
        case .resolved(let id, let group): "已定 \(id) 的\(group)"
        case .resolvedVoid(let id, let isVoided): isVoided ? "\(id) 已作废" : "\(id) 已保留"
        case .kept(let author, let values): "  没有取：\(author)  \(values)（仍在日志里）"
        case .howToReopen(let id, let group):
            "  30 天内可撤销：yizhan conflict reopen \(id) --group \(group)"
        case .unknownRecordKind(let name, let known):
            "没有种类「\(name)」；有：\(known.joined(separator: "，"))"
        case .badDate(let text): "「\(text)」不是日期"
        case .nothingToResolve: "没有符合条件的冲突"
        case .noneResolved(let isCounty):
            "没有一处能以\(isCounty ? "县里" : "站上")的写法定下，什么都没有改动"
        case .wouldResolve(let count, let isCounty):
            "将以\(isCounty ? "县里" : "站上")的写法定下 \(count) 处"
        case .didResolve(let count, let isCounty):
            "已以\(isCounty ? "县里" : "站上")的写法定下 \(count) 处；30 天内可逐条撤销：yizhan conflict reopen"
        case .left(let count): "留下 \(count) 处，请逐条处理"
        case .leftRow(let id, let title, let group, let why):
            "  ○ \(id)  \(title)  \(group)：\(Self.left(why))"
        case .takes(let id, let title, let group, let author, let values):
            "  ● \(id)  \(title)  \(group) ← \(author)  \(values)"
        case .confirm(let count, let isCounty):
            "以\(isCounty ? "县里" : "站上")的写法定下 \(count) 处冲突？输入 yes 确定："
        case .notConfirmed: "没有确认，什么都没有写"
        case .sayYes: "一次定下多处，需要确认"
        case .sayYesRemedy: "先用 --dry-run 预览，再加 --yes"
        case .nothingToReopen(let id): "\(id) 没有可以撤销的决定"
        case .nothingToReopenRemedy: "之后又有人改过的，请直接再改"
        case .stillOpen(let id): "\(id) 的冲突还没有定，不必撤销"
        case .stillOpenRemedy: "请看 yizhan conflict show"
        case .tooLate(let decided, let now, let days):
            "这是 \(decided) 定的，现在 \(now)，已过 \(days) 天，不能撤销"
        case .tooLateRemedy: "要改内容，请直接再改；原来的写法仍在日志里"
        case .reopened(let id, let group, let versions):
            "\(id) 的\(group)重新列为冲突，\(versions) 个版本，和当时一样"
        case .voidTakenBack(let id): "\(id) 的作废已撤销"
        case .nothingExcluded: "没有不计入的改动"
        case .excludedCount(let count, let needsYou): "不计入的改动 \(count) 条，其中 \(needsYou) 条需要您处理"
        case .excludedRow(let ref, let author, let what, let reason, let since, let needsYou):
            "\(needsYou ? "▲" : "○") \(ref)  \(author)  \(what)  \(reason)  \(since)"
        case .refusedBecause(let reason): "被退回：\(reason)"
        case .notAdmitted: "来源还没有被接纳"
        case .notPermitted: "经手人没有写这项内容的权限"
        case .revoked: "写在吊销之后，只作证据"
        case .malformed: "内容不成立"
        case .closedBecause(let reason, let time): "已了结（\(time)）：\(reason)"
        case .sentAgain: "已重报，按重报的计入"
        case .badReference(let text): "「\(text)」指不出一条改动"
        case .badReferenceRemedy:
            "请写成 来源:序号，见 yizhan quarantine list；同一来源写在几个站点的，加 --station"
        case .counts(let ref): "\(ref) 是计入的，没有问题"
        case .lookAtQuarantine: "请看 yizhan quarantine list"
        case .refusesCountyOnly: "只有县里可以退回改动"
        case .refusesCountyOnlyRemedy: "请告诉县里；自己的记录可以冲正"
        case .reasonNeeded: "请写明原因"
        case .alreadyRefused(let ref): "\(ref) 早已退回"
        case .wordOfAuthority(let ref): "\(ref) 不是记录，不能退回或重报"
        case .notAdmittedHere: "本机还没有被接纳，写了也不计入"
        case .notAdmittedHereRemedy: "请先与县里联络（yizhan sync now）"
        case .malformedForEver: "内容本身不成立，重报也一样"
        case .malformedForEverRemedy: "请重新录入正确的，再用 quarantine close 了结这一条"
        case .alreadyClosed(let ref): "\(ref) 早已了结"
        case .partNotHeldForRequeue: "这条改动的个人信息不在本机，不能由本机重报"
        case .enteredAgainRemedy(let ref):
            "同一件事只计一次。那一条对，请了结这一条：yizhan quarantine close \(ref) --reason 原因；"
                + "这一条对，请先把那一条冲正或合并，再重报"
        case .refusedNow(let ref): "已退回 \(ref)"
        case .requeued(let ref): "已重报 \(ref)"
        case .closed(let ref): "已了结 \(ref)；仍可用 quarantine list --all 查看"
        case .toldAtNextExchange: "下次联络时告诉对方"
        case .label(let label): Self.label(label)
        }
    }

    private static func reason(_ row: ConflictRow) -> String {
        switch row.reason {
        case "personal-part": "个人信息部分有冲突（\(row.versions) 个版本）"
        case "voided-and-edited": "一处作废、一处又改了"
        default: "\(row.versions) 个版本"
        }
    }

    private static func left(_ why: ConflictLeft) -> String {
        switch why {
        case .partsNotHeld: "个人信息不全在本机"
        case .noneOfThatSide: "这一边没有写过"
        case .severalOfThatSide: "这一边有几种写法"
        case .unknownKind: "本程序不认识这种记录"
        case .changedSince: "预览以后又变了"
        }
    }

    private static func label(_ label: ConflictLabel) -> String {
        switch label {
        case .change: "改动"
        case .station: "站点"
        case .author: "来自"
        case .kind: "种类"
        case .record: "记录"
        case .about: "关于"
        case .written: "写于"
        case .why: "原因"
        case .since: "从何时起"
        case .state: "处理"
        case .fields: "内容"
        }
    }
}
