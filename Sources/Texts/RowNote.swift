/// What a person should know about rows that were taken, as the catalogue knows it.
public enum RowNote: String, Sendable, Hashable, CaseIterable {
    case unverified
    case oldNumber = "old-number"
    case birthDateInTheFuture = "birth-date-in-the-future"
    case underFourteen = "under-fourteen"
    case incomplete
    case inTheFuture = "in-the-future"
    case longDay = "long-day"
    case dividedAtMidnight = "divided-at-midnight"
    case awaitsApproval = "awaits-approval"
    case recorderIsVolunteer = "recorder-is-volunteer"

    public func text(in language: Language) -> String {
        switch language {
        case .zh: chinese
        case .en: english
        }
    }

    private var chinese: String {
        switch self {
        case .unverified: "未填写，显示为待认证，不影响登记和服务"
        case .oldNumber: "15 位旧身份证号，请下次见面时核对证件"
        case .birthDateInTheFuture: "出生日期在今天之后：请核对日期和本机时钟"
        case .underFourteen: "未满 14 周岁：需监护人同意后启用"
        case .incomplete: "服务记录应有的内容未填写，可以补"
        case .inTheFuture: "结束时间在现在之后：请核对时间和本机时钟"
        case .longDay: "一天超过 12 小时，请核对"
        case .dividedAtMidnight: "跨越零点，已按天分成两条"
        case .awaitsApproval: "没有审核人，等待审核"
        case .recorderIsVolunteer: "记录人与志愿者同名，请由他人记录"
        }
    }

    private var english: String {
        switch self {
        case .unverified: "not given, shown as unverified; hinders nothing"
        case .oldNumber: "an old number of 15 digits; look at the card at the next visit"
        case .birthDateInTheFuture: "a birth date after today: it, or this PC's clock, is wrong"
        case .underFourteen: "under 14: a guardian's consent is needed"
        case .incomplete: "something that belongs on a record is not given; it can be added"
        case .inTheFuture: "ends after the present: it, or this PC's clock, is wrong"
        case .longDay: "more than 12 hours on one day"
        case .dividedAtMidnight: "divided at midnight into a record for each day"
        case .awaitsApproval: "no approver: awaits approval"
        case .recorderIsVolunteer: "the recorder has the volunteer's name"
        }
    }
}
