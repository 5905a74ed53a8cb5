import Store
import SyncCore

/// A round through the files of attachments on this node's disk, some blocks at a time: each is held against its name.
///
/// A file that has not come yet is no fault, nor one that this node may not have: of what is not here only that is
/// missed which was here once.
struct AttachmentRound {
    /// A file that was looked at to its end.
    struct Seen {
        let key: AttachmentKey
        /// nil for a sound one.
        let flaw: AttachmentFlaw?
        /// Whether it was known before that it has been here.
        let isKnown: Bool
    }

    private var waiting: [AttachmentKey] = []
    private var onceHere: [Scope: Set<Hash>] = [:]
    private var current: (key: AttachmentKey, look: AttachmentLook)?

    /// - Throws: `StoreError`.
    init(of home: NodeHome) throws {
        try home.store.view { view in
            for scope in try view.heldScopes() {
                let keys = Set(try view.attachmentItems(in: scope).map(\.key))
                guard !keys.isEmpty else { continue }
                onceHere[scope] = try view.attachmentsOnceHere(in: scope)
                waiting += keys.sorted { $0.name < $1.name }
            }
        }
        waiting.reverse()
    }

    var isOver: Bool { current == nil && waiting.isEmpty }

    /// Reads so many blocks; a file of which none is read counts as one. Alters nothing.
    /// - Throws: `StoreError`.
    mutating func goOn(at home: NodeHome, blocks: Int) throws -> [Seen] {
        var seen: [Seen] = []
        var left = blocks
        while left > 0, !isOver {
            if current == nil, let key = waiting.popLast() {
                current = try Self.begin(key, at: home)
            }
            guard let (key, look) = current else {
                left -= 1
                continue
            }
            left -= max(1, look.goOn(blocks: left))
            guard let result = look.result else { break }
            current = nil
            let isKnown = onceHere[key.scope]?.contains(key.name) == true
            switch result {
            case .sound: seen.append(Seen(key: key, flaw: nil, isKnown: isKnown))
            case .flawed(.missing) where !isKnown: break
            case .flawed(let flaw): seen.append(Seen(key: key, flaw: flaw, isKnown: isKnown))
            }
        }
        return seen
    }

    /// What is wrong with one file, read anew; nil for nothing.
    static func flaw(of key: AttachmentKey, at home: NodeHome) throws -> AttachmentFlaw? {
        guard let (_, look) = try begin(key, at: home) else { return nil }
        look.goOn()
        guard case .flawed(let flaw) = look.result else { return nil }
        return flaw
    }

    /// nil where there is nothing to compare it with: the file is not meant for this node, its personal part was
    /// erased, or is on its way.
    private static func begin(
        _ key: AttachmentKey, at home: NodeHome
    ) throws -> (AttachmentKey, AttachmentLook)? {
        let (salts, sizes) = try home.store.view { view in
            (try view.salts(of: key), try view.attachmentItems(named: key).map(\.size))
        }
        guard !salts.isEmpty else { return nil }
        return (key, home.attachments.look(at: key, salts: salts, sizes: sizes))
    }
}
