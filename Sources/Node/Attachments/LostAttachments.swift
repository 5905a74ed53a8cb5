public import Store
import SyncCore

/// Attachments whose files are not here and that somebody has to know of, by what this node has noted; nothing is read.
public struct LostAttachments: Sendable {
    /// Whose files were on this node's disk once; whoever has them gives them again.
    public private(set) var gone: [AttachmentKey] = []
    /// Whose files nobody has who was asked, nor anybody else is known to have; some of them were never here.
    public private(set) var nowhere: [AttachmentKey] = []

    /// Milliseconds for which a file may well be on its way to whoever was asked.
    private static let travelling: Int64 = 3 * 86_400_000

    /// - Throws: `StoreError`.
    public init(of home: NodeHome) throws { try self.init(of: home, at: home.clock.now) }

    init(of home: NodeHome, at now: Int64) throws {
        for scope in try home.store.view({ try $0.heldScopes() }) {
            try look(at: scope, home, before: now - Self.travelling)
        }
    }

    private mutating func look(at scope: Scope, _ home: NodeHome, before limit: Int64) throws {
        let items = try home.store.view { try $0.attachmentItems(in: scope) }
        let keys = Set(items.map(\.key)).filter { !home.attachments.isHeld($0) }
        guard !keys.isEmpty else { return }
        let above = try home.store.upstream().flatMap { peer in
            try peer.scopes.contains(scope)
                && home.store.personalPolicy(of: scope, towards: peer) == .parts
                ? peer.origin : nil
        }
        try home.store.view { view in
            let peers = try [above].compactMap(\.self) + view.peers(below: scope).map(\.origin)
            let there = try peers.reduce(into: Set<Hash>()) {
                $0.formUnion(try view.attachmentsThere($1, in: scope))
            }
            let inVain = try view.attachmentsInVain(in: scope)
            let onceHere = try view.attachmentsOnceHere(in: scope)
            for key in keys.sorted(by: { $0.name < $1.name })
            where try view.claim(to: key) != nil {
                let wasHere = onceHere.contains(key.name)
                if wasHere { gone.append(key) }
                guard !there.contains(key.name), peers.isEmpty || inVain.contains(key.name) else {
                    continue
                }
                if try wasHere || view.firstNamed(key).map({ $0 < limit }) ?? true {
                    nowhere.append(key)
                }
            }
        }
    }
}

extension NodeHome {
    /// That it is here now. What could not be written down a patrol finds.
    public func noteHere(_ key: AttachmentKey) {
        try? store.noteAttachmentHere(key, by: origin)
    }

    /// Takes a file that is no good out of what is held here, and keeps it; it is missed from then on.
    public func setAside(_ key: AttachmentKey) {
        noteHere(key)
        attachments.setAside(key)
    }
}
