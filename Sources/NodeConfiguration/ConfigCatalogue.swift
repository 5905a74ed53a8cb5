public import Logging
public import Node
public import Texts

/// Every key there is. A new one is a line in its section here, and a line where it takes effect.
public enum ConfigCatalogue {
    /// As they are listed: by section.
    public static let entries: [ConfigEntry] =
        ListenKeys.all + SecurityKeys.all + SyncKeys.all + PullKeys.all + ServerKeys.all
        + AttachmentKeys.all
        + LogKeys.all + UIKeys.all

    static let byName = Dictionary(entries.map { ($0.name, $0) }) { first, _ in first }

    static let sections = Set(entries.map(\.section))

    public static func entry(named name: String) -> ConfigEntry? { byName[name] }

    /// The name that somebody may have meant, if one is near.
    public static func nearest(to name: String) -> String? {
        Nearest.word(to: name, among: entries.map(\.name))
    }
}

public enum ListenKeys {
    public static let sync = ConfigKey(
        "listen.sync", .listening(or: [.auto, .off]), Listening.auto,
        zh: "在哪个地址接受其他节点的联络；auto：县、市、省中心为 127.0.0.1:8420，站点不监听。也可用 --listen",
        en: """
            where other nodes may call; auto: 127.0.0.1:8420 at a county, city or province, \
            nowhere at a station. Also --listen
            """)
    public static let console = ConfigKey(
        "listen.console", .listening(or: [.off], isLocal: true), Listening.off,
        zh: "在本机哪个地址提供 /healthz、/readyz、/metrics 和接口。也可用 --console",
        en: "where /healthz, /readyz, /metrics and the API are, on this machine. Also --console")

    public static let people = ConfigKey(
        "listen.people", .file, nil,
        zh: "本机其他用户登录后经哪个套接字办事；放在他们进得去的目录里，例如 /run/yizhan/people.sock",
        en: """
            the socket through which other users of this machine work after logging in; in a folder \
            that they can enter, /run/yizhan/people.sock say
            """)

    static let all = [ConfigEntry(sync), ConfigEntry(console), ConfigEntry(people)]
}

public enum SecurityKeys {
    public static let line = ConfigKey(
        "security.line", .choice, LineProtection.tls,
        zh: "节点之间的线路；insecure：不加密，只能在本机地址之间，供测试。也可用 --insecure",
        en: """
            the lines between nodes; insecure: in the clear, and then between addresses of this machine \
            only, for tests. Also --insecure
            """)

    static let all = [ConfigEntry(line)]
}

public enum SyncKeys {
    public static let interval = ConfigKey(
        "sync.interval", .duration(.seconds(10)...(.seconds(7 * 86_400))), .seconds(900),
        zh: "平时隔多久与上级联络一次", en: "between exchanges with the level above when nothing happens")
    public static let jitter = ConfigKey(
        "sync.jitter", .percent(0...50), 20,
        zh: "每次间隔随机提前或推后多少，免得全县同时联络",
        en:
            "how much of every pause is left to chance, so that a county's stations do not all call at once"
    )
    public static let settling = ConfigKey(
        "sync.settling", .duration(.zero...(.seconds(60))), .milliseconds(300),
        zh: "本机有新记录后等多久再联络", en: "how long after a change here an exchange begins")
    public static let retryFirst = ConfigKey(
        "sync.retry-first", .duration(.seconds(1)...(.seconds(3_600))), .seconds(15),
        zh: "联络失败后第一次重试前等多久；以后每次加倍，直到 sync.interval",
        en: "the pause after a first failure; doubled with each further one, up to sync.interval")

    public static let windows = ConfigKey(
        "sync.windows", .windows, DayWindows(),
        zh: "一天中哪些时段自动联络（北京时间）；sync now 随时可用",
        en:
            "the hours of the day at which it calls by itself (Asia/Shanghai); sync now always works"
    )
    public static let budget = ConfigKey(
        "sync.budget", .size(0...(1 << 40)), 0,
        zh: "每天自动联络最多用多少流量，收发合计；0B 表示不限。sync now 不受限，但会说明",
        en:
            "bytes of a day for calls by itself, both ways together; 0B for no bound. sync now goes on, "
            + "and says so")
    public static let proxy = ConfigKey(
        "sync.proxy", .proxy, nil,
        zh: "经哪个代理联络上级", en: "the proxy through which the level above is called")
    public static let proxyCredentials = ConfigKey(
        "sync.proxy-credentials", .file, nil,
        zh: "存放代理口令的文件，一行 用户名:口令，权限 0600",
        en: "the file with the proxy's credentials, one line USER:PASSWORD, mode 0600")

    static let all = [
        ConfigEntry(interval), ConfigEntry(jitter), ConfigEntry(settling), ConfigEntry(retryFirst),
        ConfigEntry(windows), ConfigEntry(budget), ConfigEntry(proxy),
        ConfigEntry(proxyCredentials),
    ]
}

