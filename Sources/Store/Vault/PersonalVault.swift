import Crypto
import Foundation
import GRDB
import SyncCore

/// The one place where personal parts rest: encrypted in a side table, each under the commitment that
/// stands in its leaf, and named again by keyed tokens.
///
/// AES-256-GCM; the commitment is authenticated along, so a row moved to another change does not
/// open. The key lies beside the database, never in it: a copied database shows no name.
struct PersonalVault: Sendable {
    private let sealingKey: SymmetricKey
    /// Under which the bytes of attachments rest, beside the database.
    let attachmentKey: SymmetricKey
    /// Begun with the key for tokens: a copy of it takes a message in half the time.
    private let tokenHash: HMAC<SHA256>
    /// From which masks for numbers are made.
    private let maskKey: SymmetricKey
    private let randomness: any Randomness
    private let memo = TokenMemo()

    init(key: [UInt8], randomness: any Randomness) {
        let master = SymmetricKey(data: key)
        sealingKey = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: master, info: Data("yizhan vault seal".utf8), outputByteCount: 32)
        attachmentKey = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: master, info: Data("yizhan attachment seal".utf8),
            outputByteCount: 32)
        tokenHash = HMAC(
            key: HKDF<SHA256>.deriveKey(
                inputKeyMaterial: master, info: Data("yizhan vault token".utf8),
                outputByteCount: 32))
        maskKey = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: master, info: Data("yizhan vault mask".utf8), outputByteCount: 32)
        self.randomness = randomness
    }

    /// The mask under which numbers are shown on account of one statement, and of no other.
    func mask(for statement: Entity) throws -> NumberMask {
        let code = HMAC<SHA256>.authenticationCode(for: statement.bytes, using: maskKey)
        guard let mask = NumberMask(secret: Array(code)) else {
            throw StoreError.damaged("vault")
        }
        return mask
    }

    /// A fresh salt for a new part.
    func salt() -> [UInt8] { randomness.bytes(PersonalPart.saltBytes) }

    /// Keeps the part of a change that is being appended. Where a part lies there of a change that is gone from
    /// the end of the log, it gives way.
    func store(_ content: PersonalContent, at dot: LocalDot, in db: Database) throws {
        guard let (commitment, sealed) = try sealed(content) else { return }
        try Prepared(db, "INSERT OR REPLACE INTO personal(dot, commitment, sealed) VALUES(?, ?, ?)")
            .run {
                $0.dot(1, dot)
                $0.hash(2, commitment)
                if let sealed { $0.bytes(3, sealed) } else { $0.null(3) }
            }
    }

    /// What is written down of a part; nil where there is none, no bytes where it is withheld.
    func sealed(_ content: PersonalContent) throws -> (commitment: Hash, sealed: [UInt8]?)? {
        switch content {
        case .none: nil
        case .withheld(let hash): (hash, nil)
        case .held(let part):
            (part.commitment, try seal(part, commitment: part.commitment))
        }
    }

    /// The part that was written down so.
    func content(commitment: Hash?, sealed: [UInt8]?) throws -> PersonalContent {
        guard let commitment else { return .none }
        guard let sealed else { return .withheld(commitment) }
        return .held(try open(sealed, commitment: commitment))
    }

    /// The part of a change as it is held; `none` when none was written.
    func content(at dot: LocalDot, in db: Database) throws -> PersonalContent {
        let statement = try db.cachedStatement(
            sql: "SELECT commitment, sealed FROM personal WHERE dot = ?")
        guard let row = try Row.fetchOne(statement, arguments: [dot]) else { return .none }
        guard let commitment = Hash(bytes: row.bytes("commitment")) else {
            throw StoreError.damaged("commitment")
        }
        return try content(
            commitment: commitment, sealed: (row.cell("sealed") as Data?).map { [UInt8]($0) })
    }

    /// What a text is found by without standing anywhere: a truncated keyed hash.
    func token(_ category: String, _ text: String) -> Data {
        Data(code(Self.message(category, text)).prefix(8))
    }

    /// The same for the index of volunteers: six bytes, as a number.
    func token(_ term: NameTerm) -> Int64 {
        let message = Self.message(term.category.rawValue, term.text)
        return term.category.isWhole ? number(message) : memo.token(of: message, orMake: number)
    }

    private func number(_ message: [UInt8]) -> Int64 {
        code(message).prefix(6).reduce(0) { $0 << 8 | Int64($1) }
    }

    private func code(_ message: [UInt8]) -> HMAC<SHA256>.MAC {
        var hash = tokenHash
        hash.update(data: message)
        return hash.finalize()
    }

    private static func message(_ category: String, _ text: String) -> [UInt8] {
        var message = Array(category.utf8)
        message.append(0)
        message.append(contentsOf: text.utf8)
        return message
    }

    /// Bytes that may hold personal parts, under a name that has to be given again to open them.
    func seal(_ bytes: [UInt8], as name: [UInt8]) throws -> [UInt8] {
        let nonce = try AES.GCM.Nonce(data: randomness.bytes(12))
        let box = try AES.GCM.seal(bytes, using: sealingKey, nonce: nonce, authenticating: name)
        guard let combined = box.combined else { throw StoreError.damaged("vault") }
        return [UInt8](combined)
    }

    /// - Throws: `StoreError.damaged` for anything that was not sealed here under this name.
    func open(_ sealed: [UInt8], as name: [UInt8]) throws -> [UInt8] {
        guard let box = try? AES.GCM.SealedBox(combined: sealed),
            let plain = try? AES.GCM.open(box, using: sealingKey, authenticating: name)
        else { throw StoreError.damaged("vault") }
        return [UInt8](plain)
    }

    private func seal(_ part: PersonalPart, commitment: Hash) throws -> [UInt8] {
        let nonce = try AES.GCM.Nonce(data: randomness.bytes(12))
        let box = try AES.GCM.seal(
            part.salt + part.payload, using: sealingKey, nonce: nonce,
            authenticating: commitment.bytes)
        guard let combined = box.combined else { throw StoreError.damaged("vault") }
        return [UInt8](combined)
    }

    /// - Throws: `StoreError.damaged` for anything that was not sealed here under this commitment.
    func open(_ sealed: [UInt8], commitment: Hash) throws -> PersonalPart {
        guard let box = try? AES.GCM.SealedBox(combined: sealed),
            let plain = try? AES.GCM.open(
                box, using: sealingKey, authenticating: commitment.bytes),
            plain.count >= PersonalPart.saltBytes,
            let part = try? PersonalPart(
                salt: [UInt8](plain.prefix(PersonalPart.saltBytes)),
                payload: [UInt8](plain.dropFirst(PersonalPart.saltBytes)))
        else { throw StoreError.damaged("vault") }
        return part
    }
}
