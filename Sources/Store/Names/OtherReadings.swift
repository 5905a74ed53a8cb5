/// Readings that a name may have besides the usual one. Nobody can know from the characters which it
/// is, so a name is found under each.
enum OtherReadings {
    /// By scalar.
    static let characters: [UInt32: [String]] = Dictionary(
        table.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ").map(String.init)
            return words[0].unicodeScalars.first.map { ($0.value, Array(words.dropFirst())) }
        }, uniquingKeysWith: +)

    /// Surnames of two characters that are read otherwise than their characters.
    static let surnames: [UInt64: [String]] = Dictionary(
        [
            ("万俟", ["mo", "qi"]), ("尉迟", ["yu", "chi"]), ("长孙", ["zhang", "sun"]),
            ("单于", ["chan", "yu"]), ("澹台", ["tan", "tai"]), ("拓跋", ["tuo", "ba"]),
        ].map { (pair($0.0), $0.1) }, uniquingKeysWith: +)

    /// Other surnames of two characters.
    static let plainSurnames: Set<UInt64> = Set(
        """
        欧阳 司马 上官 诸葛 东方 公孙 慕容 皇甫 令狐 宇文 司徒 夏侯 轩辕 端木 独孤 南宫 闻人 公冶 宗政 濮阳 淳于
        太叔 申屠 仲孙 钟离 鲜于 闾丘 司空 赫连 呼延 东郭 西门 百里 南门 羊舌 公羊 公西 梁丘 左丘 第五 微生 完颜
        耶律 纳兰 贺兰 东野 子车 巫马 漆雕 乐正 壤驷 颛孙 谷梁 段干 夹谷 亓官 司寇
        """.split(whereSeparator: \.isWhitespace).map { pair(String($0)) })

    /// Two characters as one number: these are looked up for every name.
    static func pair(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> UInt64 {
        UInt64(first.value) << 32 | UInt64(second.value)
    }

    private static func pair(_ text: String) -> UInt64 {
        text.unicodeScalars.reduce(0) { $0 << 32 | UInt64($1.value) }
    }

    private static let table = """
        单 shan dan chan
        曾 zeng ceng
        解 xie jie
        仇 qiu chou
        区 ou qu
        查 zha cha
        乐 yue le
        盖 ge gai
        朴 piao pu
        万 wan mo
        翟 zhai di
        缪 miao mou
        覃 qin tan
        种 chong zhong
        折 she zhe
        黑 he hei
        秘 bi mi
        洗 xian xi
        员 yun yuan
        繁 po fan
        尉 wei yu
        召 shao zhao
        沈 shen chen
        晟 sheng cheng
        柏 bai bo
        卜 bu
        薄 bo bao
        都 du dou
        车 che ju
        隗 wei kui
        郇 xun huan
        祭 zhai ji
        莘 shen xin
        藏 zang cang
        宓 mi fu
        长 chang zhang
        重 chong zhong
        朝 chao zhao
        行 xing hang
        茜 qian xi
        佴 nai er
        句 gou ju
        谌 chen shen
        牟 mou mu
        乜 nie mie
        费 fei bi
        炅 gui jiong
        贲 ben bi
        六 lu liu
        谷 gu yu
        宿 su xiu
        拓 tuo ta
        钭 tou
        郗 xi chi
        㛃 jie
        䶮 yan
        𬭎 hong
        """
}
