import Store
import SyncCore

/// How many attachments wait, as far as this node knows. No part of what is delivered or pending.
public struct AttachmentBacklog: Codable, Hashable, Sendable {
    /// Here, and not yet said to be at the level above.
    public var toSend = 0
    /// Named by a record, not here, and such that this node would ask for it.
    public var toFetch = 0
}

extension NodeHome {
    /// - Throws: `StoreError`.
    public func attachmentBacklog(
        _ settings: AttachmentSettings = .init()
    ) throws -> AttachmentBacklog {
        let above = try store.upstream()
        return try store.view { view in
            var backlog = AttachmentBacklog()
            for scope in try view.heldScopes() {
                let items = try view.attachmentItems(in: scope)
                guard !items.isEmpty else { continue }
                let here = attachments.held(in: scope)
                let lacked = items.filter {
                    !here.contains($0.key.name) && $0.size <= UInt64(settings.maxBytes)
                }
                // A name counts once, however many lengths are said of it.
                backlog.toFetch += try Set(lacked.map(\.key)).count {
                    try view.claim(to: $0) != nil
                }
                guard let above, above.scopes.contains(scope) else { continue }
                backlog.toSend +=
                    Set(items.map(\.key.name)).intersection(here)
                    .subtracting(try view.attachmentsThere(above.origin, in: scope)).count
            }
            return backlog
        }
    }
}
