import Store
import SyncCore

extension StoreView {
    /// What shows that this node may have an attachment; nil where none of its salts is held.
    /// - Throws: `StoreError`.
    func claim(to key: AttachmentKey) throws -> AttachmentRequest.Claim? {
        try salts(of: key).first.map { .init(name: key.name, salt: $0) }
    }

    /// Whether it was made by somebody who holds a salt that this node holds too: nobody else is given
    /// bytes, or taken at their word.
    /// - Throws: `StoreError`.
    func isProved(_ claim: AttachmentRequest.Claim, in scope: Scope) throws -> Bool {
        try salts(of: AttachmentKey(scope: scope, name: claim.name)).contains {
            AttachmentName.proof(of: claim.name, salt: $0) == claim.proof
        }
    }
}