/// How an aggregator calls its stations by itself.
public enum PullKeys {
    public static let interval = ConfigKey(
        "pull.interval", .duration(.zero...(.seconds(7 * 86_400))), .zero,
        zh: "隔多久（至少 10 秒）主动联络一遍登记了地址的站点；0ms 表示不主动联络",
        en:
            "between rounds of calls to all stations whose address is known, 10 s at least; 0ms for none"
    )
    public static let timeout = ConfigKey(
        "pull.timeout", .duration(.seconds(1)...(.seconds(3_600))), .seconds(120),
        zh: "每个站点最多用多久，忙时等候也算在内",
        en: "how long one station may take, the time it is busy included")
    public static let parallel = ConfigKey(
        "pull.parallel", .count(1...64), 8,
        zh: "同时联络多少个站点", en: "stations that are called at once")

    static let all = [ConfigEntry(interval), ConfigEntry(timeout), ConfigEntry(parallel)]
}

/// What the server at `listen.sync` bears.
public enum ServerKeys {
    public static let bodySize = ConfigKey(
        "server.body-size", .size((2 << 20)...(8 << 20)), 8 << 20,
        zh: "一次联络请求最大多少；更大的不读", en: "the largest request; a larger one is not read")
    public static let bodyTime = ConfigKey(
        "server.body-time", .duration(.seconds(5)...(.seconds(3_600))), .seconds(60),
        zh: "一个请求最多用多久送完", en: "how long a request may take to arrive")
    public static let idleTime = ConfigKey(
        "server.idle-time", .duration(.seconds(5)...(.seconds(3_600))), .seconds(75),
        zh: "连接空闲多久后关闭", en: "how long a connection may stand idle")
    public static let answerTime = ConfigKey(
        "server.answer-time", .duration(.seconds(5)...(.seconds(3_600))), .seconds(120),
        zh: "一次回答最多处理多久，超过则请对方稍后再来",
        en: "how long an answer is worked on before the caller is asked to come back")
    public static let writeTime = ConfigKey(
        "server.write-time", .duration(.seconds(5)...(.seconds(3_600))), .seconds(60),
        zh: "回答的每 16 KiB 对方最多用多久收下", en: "how long a caller may take for 16 KiB of an answer")
    public static let requests = ConfigKey(
        "server.requests", .count(1...4_096), 256,
        zh: "同时处理多少个请求", en: "requests in work at once")
    public static let connections = ConfigKey(
        "server.connections", .count(1...65_536), 1_024,
        zh: "同时保持多少个连接", en: "connections open at once")
    public static let retryAfter = ConfigKey(
        "server.retry-after", .duration(.seconds(1)...(.seconds(86_400))), .seconds(30),
        zh: "忙不过来时请对方多久以后再来", en: "when a caller is asked to come back, if there is too much to do")
    public static let stopTime = ConfigKey(
        "server.stop-time", .duration(.seconds(1)...(.seconds(600))), .seconds(10),
        zh: "停止时，未完成的请求还可以用多久", en: "how long requests in work may still take after a stop")

    static let all = [
        ConfigEntry(bodySize), ConfigEntry(bodyTime), ConfigEntry(idleTime),
        ConfigEntry(answerTime), ConfigEntry(writeTime), ConfigEntry(requests),
        ConfigEntry(connections), ConfigEntry(retryAfter), ConfigEntry(stopTime),
    ]
}

/// Files that belong to records.
public enum AttachmentKeys {
    public static let maxBytes = ConfigKey(
        "attachment.max-bytes", .size((64 << 10)...(1 << 30)), 128 << 20,
        zh: "一个附件最大多少；更大的不附、不取、不收",
        en: "the largest attachment; a larger one is not added, asked for or taken")
    public static let dailyBytes = ConfigKey(
        "attachment.daily-bytes", .size(0...(1 << 40)), 1 << 30,
        zh: "每天与每个相邻节点最多收发多少附件；0B 表示不收发",
        en:
            "attachments that travel to and from each neighbour in a day, both ways together; 0B for none"
    )

    static let all = [ConfigEntry(maxBytes), ConfigEntry(dailyBytes)]
}

public enum LogKeys {
    public static let level = ConfigKey(
        "log.level", .choice, Logger.Level.notice,
        zh: "日志写到多细；-v 至少到 debug，-q 只写 error",
        en: "how much is logged; -v means debug at least, -q error only")
    public static let format = ConfigKey(
        "log.format", .choice, LogFormat.text,
        zh: "日志写成一行文字，还是每行一个 JSON 对象", en: "lines of text, or one JSON object a line")

    static let all = [ConfigEntry(level), ConfigEntry(format)]
}

public enum UIKeys {
    public static let language = ConfigKey(
        "ui.language", .choice, Language.zh,
        zh: "屏幕上的语言；也可用 --lang 或 YIZHAN_LANG",
        en: "the language of screens; also --lang or YIZHAN_LANG")

    static let all = [ConfigEntry(language)]
}
