/// What people call the fields and groups of records; programs use the names of the schema.
public enum FieldName {
    /// The schema's own name where there is no other, and in English, with its words apart.
    public static func text(_ name: String, in language: Language) -> String {
        switch language {
        case .zh: chinese[name] ?? name
        case .en: name.replacing("_", with: " ")
        }
    }

    private static let chinese: [String: String] = [
        "name": "姓名", "name_alt": "民族文字姓名", "gender": "性别", "birth_date": "出生日期",
        "birth_decade": "出生年代", "id_type": "证件类型", "id_number": "证件号码", "phones": "手机号",
        "residence_area": "居住区域", "address": "住址", "volunteer_no": "志愿者编号",
        "service_area": "服务区域", "service_categories": "服务类别", "skills": "特长",
        "availability": "可服务时间", "languages": "语言", "ethnicity": "民族",
        "political_status": "政治面貌", "education": "学历", "employment": "从业状况",
        "guardians": "监护人", "standing": "状态", "merged_into": "合并至", "state": "状态",
        "reason": "原因", "channel": "来源", "attachments": "附件", "approver": "审核人",
        "approved_at": "审核时间", "approver_name": "审核人姓名", "reversed": "已冲正",
        "replacement": "改记为", "requested_by": "申请人", "evidence": "凭证",
        "punctuality": "守时", "attitude": "态度", "skill": "技能", "evaluated_on": "评价日期",
        "evaluation_text": "评价", "project_no": "项目编号", "organisation": "组织",
        "category": "类别", "service_objects": "服务对象", "area": "区域", "description": "说明",
        "from_time": "开始", "to_time": "结束", "start_time": "开始时间", "end_time": "结束时间",
        "recruit_from": "招募开始", "recruit_to": "招募结束", "recruit_scope": "招募范围",
        "contact": "联系人", "guarantees": "保障", "risk_statement": "风险告知",
        "is_dangerous": "有危险", "insurance_policy": "保险", "minors_policy": "未成年人规定",
        "required_seconds": "应服务时长", "project": "项目", "title": "名称", "post": "岗位",
        "plan_count": "计划人数", "place": "地点", "org_unit": "组织单位",
        "training_required": "需培训", "leader": "负责人", "ended_at": "结束于", "type": "类型",
        "unit_type": "单位类型", "credit_code": "统一社会信用代码",
        "registering_authority": "登记机关", "approving_unit": "批准单位", "parent": "上级组织",
        "liaison": "联络人", "successor_of": "前身", "is_emergency": "应急队伍",
        "equipment": "装备", "muster_minutes": "集结分钟", "level": "级别", "code": "代码",
        "subject": "所属记录", "size": "大小", "media_type": "文件类型", "digest": "摘要", "salt": "盐",
        "file_name": "文件名", "caption": "说明文字", "code_source": "代码出处", "code_from": "启用",
        "code_to": "停用", "unread": "未识别内容",
    ]
}
