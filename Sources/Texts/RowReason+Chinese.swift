extension RowReason {
    var chinese: (message: String, remedy: String) {
        switch self {
        case .missing: ("不能为空", "请填写")
        case .tooLong: ("内容过长", "请缩短")
        case .controlCharacter: ("含有无法输入的控制字符", "请重新输入这一格")
        case .holdsNumber:
            (
                "写有身份证号码或手机号码；这一项人人可见、永久保留，不能再删除",
                "请删去号码；确实不是谁的号码，用 hours add 或 volunteer add 单独登记，加 --as-written"
            )
        case .surplusCell: ("这一行的格数多于表头", "文字中的逗号请用引号括起")
        case .unknownCode: ("不是代码表中的代码或名称", "请填写代码表中的一项")
        case .tooManyCodes: ("服务类别超过四个", "请保留最重要的四个")
        case .divisionCode: ("不是行政区划代码（2、4、6、9 或 12 位）", "请对照区划列表")
        case .divisionLevel: ("不是 0 至 3 的级别", "请改正")
        case .numberMangled: ("身份证号被表格软件改成了科学计数，末几位已丢失", "请把该列设为文本，再从原件重新录入")
        case .numberLength: ("身份证号不是 18 位", "请对照证件核对位数")
        case .numberCharacter: ("身份证号中有数字和末位 X 以外的字符", "请核对；其他证件请填写证件类型")
        case .numberBirthDate: ("身份证号第 7–14 位不是有效日期", "请对照证件")
        case .numberCheckCharacter: ("身份证号校验位不符，有一位录错", "请对照证件")
        case .genderContradicts: ("性别与身份证号不一致", "请改正其中有误的一项")
        case .birthDateContradicts: ("出生日期与身份证号不一致", "请改正其中有误的一项")
        case .birthDateImplausible: ("没有志愿者会出生在这一年", "请核对出生年份")
        case .dateUnreadable: ("不是日期", "请写成 1990-01-31")
        case .noSuchTime: ("没有这个日期或时刻", "请改正")
        case .phone: ("不是电话号码", "请核对位数")
        case .noVolunteer: ("看不出是谁的服务", "请填写证件号码、志愿者编号、手机号、姓名之一")
        case .timeUnreadable: ("不是时间", "请写成 2026-03-01 09:00")
        case .timeMissing: ("只有日期，没有时刻", "请写成 2026-03-01 09:00")
        case .endNotAfterStart: ("结束时间不晚于开始时间", "请查看两格是否写反、日期是否有误")
        case .intervalOverADay: ("开始到结束超过 24 小时", "请每天写一行")
        case .hoursUnreadable: ("不是小时数", "请写成 2.5")
        case .hoursNotPositive: ("小时数不大于零", "请改正，或删去这一行")
        case .hoursOverADay: ("超过 24 小时", "请每天写一行")
        case .hoursLongerThanInterval: ("小时数多于开始到结束的时间", "请改正小时数或时间")
        case .hoursAcrossMidnight: ("跨越零点且小时数少于时间段，无法分到两天", "请每天写一行")
        case .approverIsRecorder: ("审核人与记录人是同一人", "请换一位审核人，或留空等待审核")
        case .approverIsVolunteer: ("审核人就是志愿者本人", "请换一位审核人，或留空等待审核")
        case .unknownVolunteer: ("本站没有这位志愿者", "请先登记，再导入这一行")
        case .ambiguousVolunteer:
            ("有几位志愿者都符合", "请补充身份证号或志愿者编号；号码也相同的见 yizhan volunteer list --duplicates")
        case .volunteerContradicts: ("与已登记的这位志愿者不一致", "请核对姓名、身份证号和志愿者编号")
        case .namesVolunteer:
            ("写有志愿者本人的姓名或号码；这一项人人可见、永久保留，不能再删除", "请改写，不要写出是谁；备注里可以写；确实另有所指，单独登记并加 --as-written")
        case .overlapsRecord: ("与该志愿者已有的记录时间重叠", "请核对时间；原记录有误请先冲正")
        case .overlapsRow: ("与本文件前面一行的时间重叠", "请核对时间，或删去其中一行")
        }
    }
}
