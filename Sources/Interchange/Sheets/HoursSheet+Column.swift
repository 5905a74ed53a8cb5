extension HoursSheet {
    public enum Column: String, SheetColumn {
        case name = "姓名"
        case idType = "证件类型"
        case idNumber = "证件号码"
        case volunteerNumber = "志愿者编号"
        case phone = "手机号"
        case projectName = "项目名称"
        case projectNumber = "项目编号"
        case post = "岗位"
        case organisation = "队伍名称"
        case activityName = "活动名称"
        case place = "活动地点"
        case content = "服务内容"
        case start = "开始时间"
        case end = "结束时间"
        case hours = "服务时长(小时)"
        case entryMode = "录入方式"
        case leader = "活动负责人"
        case recorder = "记录人"
        case evaluation = "评价"
        case remark = "备注"
        case approver = "审核人"

        public var isRequired: Bool { self == .start || self == .end }
        public static var ignored: [String] { ["序号"] }

        public var aliases: [String] {
            switch self {
            case .name: VolunteerSheet.Column.name.aliases
            case .idType: VolunteerSheet.Column.idType.aliases
            case .idNumber: ["身份证号"] + VolunteerSheet.Column.idNumber.aliases
            case .volunteerNumber: VolunteerSheet.Column.volunteerNumber.aliases
            case .phone: VolunteerSheet.Column.phone.aliases
            case .projectName: ["志愿项目", "项目"]
            case .projectNumber: ["项目编码"]
            case .post: ["服务岗位", "岗位名称"]
            case .organisation: ["志愿队伍", "组织名称", "志愿服务组织", "活动组织单位", "所属队伍"]
            case .activityName: ["活动", "志愿活动"]
            case .place: ["服务地点", "地点"]
            case .content: ["内容", "活动内容"]
            case .start: ["服务开始时间", "签到时间", "开始"]
            case .end: ["服务结束时间", "签退时间", "结束"]
            case .hours: ["服务时长", "时长", "时长(小时)", "服务时间(小时)", "小时数"]
            case .entryMode: ["时长录入方式"]
            case .leader: ["负责人"]
            case .recorder: ["录入人"]
            case .evaluation: ["服务评价"]
            case .remark: ["说明"]
            case .approver: ["审批人"]
            }
        }
    }
}
