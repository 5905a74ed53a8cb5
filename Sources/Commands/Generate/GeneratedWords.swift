/// The words that made-up records are put together from.
enum GeneratedWords {
    /// The frequent ones come several times.
    static let surnames = list(
        """
        王 王 王 李 李 李 张 张 张 刘 刘 陈 陈 杨 杨 赵 黄 周 吴 徐 孙 马 马 胡 朱 郭 何 罗 高 林 郑 梁 谢 宋 唐 许
        韩 冯 邓 曹 彭 曾 肖 田 董 袁 潘 于 蒋 蔡 余 杜 叶 程 苏 魏 吕 丁 任 沈 姚 卢 姜 崔 钟 谭 陆 汪 范 金 石 廖 贾
        夏 韦 付 方 白 邹 孟 熊 秦 邱 江 尹 薛 闫 段 雷 侯 龙 史 陶 黎 贺 顾 毛 郝 龚 邵 万 钱 严 武 戴 莫 孔 向 汤
        """)

    static let mensNames = list(
        """
        伟 强 磊 军 勇 杰 涛 明 超 平 刚 辉 鹏 华 飞 斌 波 宇 浩 凯 建 国 志 文 海 东 林 峰 龙 亮 成 康 新 利 清 永 健
        世 广 义 兴 良 山 仁 宁 贵 福 生 元 全 胜 学 祥 才 发 武 岩 泽 晨 辰 士 以 庆 思 鸣 朋 天 裕 河 哲 江 振 壮
        """)

    static let womensNames = list(
        """
        芳 娜 敏 静 丽 艳 娟 霞 秀 玲 桂 英 燕 红 春 梅 兰 凤 洁 琳 素 云 莲 真 环 雪 荣 爱 妹 香 月 莺 媛 瑞 凡 佳
        琼 勤 珍 贞 莉 璐 娅 琦 晶 妍 茜 秋 珊 莎 锦 青 倩 婷 姣 婉 娴 瑾 颖 露 瑶 怡 婵 雁 蓓 纨 仪 荷 丹 蓉 眉 君
        """)

    /// Given names of those who lead, record and approve: no volunteer has one of them, so that nobody
    /// approves their own hours by chance.
    static let staffNames = list("建社 社民 社安 社宁 社和 社清 社正 社康 社联 社信 社助 社德 社光 社远")

    static let teams = list(
        """
        邻里守望 夕阳红 银龄互助 爱心驿站 红马甲 青年先锋 巾帼 老兵 党员先锋 绿色家园 平安巡逻 蓝天 春雨 小橘灯
        助残 科普 文艺 健康 法律 敬老
        """)

    /// Activity, content, the hour that suits it is chosen apart.
    static let activities: [(name: String, content: String, category: String)] = [
        ("独居老人探访", "上门探望独居老人，打扫房间，代购药品", "0017"),
        ("社区环境整治", "清理楼道杂物、绿地垃圾和小广告", "0006"),
        ("路口文明劝导", "早晚高峰在路口劝导行人和非机动车", "0011"),
        ("四点半课堂", "放学后辅导小学生作业", "0003"),
        ("健康义诊", "量血压、测血糖，讲解慢性病用药", "0004"),
        ("防诈骗宣传", "入户讲解反诈知识，发放资料", "0009"),
        ("社区食堂帮厨", "为老年食堂择菜、分餐、送餐", "0001"),
        ("法律咨询", "解答婚姻、赡养、邻里纠纷问题", "0005"),
        ("残疾人陪伴出行", "陪同残疾人就医、办证", "0017"),
        ("图书室值班", "整理图书，登记借阅", "0008"),
        ("消防隐患排查", "检查楼道堆放物和电动车充电", "0012"),
        ("广场文艺演出", "演出、布置场地、维持秩序", "0008"),
        ("植树护绿", "栽种、浇水、修剪", "0006"),
        ("防汛巡查", "巡查河道和低洼地带，转移物资", "0013"),
        ("科普进社区", "演示实验，讲解节能常识", "0007"),
        ("便民理发", "为行动不便的老人理发", "0001"),
    ]

    static let places = list("社区服务中心 文化广场 居民活动室 社工站 老年食堂 卫生服务站 小学门口 沿河步道 综合文化站 便民大厅")

    private static func list(_ text: String) -> [String] {
        text.split(whereSeparator: \.isWhitespace).map(String.init)
    }
}
