/// The code lists that records use. Regional entries are added by `CodeList.adding`.
public enum CodeLists {
    public static let all: [CodeList] = [
        gender, idType, ethnicity, politicalStatus, education, employment, organisationType,
        serviceCategory, serviceObject, skill, availability, hoursEntryMode, stationField,
        volunteerStanding, sourceChannel, mediaType, disclosurePurpose,
    ]

    public static func list(_ id: String) -> CodeList? {
        all.first { $0.id == id }
    }

    /// 性别, GB/T 2261.1.
    public static let gender = CodeList(
        "gender",
        """
        0 未知/未知的性别 unknown
        1 男/男性 male
        2 女/女性 female
        9 未说明/未说明的性别 not stated
        """)

    /// 证件类型.
    public static let idType = CodeList(
        "id-type",
        """
        01 居民身份证/身份证/公民身份证/二代身份证 resident identity card
        02 香港居民证件/港/香港 Hong Kong document
        03 澳门居民证件/澳/澳门 Macao document
        04 台湾居民证件/台/台湾 Taiwan document
        05 护照 passport
        06 军官证 officer's card
        07 士兵证 soldier's card
        99 其他/其它/其他证件 other
        """)

    /// 政治面貌.
    public static let politicalStatus = CodeList(
        "political-status",
        """
        01 中共党员/中国共产党党员/党员 member of the Communist Party
        02 预备党员/中共预备党员 probationary member of the Communist Party
        03 共青团员/团员 member of the Communist Youth League
        04 民革/民革党员 member of the Revolutionary Committee of the Kuomintang
        05 民盟/民盟盟员 member of the Democratic League
        06 民建/民建会员 member of the National Construction Association
        07 民进/民进会员 member of the Association for Promoting Democracy
        08 农工党/农工党党员 member of the Peasants' and Workers' Party
        09 致公党/致公党党员 member of the Zhi Gong Party
        10 九三/九三学社/九三学社社员 member of the Jiusan Society
        11 台盟/台盟盟员 member of the Taiwan Democratic League
        12 无党派/无党派人士/无党派民主人士 without party affiliation
        13 群众 none
        """)

    /// 学历, observed in a national system's public pages.
    public static let education = CodeList(
        "education",
        """
        00 文盲 illiterate
        11 博士/博士研究生 doctorate
        14 硕士/硕士研究生 master's degree
        20 本科/大学本科 bachelor's degree
        30 专科/大专/大学专科 junior college
        40 中专 specialised secondary school
        50 技工/技校 technical school
        60 高中 senior middle school
        70 初中 junior middle school
        80 小学 primary school
        90 幼儿园 kindergarten
        91 学龄前 below school age
        98 特教/特殊教育 special education
        99 其他/其它 other
        """)

    /// 从业状况.
    public static let employment = CodeList(
        "employment",
        """
        11 公务员/国家公务员 civil servant
        13 专技/专业技术人员 professional or technician
        17 职员 clerk
        21 企业管理/企业管理人员 company manager
        24 工人 worker
        27 农民 farmer
        31 学生 student
        37 现役/现役军人 on active military service
        51 自由职业/自由职业者 freelance
        54 个体/个体经营者 self-employed
        70 无业/无业人员 without work
        80 退休/退(离)休人员 retired
        90 其他/其它 other
        """)

    /// 组织类型.
    public static let organisationType = CodeList(
        "organisation-type",
        """
        1 团体/志愿服务团体 group
        2 组织/志愿服务组织 registered organisation
        3 其他法人/其它法人 other legal person
        """)

    /// 时长录入方式: how an entry of service time came to be.
    public static let hoursEntryMode = CodeList(
        "hours-entry-mode",
        """
        0 强制签退 checked out by force
        1 团体录入 entered by the group
        2 个人申请 asked for by the volunteer
        3 人脸识别 face recognition
        4 快速打卡 quick check-in
        5 纸质补录/补录 entered from paper
        6 导入/批量导入 imported
        """)

    /// 站点服务领域; the codes are our own.
    public static let stationField = CodeList(
        "station-field",
        """
        01 社会救助 social assistance
        02 养老服务 care of the aged
        03 儿童福利 child welfare
        04 社区治理 community governance
        05 婚姻殡葬 marriage and funerals
        06 残疾人服务 services for the disabled
        99 其他/其它 other
        """)

    /// 认证状态 of a volunteer.
    public static let volunteerStanding = CodeList(
        "volunteer-standing",
        """
        1 待认证 to be verified
        2 有效 valid
        3 停用 suspended
        4 合并至 merged into
        5 迁出 moved away
        6 注销 closed
        """)

    /// 来源: how a record came in.
    public static let sourceChannel = CodeList(
        "source-channel",
        """
        1 自助 by oneself
        2 代录 at the desk
        3 纸质补录 from paper
        4 导入 import
        5 同步 synchronised
        6 照录 as written
        """)
}
