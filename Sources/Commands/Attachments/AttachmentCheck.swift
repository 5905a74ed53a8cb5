import Node
import Store
import SyncCore

/// The files of attachments held against their names, a block at a time.
enum AttachmentCheck {
    /// The records whose files are not what they were. Such a file is set aside, so that it is fetched again.
    /// - Throws: `StoreError`, `AttachmentError` of the disk.
    static func damaged(_ place: Workplace) throws -> [Entity] {
        let folder = place.home.attachments
        var damaged: [Entity] = []
        for card in try place.store.view({ try $0.scopes() }) {
            let held = folder.held(in: card.scope)
            guard !held.isEmpty else { continue }
            for name in held.sorted() {
                let key = AttachmentKey(scope: card.scope, name: name)
                let salts = try place.store.view { try $0.salts(of: key) }
                // No record that counts speaks of it: nothing to compare it with.
                guard !salts.isEmpty, try !folder.verify(key, salts: salts) else { continue }
                if !place.isDryRun { folder.setAside(key) }
                damaged += try place.store.view { try $0.entities(naming: key) }
            }
        }
        return damaged
    }
}
