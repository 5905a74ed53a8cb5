import Store
import SyncCore

/// How many attachments wait, as far as this node knows. No part of what is delivered or pending.
public struct AttachmentBacklog: Codable, Hashable, Sendable {
    /// Here, and not yet said to be at the level above.
    public var toSend = 0
    /// Named by a record, and not here.
    public var toFetch = 0
}

extension NodeHome {
    /// - Throws: `StoreError`.
    public func attachmentBacklog() throws -> AttachmentBacklog {
        let above = try store.upstream()
        return try store.view { view in
            var backlog = AttachmentBacklog()
            for scope in try view.scopes().map(\.scope) {
                let items = try view.attachmentItems(in: scope)
                guard !items.isEmpty else { continue }
                let here = attachments.held(in: scope)
                backlog.toFetch += items.count { !here.contains($0.key.name) }
                guard let above, above.scopes.contains(scope) else { continue }
                let there = try view.attachmentsThere(above.origin, in: scope)
                backlog.toSend += items.count {
                    here.contains($0.key.name) && !there.contains($0.key.name)
                }
            }
            return backlog
        }
    }
}
