import Foundation

extension Seeds {
    static func tables() -> [[UInt8]] {
        texts.map { Array($0.utf8) } + [mark + Array(texts[0].utf8), gb18030, packed]
    }

    private static let texts = [volunteers, hours, rich, divisions, rejected, quoted]

    private static let volunteers = """
        姓名,身份证号,手机号,服务区域\r
        王强,62010219900307123X,13800138000,620102001\r
        ,1.10105E+17,138 0013 8000,酒泉路\r
        "དབྱངས་ཅན",６２０１０２１９９００３０７１２３ｘ,+86-13800138000,620102001000\r

        """
    /// Cells of every column, some of them wrong.
    private static let rich = """
        姓名*,民族文字姓名,性别,出生日期,证件类型,证件号码,手机号,志愿者编号,居住区域,服务区域,服务类别,备注
        李梅,,女,1990-03-07,身份证,620102900307124,620102 19900307 123X,N7,62,62,1、2;3,甲
        李梅,ལི,女,1990-03-07,01,620102199003071248,13800138000,N8,酒泉路,620102001,支教助学,
        旦增,,1,33000,护照,E12345678,(0931)8412345,,,,,,多余

        """
    private static let hours = """
        姓名,证件号码,项目名称,活动名称,活动地点,服务内容,队伍名称,活动负责人,记录人,审核人,开始时间,结束时间,服务时长(小时),录入方式
        王强,62010219900307123X,敬老,送餐,酒泉路,送餐上门,红马甲,李梅,旦增,扎西,2026-03-01 09:00,2026-03-01 11:30,2.5,5
        王强,,敬老,,,,,,王强,王强,2026年3月1日22时,2026-03-02T01:00:00+08:00,,
        王强,,敬老,,,,,,,,46082.375,46082.4791666667,２.50,
        王强,,敬老,,,,,,,,20260301 9点30分,2026/3/1 24:00,0.333小时,
        ,,,,,,,,,,2026-02-30 09:00,11:30,-1,猜

        """
    private static let divisions = """
        id,pid,deep,name,pinyin_prefix,pinyin,ext_id,ext_name
        62,0,0,甘肃,g,gan su,620000000000,甘肃省
        620102001,620102,3,酒泉路,j,jiu quan lu,620102001000,酒泉路街道
        6201,6,4,,,,,

        """
    private static let rejected = """
        手机号,姓名,错误列,原因\r
        1,王强,手机号,phone\r
        2,李梅,姓名；手机号,missing；phone,余\r
        13800138000,李梅,姓名；手机号,missing；phone\r

        """
    private static let quoted = "姓名,备注\n\"a,\"\"b\"\"\r\nc\",\" d\"\r\n\n,\n=1+1,'x"

    private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    /// `姓名,手机号` CRLF `王强,13800138000` CRLF.
    private static let gb18030: [UInt8] = [
        0xD0, 0xD5, 0xC3, 0xFB, 0x2C, 0xCA, 0xD6, 0xBB, 0xFA, 0xBA, 0xC5, 0x0D, 0x0A, 0xCD, 0xF5,
        0xC7, 0xBF, 0x2C, 0x31, 0x33, 0x38, 0x30, 0x30, 0x31, 0x33, 0x38, 0x30, 0x30, 0x30, 0x0D,
        0x0A,
    ]
    /// The same text in UTF-8, with gzip.
    private static let packed = [UInt8](
        Data(
            base64Encoded:
                "H4sIAAAAAAACA3u6fPLTCb06zzq7n83Z9bR/Oy/X877up3t26RgaWxgYgAkDXi4ABMYYYSYAAAA="
        ) ?? Data())
}
