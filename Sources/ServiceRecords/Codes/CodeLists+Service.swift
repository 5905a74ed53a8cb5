extension CodeLists {
    /// 服务类别. Regional codes begin with the province's two digits instead of 00.
    public static let serviceCategory = CodeList(
        "service-category",
        """
        0001 社区服务 community service
        0002 扶贫减贫 poverty relief
        0003 支教助学 teaching and help with study
        0004 卫生健康 health
        0005 法律服务 legal service
        0006 环境保护 protection of the environment
        0007 科技科普 science for all
        0008 文化艺术 culture and arts
        0009 平安综治 public safety
        0010 文明风尚 civic manners
        0011 交通引导 traffic guidance
        0012 志愿消防 volunteer fire service
        0013 应急救援 emergency rescue
        0014 禁毒宣传 drug prevention
        0015 体育健身 sport
        0016 旅游服务 tourism
        0017 关爱特殊群体 care for people with special needs
        0018 大型活动 large events
        0019 海外志愿服务 service abroad
        0020 税收服务 tax service
        0099 其他/其它 other
        """)

    /// The most service categories that a volunteer may have.
    public static let serviceCategoryLimit = 4

    /// The two digits of the province whose regional category this is; nil for a general one.
    /// A transfer out of the province drops it.
    public static func province(ofServiceCategory code: String) -> String? {
        guard code.utf8.count == 4, !code.hasPrefix("00") else { return nil }
        return String(code.prefix(2))
    }

    /// 服务对象.
    public static let serviceObject = CodeList(
        "service-object",
        """
        01 儿童 children
        02 妇女 women
        03 老年人/老人 the aged
        04 残障/残障人士/残疾人 people with disabilities
        05 优抚/优抚对象 entitled veterans and families
        06 贫困家庭 poor families
        07 特殊群体 people with special needs
        08 病患/病患者 the ill
        09 农村居民 rural residents
        10 城镇居民 urban residents
        11 社会公众 the public
        13 纳税人 taxpayers
        99 其他/其它 other
        """)

    /// 特长.
    public static let skill = CodeList(
        "skill",
        """
        01 医疗急救 medical first aid
        02 体育 sport
        03 驾驶 driving
        04 法律 law
        05 信息技术 information technology
        06 经营管理 management
        07 公关 public relations
        08 教育培训 teaching and training
        09 电器维修 repair of appliances
        10 安保 security
        11 财会 accounting
        12 设计 design
        13 客服 customer service
        14 物业 property service
        15 新闻写作 reporting
        16 外语 foreign languages
        17 音乐 music
        18 心理咨询 counselling
        19 护理 nursing
        20 手工 handicraft
        21 文化艺术 culture and arts
        22 网络 networks
        23 摄影 photography
        99 其他/其它 other
        """)

    /// 可服务时间: 01–21 weekday by part of day, 22–24 public holidays.
    public static let availability = CodeList(id: "availability", entries: halfDays)

    private static var halfDays: [CodeList.Entry] {
        let days = [
            ("周一", "Monday"), ("周二", "Tuesday"), ("周三", "Wednesday"), ("周四", "Thursday"),
            ("周五", "Friday"), ("周六", "Saturday"), ("周日", "Sunday"), ("节假日", "holiday"),
        ]
        let parts = [("上午", "morning"), ("下午", "afternoon"), ("晚上", "evening")]
        return days.enumerated().flatMap { day, dayName in
            parts.enumerated().map { part, partName in
                let number = day * parts.count + part + 1
                return CodeList.Entry(
                    code: number < 10 ? "0\(number)" : "\(number)",
                    zh: dayName.0 + partName.0, en: "\(dayName.1) \(partName.1)")
            }
        }
    }
}
