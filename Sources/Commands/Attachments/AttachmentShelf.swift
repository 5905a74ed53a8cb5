import Node
import ServiceRecords
import Store
import SyncCore
import Texts

/// What of all attachments is here, and what the level above has said to hold.
struct AttachmentShelf {
    private let folder: AttachmentFolder
    private let held: [Scope: Set<Hash>]
    /// nil at the highest level.
    private let there: [Scope: Set<Hash>]?

    init(_ place: Workplace) throws {
        let folder = place.home.attachments
        let upstream = try place.store.upstream()
        let scopes = try place.store.view { try $0.heldScopes() }
        self.folder = folder
        held = Dictionary(uniqueKeysWithValues: scopes.map { ($0, folder.held(in: $0)) })
        there = try upstream.map { above in
            try place.store.view { view in
                Dictionary(
                    uniqueKeysWithValues: try scopes.map {
                        ($0, try view.attachmentsThere(above.origin, in: $0))
                    })
            }
        }
    }

    func view(_ card: AttachmentCard, isOfChild: Bool) -> AttachmentView {
        guard let item = card.item else {
            return AttachmentView(card, .missing, isThere: nil, isOfChild: isOfChild)
        }
        guard held[card.scope]?.contains(item.key.name) != true else {
            let isThere = there.map { $0[card.scope]?.contains(item.key.name) == true }
            return AttachmentView(card, .here, isThere: isThere, isOfChild: isOfChild)
        }
        let bytes = folder.held(of: item)
        return AttachmentView(
            card, bytes > 0 ? .coming(percent: Int(bytes * 100 / item.size)) : .missing,
            isThere: nil, isOfChild: isOfChild)
    }
}
