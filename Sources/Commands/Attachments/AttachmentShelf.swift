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
    /// What is here and the level above may lack; what is not here.
    let waiting: (toSend: Int, toFetch: Int)

    init(_ place: Workplace) throws {
        folder = place.home.attachments
        let upstream = try place.store.upstream()
        var held: [Scope: Set<Hash>] = [:]
        var there: [Scope: Set<Hash>] = [:]
        var waiting = (toSend: 0, toFetch: 0)
        try place.store.view { view in
            for card in try view.scopes() {
                let items = try view.attachmentItems(in: card.scope)
                guard !items.isEmpty else { continue }
                let here = place.home.attachments.held(in: card.scope)
                held[card.scope] = here
                waiting.toFetch += items.count { !here.contains($0.key.name) }
                guard let upstream, upstream.scopes.contains(card.scope) else { continue }
                let known = try view.attachmentsThere(upstream.origin, in: card.scope)
                there[card.scope] = known
                waiting.toSend += items.count {
                    here.contains($0.key.name) && !known.contains($0.key.name)
                }
            }
        }
        self.held = held
        self.there = upstream == nil ? nil : there
        self.waiting = waiting
    }

    func view(_ card: AttachmentCard) -> AttachmentView {
        guard let item = card.item else { return AttachmentView(card, .missing, isThere: nil) }
        guard held[card.scope]?.contains(item.key.name) != true else {
            let isThere = there.map { $0[card.scope]?.contains(item.key.name) == true }
            return AttachmentView(card, .here, isThere: isThere)
        }
        let bytes = folder.held(of: item)
        return AttachmentView(
            card, bytes > 0 ? .coming(percent: Int(bytes * 100 / item.size)) : .missing,
            isThere: nil)
    }
}
