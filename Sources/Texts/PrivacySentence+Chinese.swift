extension PrivacySentence {
    var chinese: String {
        switch self {
        case .erasureAsked(let id): "已申请删除 \(id) 的个人信息；从现在起各处都不再显示"
        case .erasureAskedNext: "由县里另一人执行 yizhan volunteer erase --confirm 后真正删除；服务时长不变"
        case .erasureOthers(let ids):
            "▲ 同一人还登记为 \(ids.joined(separator: "、"))（已合并）：请另行申请删除"
        case .erased(let id, let parts):
            "已删除 \(id) 的个人信息（\(parts) 份）；服务时长和校验不变，其他节点下次同步时一并删除"
        case .erasureWithdrawn(let id): "已撤回对 \(id) 的删除申请；尚未删除的个人信息恢复显示"
        case .noErasures: "没有删除个人信息的申请"
        case .erasureRow(let id, let state, let at, let reason, let needsYou):
            "\(needsYou ? "▲" : "·") \(id)  \(Self.word(state))  \(at)  \(reason)"
        case .erasureNotAsked(let id): "没有人申请删除 \(id) 的个人信息"
        case .erasureNotAskedRemedy: "请先由另一人用 yizhan volunteer erase --reason 申请"
        case .erasureAlreadyAsked(let id): "已经有人申请删除 \(id) 的个人信息"
        case .lookAtErasures: "请用 yizhan volunteer erasures 查看"
        case .erasureAtCounty: "只有县里能确认删除"
        case .erasureAtCountyRemedy: "申请已随同步送到县里；请联系县中心确认"
        case .erasureSameActor: "申请人不能自己确认删除"
        case .erasureSameActorRemedy: "请由另一人确认"
        case .erasureNeedsLogin:
            "在县里申请删除要以本人的名义：未登录时提的申请无人能确认，因为这里的任何人都可能就是申请人；未作任何改动"
        case .erasureNeedsLoginRemedy:
            "请先用 yizhan user login 登录再申请（用户由 yizhan user add 设立）；或请站点申请"
        case .erasureAskedNameless: "这项申请是在这里未登录时提的：任何人都可能就是申请人，所以这里无人能确认"
        case .erasureAskedNamelessRemedy:
            "请登录后撤回申请（--withdraw --reason）并重新申请；再由另一人登录确认"
        case .erasureNameless: "这项申请是在这里登录后提的：未登录的人可能就是申请人"
        case .erasureNamelessRemedy: "请由另一人用 yizhan user login 登录后确认"
        case .erasureNothingLeft(let id): "\(id) 的个人信息已全部删除"
        case .isHidden: "已申请删除，个人信息不再显示"
        case .isErased: "个人信息已按申请删除"
        case .revealed(let id): "\(id) 的个人信息（本次查看已记入日志）"
        case .noDryReveal: "查看完整信息必须留痕，不能试算"
        case .purposeNeeded: "不满14周岁：查看完整信息须有经批准的用途"
        case .unknownPurpose: "没有这一用途，或已停用"
        case .purposeRemedy(let purposes): "请用 --purpose 指明：\(purposes.joined(separator: "；"))"
        case .exported(let rows, let file): "已写入 \(file)：\(rows) 行；导出已记入日志"
        case .wouldExport(let rows): "将导出 \(rows) 行"
        case .exportedNext: "文件里有个人信息：用完请删除，不要发到微信群"
        case .childrenLeftOut(let count): "没有经批准的用途（--purpose）：不满14周岁的 \(count) 行没有导出"
        case .damagedLeftOut(let count):
            "有 \(count) 行被本机磁盘改坏，读不出来，没有导出：用 yizhan resync plan --level verify 查明，--level repair 修复后请再导出一次"
        case .vaultSealed: "个人信息的密钥由口令保护，没有给出口令"
        case .vaultSealedRemedy:
            "请在终端输入口令，或用环境变量 YIZHAN_VAULT_PASSPHRASE_FILE 指明口令文件；不再需要口令时用 yizhan key unseal"
        case .wrongPassphrase: "口令不对：个人信息的密钥打不开"
        case .wrongPassphraseRemedy: "请核对口令；口令丢失后谁也打不开，只能从别的节点或备份恢复"
        case .sealedNow: "个人信息的密钥已由口令保护；以后每次打开都要口令"
        case .sealedNext: "口令丢失后谁也打不开：请把它另外妥善保存"
        case .unsealedNow: "个人信息的密钥不再由口令保护"
        case .alreadySealed: "密钥已由口令保护"
        case .notSealed: "密钥没有用口令保护"
        case .passphraseLength(let range): "口令须有 \(range.lowerBound) 到 \(range.upperBound) 个字节"
        case .passphraseNeeded: "没有给出口令：个人信息的密钥仍是文件，未作任何改动"
        case .passphraseNeededRemedy:
            "请在终端输入新口令，或用 --passphrase-file 或环境变量 YIZHAN_VAULT_PASSPHRASE_FILE 指明口令文件"
        case .passphrasesDiffer: "两次输入的口令不同，未作任何改动"
        case .passphraseFileMissing(let path): "读不了口令文件 \(path)"
        case .askPassphrase: "口令："
        case .askPassphraseAgain: "再输入一次："
        case .reasonNeeded: "请用 --reason 写明原因"
        case .reasonTooLong(let limit): "原因不能超过 \(limit) 个字"
        case .reasonNamesPerson: "原因里写有本人的姓名或号码；原因永久保留，不能再删除"
        case .reasonNamesPersonRemedy: "请改写原因，不要写出是谁"
        case .reasonNotOneLine: "原因要写成一行，不能含换行和控制字符；未作任何改动"
        case .reasonHoldsNumber: "原因里写有身份证号码或电话号码；原因永久保留，不能再删除；未作任何改动"
        }
    }

    private static func word(_ state: ErasureState) -> String {
        switch state {
        case .asked: "等县里确认"
        case .erased: "已删除"
        case .rewritten(let count): "删除后又收到 \(count) 份个人信息：可再次确认删除，或撤回申请"
        }
    }
}
