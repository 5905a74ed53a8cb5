extension RecordSentence {
    var chinese: String {
        switch self {
        case .fileMissing(let path): "找不到文件 \(path)"
        case .fileUnreadable(let path): "读不了文件 \(path)"
        case .lookAtFile: "请核对文件名和权限"
        case .fileDamaged: "压缩文件已损坏"
        case .fetchAgain: "请重新下载或复制这个文件"
        case .fileTooLarge(let size): "文件解开后超过 \(size) MiB"
        case .splitFile: "请拆成几个文件"
        case .fileOutOfProportion: "压缩比异常，不像表格"
        case .doNotOpen: "请勿打开这个文件"
        case .outOfMemory: "内存不足"
        case .fileIsUTF16: "文件编码是 UTF-16（Excel 的“Unicode 文本”）"
        case .fileIsSpreadsheet: "这是电子表格文件，不是 CSV"
        case .saveAsUTF8: "请另存为“CSV UTF-8”后再导入"
        case .fileNotText(let line): "第 \(line) 行有零字节，不是文本文件"
        case .badBytes(let line, let encoding): "第 \(line) 行有 \(encoding) 无法识别的字符"
        case .correctLine: "请改正这一行；之前的行已经处理，重新导入不会重复"
        case .quoteNotClosed(let line, let column): "第 \(line) 行第 \(column) 列的引号没有闭合"
        case .closeQuote: "请补上引号，或把格内的引号写成两个"
        case .textAfterQuote(let line, let column): "第 \(line) 行第 \(column) 列的引号后还有文字"
        case .doubleQuote: "请把格内的引号写成两个"
        case .cellTooLong(let line, let column): "第 \(line) 行第 \(column) 列过长，多半是引号没有闭合"
        case .tooManyColumns(let line, let limit): "第 \(line) 行超过 \(limit) 列"
        case .columnsMissing(let names): "缺少列：\(names.joined(separator: "、"))"
        case .addColumns: "请补上这些列，顺序不限"
        case .columnsDouble(let first, let second): "“\(first)”和“\(second)”是同一列"
        case .takeOneOut: "请删去其中一列"
        case .fileEmpty: "文件里没有任何行"
        case .outputNameless: "没有写明文件名"
        case .outputExists(let path): "\(path) 已存在，未作任何改动"
        case .chooseAnotherFile: "请换一个文件名"
        case .outputIsInput(let path): "退回文件不能就是被导入的文件 \(path)"
        case .folderNotEmpty(let path): "\(path) 里已有别的文件"
        case .chooseEmptyFolder: "请另选一个空目录"
        case .importSummary(let rows, let taken, let there, let rejected):
            "共 \(rows) 行：导入 \(taken)，已有 \(there)，退回 \(rejected)"
        case .nothingWritten: "只是试算，没有写入任何内容"
        case .rowProblem(let row, let column, let value, let reason):
            "第 \(row) 行 \(column)\(Self.quoted(value))：\(reason.message(in: .zh)) → "
                + reason.remedy(in: .zh)
        case .cell(let column, let value, let reason):
            "\(column)\(Self.quoted(value))：\(reason.message(in: .zh))"
        case .cellRemedy(let reason): reason.remedy(in: .zh)
        case .otherRow(let row): "第 \(row) 行"
        case .otherRecord(let id): "记录 \(id)"
        case .moreProblems(let count): "……还有 \(count) 处，见退回文件"
        case .rowNote(let rows, let column, let note):
            "\(rows) 行 \(column)：\(note.text(in: .zh))"
        case .columnsIgnored(let names): "不导入的列：\(names.joined(separator: "、"))"
        case .columnsUnknown(let names): "不认识的列，未导入：\(names.joined(separator: "、"))"
        case .rejectedRows(let file): "退回的行在 \(file)，改好后可直接再导入"
        case .rowsRead(let count): "已处理 \(count) 行"
        case .divisionCount(let level, let count):
            "\(["省级", "地级", "县级", "乡级"][min(max(level, 0), 3)]) \(count)"
        case .aggregatorOnly: "只有县级及以上的节点能邀请站点"
        case .askCounty: "请在县中心执行"
        case .codeNeeded: "本节点有多个站点，没有指明是哪一个"
        case .codeNeededRemedy: "请用 --code 指明站点代码"
        case .unknownStation(let code): "本节点没有代码为 \(code) 的站点"
        case .lookAtStations: "请用 yizhan station list 查看"
        case .otherStation(let code, let own): "本站是 \(own)，不是 \(code)"
        case .badCode(let code): "\(code) 不是这里要的行政区划代码"
        case .badCodeRemedy(let digits):
            "要的代码是 \(digits.map(String.init).joined(separator: " 位或 ")) 位数字，不含其他字符"
        case .codeElsewhere(let code, let own): "\(code) 不在 \(own) 之内，未作任何改动"
        case .codeElsewhereRemedy: "请核对数字；确实如此的，请加 --elsewhere"
        case .badPlaceName(let limit): "名称要写成一行，1 到 \(limit) 个字，不能含控制字符；未作任何改动"
        case .badPlaceNameRemedy: "请照印章上的全称重新输入"
        case .nameNeeded(let code): "不知道 \(code) 的名称"
        case .nameNeededRemedy: "请用 --name 写明，或先导入区划列表"
        case .nameDiffers(let code, let name): "\(code) 在这里的名称是 \(name)"
        case .nameDiffersRemedy: "请核对代码；若是同一站点，请用原来的名称"
        case .badAddress(let text): "\(text) 不是 主机:端口"
        case .badAddressRemedy: "请写成 127.0.0.1:8420"
        case .badDays(let range): "有效天数应为 \(range.lowerBound) 至 \(range.upperBound)"
        case .invited(let name, let file, let until): "已邀请 \(name)：\(file)，\(until) 前有效"
        case .invitedNext(let file):
            "请妥善转交，凭它可以成为该站点。在站点电脑上运行：yizhan node init --join \(file) --data-dir 目录"
        case .unknownVolunteer(let text): "没有找到志愿者 \(text)"
        case .unknownVolunteerRemedy: "可用记录号前 6 位以上、志愿者编号或身份证号；用 volunteer list --find 查找"
        case .unknownRecord(let text): "没有找到服务记录 \(text)"
        case .unknownRecordRemedy: "请用记录号前 6 位以上；用 hours list 查找"
        case .ambiguous(let text, let ids): "\(text) 可能是：\(ids.joined(separator: "、"))"
        case .ambiguousRemedy: "请写出更多位的记录号"
        case .ambiguousVolunteerRemedy:
            "请用记录号指明是哪一位；是同一人的请合并：yizhan volunteer list --duplicates"
        case .volunteerExists(let id): "这位志愿者已登记：\(id)"
        case .volunteerExistsRemedy: "修改请用 volunteer edit"
        case .nothingToEdit: "没有写明要改什么"
        case .inConflict(let groups): "这些内容有两处不同的写法，尚未确认：\(groups.joined(separator: "、"))"
        case .inConflictRemedy: "请先用 volunteer show 查看；确认以这次的为准，请加 --yes"
        case .partNotHeld: "本节点没有这位志愿者的个人信息，不能修改"
        case .partNotHeldRemedy: "请在该站点修改"
        case .registered(let id): "已登记 \(id)"
        case .conflictOf(let group): "▲ \(group)，多处改了："
        case .conflictVersion(let isCounty, let time, let values, let isShown):
            "  \(isCounty ? "县里" : "站上") \(time)  \(values)\(isShown ? "  ◀ 暂时显示" : "")"
        case .alreadyRegistered(let id): "早已登记：\(id)"
        case .edited(let id, let groups): "已修改 \(id)（\(groups) 组）"
        case .unchanged(let id): "\(id) 没有变化"
        case .unverified(let labels):
            "待认证（\(labels.map(\.chinese).joined(separator: "、"))）"
        case .peopleDamaged(let count):
            "另有 \(count) 人的记录被本机磁盘改坏，读不出来：yizhan resync plan --level verify 说明是哪些，--level repair 修复"
        case .nameDamaged: "（读不出来）"
        case .namesDamaged(let count):
            "有 \(count) 人的姓名被本机磁盘改坏，读不出来：yizhan resync plan --level verify 说明是哪些，--level repair 修复"
        case .shownOf(let shown, let all, let isExact):
            "显示 \(shown) 条，\(isExact ? "共" : "最多") \(all) 条"
        case .nobodyFound: "没有符合的志愿者"
        case .noRecords: "没有服务记录"
        case .recordsDependOnConflicts(let count):
            "▲ 列出的有 \(count) 条取决于未定的冲突：yizhan conflict list --kind service_record"
        case .dependsOnConflicts(let count):
            "▲ 有 \(count) 处冲突未定，以上数字可能变化：yizhan conflict list --kind service_record"
        case .hoursOverlap(let count):
            "▲ 有 \(count) 条与同一人的另一条时间重叠，可能重复录入；同一站内的，核对前都记为待核："
                + "yizhan hours list --overlapping"
        case .overlapsAnother: "与另一条时间重叠"
        case .servedElsewhere: "服务时已转到别站"
        case .noDuplicates: "没有重复登记的志愿者"
        case .oneNumber(let count): "同一证件号码，\(count) 位志愿者："
        case .recordsOf(let count): "服务记录 \(count) 条"
        case .howToMerge:
            "是同一人的，留下一位：yizhan volunteer merge --volunteer 另一位 --into 留下的；号码写错的，用 volunteer edit 改正"
        case .merged(let id, let kept): "\(id) 已并入 \(kept)，两人的时长都在，一次也没有少"
        case .mergedNext:
            "重复的时长请看 yizhan hours list --overlapping，多出的用 hours reverse 冲正；并错了用 --undo 撤回"
        case .mergedNoMore(let id): "\(id) 不再并入别人"
        case .notMerged(let id): "\(id) 没有并入别人"
        case .alreadyMerged(let id): "\(id) 早已并入别人"
        case .mergeIntoItself(let id): "\(id) 不能并入自己"
        case .mergeElsewhere: "两位不在同一站点"
        case .mergeElsewhereRemedy: "换了站点的人请用 yizhan transfer"
        case .recorded(let id, let hours): "已记录 \(id)，\(hours) 小时"
        case .alreadyRecorded(let id): "早已记录：\(id)"
        case .overlaps(let id, let start, let end): "与记录 \(id)（\(start) 至 \(end)）时间重叠"
        case .alreadyReversed(let id): "\(id) 已经冲正"
        case .reversed(let id): "已冲正 \(id)"
        case .replaced(let id, let new): "已冲正 \(id)，改记为 \(new)，等待审核"
        case .reasonNeeded: "请写明冲正的原因"
        case .replacementOverMidnight: "改记的时间不能跨越零点"
        case .recordsOrAll: "请用 --record 指明记录，或用 --all"
        case .approved(let count): "已审核 \(count) 条"
        case .approvedAlready(let count): "早已审核 \(count) 条"
        case .approvalRefused(let id, let refusal): "\(id) 未审核：\(refusal.chinese)"
        case .approvalRefusedRemedy: "请由另一个人审核"
        case .tooManyRecords(let records, let most): "\(records) 条记录放不下，最多 \(most) 条"
        case .tooManyRecordsRemedy: "请增加志愿者或减少记录"
        case .badScale(let range): "比例应为 \(range.lowerBound) 至 \(range.upperBound)"
        case .noTownships(let prefix): "区划列表里没有 \(prefix) 下的乡镇"
        case .noTownshipsRemedy: "请核对 --divisions 的文件，或不用它"
        case .generated(let stations, let volunteers, let records, let hours):
            "生成 \(stations) 个站点、\(volunteers) 名志愿者、\(records) 条记录、\(hours) 小时（均为虚构）"
        case .stationWritten(let name): "已写出 \(name)"
        case .label(let label): label.chinese
        case .column(let column): column.chinese
        }
    }

    static func quoted(_ value: String) -> String { value.isEmpty ? "" : "「\(value)」" }
}

