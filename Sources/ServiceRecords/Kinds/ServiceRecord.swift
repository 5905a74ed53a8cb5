/// Time that one volunteer gave, as the measure on service records asks for it (Order 67, article 7).
///
/// A ledger entry: the entry group is written once, in the creating change. What was wrong is
/// corrected by the correction group and, if need be, a replacing record; hours never change in
/// place.
public enum ServiceRecord {
    public static let volunteer = Field.open(10, 1, "volunteer", .reference)
    public static let activity = Field.open(10, 2, "activity", .reference)
    public static let project = Field.open(10, 3, "project", .reference)
    public static let organisation = Field.open(10, 4, "organisation", .reference)
    public static let activityName = Field.open(10, 5, "activity_name", .text)
    /// The local day as yyyymmdd, in Asia/Shanghai.
    public static let day = Field.open(10, 6, "day", .int)
    public static let place = Field.open(10, 7, "place", .text)
    public static let serviceContent = Field.open(10, 8, "service_content", .text)
    public static let orgUnit = Field.open(10, 9, "org_unit", .text)
    public static let post = Field.open(10, 10, "post", .text)
    public static let start = Field.open(10, 11, "start_time", .time)
    public static let end = Field.open(10, 12, "end_time", .time)
    /// Time actually given, 1…86,400.
    public static let seconds = Field.open(10, 13, "seconds", .int)
    public static let entryMode = Field.open(10, 14, "entry_mode", .code("hours-entry-mode"))
    public static let hoursKind = Field.open(10, 15, "hours_kind", .int)
    public static let beneficiaries = Field.open(10, 16, "beneficiaries", .list)
    public static let leader = Field.open(10, 17, "leader", .reference)
    public static let recorder = Field.open(10, 18, "recorder", .reference)
    /// The record that this one replaces; it counts only through that one's correction.
    public static let replaces = Field.open(10, 19, "replaces", .reference)
    /// A leader or recorder who is nobody's here is kept as a name.
    public static let leaderName = Field.personal(10, 20, "leader_name")
    public static let recorderName = Field.personal(10, 21, "recorder_name")
    public static let remark = Field.personal(10, 22, "remark")

    public static let attachments = Field.open(11, 1, "attachments", .list)

    public static let approver = Field.open(12, 1, "approver", .reference)
    public static let approvedAt = Field.open(12, 2, "approved_at", .time)
    public static let approverName = Field.personal(12, 3, "approver_name")

    public static let reversed = Field.open(13, 1, "reversed", .bool)
    public static let reason = Field.open(13, 2, "reason", .text)
    public static let replacement = Field.open(13, 3, "replacement", .reference)
    public static let requestedBy = Field.open(13, 4, "requested_by", .reference)
    public static let evidence = Field.open(13, 5, "evidence", .list)

    public static let punctuality = Field.open(14, 1, "punctuality", .int)
    public static let attitude = Field.open(14, 2, "attitude", .int)
    public static let skill = Field.open(14, 3, "skill", .int)
    public static let evaluatedOn = Field.open(14, 4, "evaluated_on", .int)
    public static let evaluationText = Field.personal(14, 5, "evaluation_text")

    public static let entry = Group(
        10, "entry", zh: "时长",
        [
            volunteer, activity, project, organisation, activityName, day, place, serviceContent,
            orgUnit, post, start, end, seconds, entryMode, hoursKind, beneficiaries, leader,
            recorder, replaces, leaderName, recorderName, remark,
        ])
    public static let approval = Group(
        12, "approval", zh: "审核", [approver, approvedAt, approverName])
    public static let correction = Group(
        13, "correction", zh: "冲正", [reversed, reason, replacement, requestedBy, evidence])
    public static let evaluation = Group(
        14, "evaluation", zh: "评价",
        [punctuality, attitude, skill, evaluatedOn, evaluationText])

    public static let kind = Kind(
        37, "service_record", zh: "服务记录",
        [
            entry, Group(11, "evidence", zh: "凭证", [attachments]), approval, correction,
            evaluation,
        ])

    public static let secondsRange: ClosedRange<Int64> = 1...86_400
}
