/// Why a level ended otherwise than hoped for, as a fixed word, and what people read.
enum ResyncReason: String, CaseIterable {
    case fork, narrowed, busy, unsound, cancelled, disk
    case noRoom = "no-room"
    case diskFull = "disk-full"
    case storeBusy = "store-busy"
    case storeDamaged = "store-damaged"
    case noBundleKey = "no-bundle-key"
    case writtenAgain = "written-again"
    case damagedHereAlone = "damaged-here-alone"
    case askedBelow = "asked-below"
    case noLevelAbove = "no-level-above"
    case notGiven = "not-given"
    case notByItself = "not-by-itself"
    case backupNotWhole = "backup-not-whole"
    case filesMissing = "files-missing"
    case alteredAttachment = "altered-attachment"
    case missingAttachment = "missing-attachment"

    /// A word of a newer program stands for itself.
    static func chinese(_ word: String) -> String {
        Self(rawValue: word).map { "\($0.chinese)，\(word)" } ?? word
    }

    private var chinese: String {
        switch self {
        case .fork: "日志有两个分支"
        case .narrowed: "只修了指定范围"
        case .busy, .storeBusy: "一直有人在写"
        case .unsound: "取回的内容自身不一致"
        case .cancelled: "中途取消"
        case .disk: "磁盘出错"
        case .noRoom, .diskFull: "磁盘空间不够"
        case .storeDamaged: "数据库有损坏"
        case .noBundleKey: "没有县里的交换密钥"
        case .writtenAgain: "有损坏且别处没有，其后的已另写"
        case .damagedHereAlone: "有损坏，问过的节点都没有"
        case .askedBelow: "已向下级要"
        case .noLevelAbove: "没有上级"
        case .notGiven: "对方没有给"
        case .notByItself: "不能自行处理"
        case .backupNotWhole: "备份没有读回"
        case .filesMissing, .missingAttachment: "有附件的文件丢失，有的一方会送回"
        case .alteredAttachment: "有附件的文件损坏"
        }
    }
}

/// What a level counts, as a fixed word, and what people read.
enum ResyncFigure: String, CaseIterable {
    case damaged, mended, fetched, appended, healed, changes, pending, records, lost, copies, left
    case compared, findings, first, last, parted, resolved, files
    case roundTrips = "round-trips"

    /// A word of a newer program stands for itself.
    static func chinese(_ word: String) -> String { Self(rawValue: word)?.chinese ?? word }

    private var chinese: String {
        switch self {
        case .damaged: "损坏"
        case .mended: "修复"
        case .fetched: "取回"
        case .appended: "补入"
        case .healed: "复原"
        case .changes: "改动"
        case .pending: "未送达"
        case .records: "记录"
        case .lost: "丢失"
        case .copies: "另写"
        case .left: "未修"
        case .compared: "比较"
        case .findings: "不一致"
        case .first: "起"
        case .last: "止"
        case .parted: "分叉"
        case .resolved: "处理"
        case .files: "丢失的附件文件"
        case .roundTrips: "往返"
        }
    }
}

/// What a level has counted, or was to count.
public struct CountedWord: Sendable, Hashable {
    public let word: String
    public let value: Int64

    public init(_ word: String, _ value: Int64) {
        self.word = word
        self.value = value
    }

    var english: String { "\(word) \(value)" }
    var chinese: String { "\(ResyncFigure.chinese(word)) \(value)" }
}
