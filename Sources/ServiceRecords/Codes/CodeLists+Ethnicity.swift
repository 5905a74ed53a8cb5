extension CodeLists {
    /// 民族, GB/T 3304. Recorded only with the person's consent.
    public static let ethnicity = CodeList(
        "ethnicity",
        """
        01 汉族/汉 Han
        02 蒙古族/蒙古 Mongol
        03 回族/回 Hui
        04 藏族/藏 Tibetan
        05 维吾尔族/维吾尔 Uygur
        06 苗族/苗 Miao
        07 彝族/彝 Yi
        08 壮族/壮 Zhuang
        09 布依族/布依 Bouyei
        10 朝鲜族/朝鲜 Korean
        11 满族/满 Manchu
        12 侗族/侗 Dong
        13 瑶族/瑶 Yao
        14 白族/白 Bai
        15 土家族/土家 Tujia
        16 哈尼族/哈尼 Hani
        17 哈萨克族/哈萨克 Kazak
        18 傣族/傣 Dai
        19 黎族/黎 Li
        20 傈僳族/傈僳 Lisu
        21 佤族/佤 Va
        22 畲族/畲 She
        23 高山族/高山 Gaoshan
        24 拉祜族/拉祜 Lahu
        25 水族/水 Sui
        26 东乡族/东乡 Dongxiang
        27 纳西族/纳西 Naxi
        28 景颇族/景颇 Jingpo
        29 柯尔克孜族/柯尔克孜 Kirgiz
        30 土族/土 Tu
        31 达斡尔族/达斡尔 Daur
        32 仫佬族/仫佬 Mulao
        33 羌族/羌 Qiang
        34 布朗族/布朗 Blang
        35 撒拉族/撒拉 Salar
        36 毛南族/毛南 Maonan
        37 仡佬族/仡佬 Gelao
        38 锡伯族/锡伯 Xibe
        39 阿昌族/阿昌 Achang
        40 普米族/普米 Pumi
        41 塔吉克族/塔吉克 Tajik
        42 怒族/怒 Nu
        43 乌孜别克族/乌孜别克 Uzbek
        44 俄罗斯族/俄罗斯 Russian
        45 鄂温克族/鄂温克 Ewenki
        46 德昂族/德昂 Deang
        47 保安族/保安 Bonan
        48 裕固族/裕固 Yugur
        49 京族/京 Gin
        50 塔塔尔族/塔塔尔 Tatar
        51 独龙族/独龙 Derung
        52 鄂伦春族/鄂伦春 Oroqen
        53 赫哲族/赫哲 Hezhen
        54 门巴族/门巴 Monba
        55 珞巴族/珞巴 Lhoba
        56 基诺族/基诺 Jino
        97 其他/其它 other
        98 外国血统/外国血统中国籍人士 of foreign descent
        """)
}
