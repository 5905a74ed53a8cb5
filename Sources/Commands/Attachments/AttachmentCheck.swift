import Node
import Store
import SyncCore

/// The files of attachments held against their names, a block at a time.
struct AttachmentCheck {
    /// The records whose files are not what they were. Such a file is set aside, so that it is fetched again.
    private(set) var damaged: [Entity] = []
    /// The records whose files the disk does not give: they may be good, and stay where they are.
    private(set) var unread: [Entity] = []
    /// Parts, and files that were set aside, of which nothing can come any more.
    private(set) var swept = 0

    /// - Throws: `StoreError`.
    init(_ place: Workplace) throws {
        let found = try AttachmentFindings(of: place.home)
        func entities(_ keys: [AttachmentKey]) throws -> [Entity] {
            try place.store.view { view in try keys.flatMap(view.entities) }
        }
        let spoiled = found.keys(\.isSpoiled)
        if !place.isDryRun { spoiled.forEach(place.home.setAside) }
        damaged = try entities(spoiled)
        unread = try entities(found.keys { $0 == .unread })
        for card in try place.store.view({ try $0.scopes() }) { try sweep(card.scope, place) }
    }

    /// What no salt is held for can neither be finished nor compared. A whole file stays: the record of one
    /// that is being added comes after it.
    private mutating func sweep(_ scope: Scope, _ place: Workplace) throws {
        let folder = place.home.attachments
        let (parts, asides) = (folder.parts(in: scope), folder.asides(in: scope))
        for name in parts.union(asides) {
            let key = AttachmentKey(scope: scope, name: name)
            guard try place.store.view({ try $0.salts(of: key) }).isEmpty else { continue }
            if !place.isDryRun { folder.sweep(key) }
            swept += [parts, asides].count { $0.contains(name) }
        }
    }
}
