/// One activity or shift: when, where, for what, under whom.
public enum Activity {
    public static let project = Field.open(10, 1, "project", .reference)
    public static let title = Field.open(10, 2, "title", .text)
    public static let post = Field.open(10, 3, "post", .text)
    public static let planCount = Field.open(10, 4, "plan_count", .int)
    public static let start = Field.open(10, 5, "start_time", .time)
    public static let end = Field.open(10, 6, "end_time", .time)
    public static let place = Field.open(10, 7, "place", .text)
    public static let orgUnit = Field.open(10, 8, "org_unit", .text)
    public static let trainingRequired = Field.open(10, 9, "training_required", .bool)

    public static let leader = Field.personal(11, 1, "leader")

    /// Set when it is over; from then on ten working days to record the service.
    public static let endedAt = Field.open(12, 1, "ended_at", .time)

    public static let kind = Kind(
        36, "activity", zh: "活动",
        [
            Group(
                10, "details", zh: "内容",
                [
                    project, title, post, planCount, start, end, place, orgUnit, trainingRequired,
                ]),
            Group(11, "people", zh: "负责人", [leader]),
            Group(12, "course", zh: "进程", [endedAt]),
        ])
}