extension ApprovalRefusal {
    var chinese: String {
        switch self {
        case .approverIsVolunteer: "审核人就是志愿者本人"
        case .approverIsRecorder: "审核人与记录人是同一人"
        case .reversed: "记录已冲正"
        case .inConflict: "审核或冲正有两处不同的写法"
        case .overlapping: "与同一人的另一条时间重叠，请先核对、冲正多出的一条"
        case .personsNotHeld: "本节点没有相关人员的信息"
        }
    }
}

extension HoursColumnName {
    var chinese: String {
        switch self {
        case .awaitingApproval: "待审"
        case .confirmed: "已确认"
        case .provisional: "暂记"
        case .underReview: "待核"
        case .notCounted: "不计"
        }
    }
}

extension RecordLabel {
    var chinese: String {
        switch self {
        case .id: "记录号"
        case .name: "姓名"
        case .nameAlt: "民族文字姓名"
        case .gender: "性别"
        case .birthDate: "出生日期"
        case .idType: "证件类型"
        case .idNumber: "证件号码"
        case .phones: "手机号"
        case .residenceArea: "居住区域"
        case .serviceArea: "服务区域"
        case .volunteerNumber: "志愿者编号"
        case .serviceCategories: "服务类别"
        case .standing: "状态"
        case .conflicts: "冲突"
        case .station: "站点"
        case .volunteer: "志愿者"
        case .activity: "活动"
        case .place: "地点"
        case .content: "服务内容"
        case .start: "开始"
        case .end: "结束"
        case .hours: "小时"
        case .entryMode: "录入方式"
        case .leader: "活动负责人"
        case .recorder: "记录人"
        case .approver: "审核人"
        case .approvedAt: "审核时间"
        case .column: "时长状态"
        case .reason: "冲正原因"
        case .replaces: "改记自"
        case .total: "合计"
        case .changes: "改动"
        case .lastContact: "最近联络"
        case .never: "从未"
        }
    }
}
