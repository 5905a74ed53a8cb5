public import ServiceRecords
import SyncCore

extension CommitDoor {
    /// Writes of an existing record only those groups whose value differs from what is shown; each
    /// whole, its untouched fields copied. The number of groups written.
    ///
    /// A group whose personal part is not held here cannot be written: it would be emptied unseen.
    @discardableResult
    public func edit(_ edit: Draft) throws -> Int {
        guard let entity = edit.entity else { return 0 }
        var whole = edit
        for number in edit.groupNumbers {
            guard let group = edit.kind.group(number) else { continue }
            let shown = try complete(group, of: entity, in: &whole)
            // Of two siblings, writing even the shown one decides something.
            let isOpen = try view.isConflict(entity, tag: edit.kind.tag(group), in: scope)
            if whole.fields(of: number) == shown, !isOpen { whole.drop(number) }
        }
        guard !whole.groupNumbers.isEmpty else { return 0 }
        try write(whole)
        return whole.groupNumbers.count
    }

    /// Writes of a record that is here what another station had of it: what the draft does not say of a group
    /// stays as it is shown; of a group that is not shown, what comes stands for itself.
    ///
    /// A group that is shown with these very values is written too, with a personal part of its own: the one
    /// that is here may be among those that somebody was asked to erase, and the node that writes need not
    /// have heard of it, or may have forgotten.
    public func write(handedOver draft: Draft) throws {
        guard let entity = draft.entity else { return }
        // Whoever is here again is shown, whoever had asked that they be erased.
        do {
            try withdrawErasure(of: entity, reason: Erasures.closing)
        } catch is ErasureRefusal {}
        var whole = draft
        for number in draft.groupNumbers {
            guard let group = draft.kind.group(number) else { continue }
            do {
                _ = try complete(group, of: entity, in: &whole)
            } catch StoreError.groupNotWhole, StoreError.unknownEntity {}
        }
        try write(whole)
    }

    /// Fills in what a draft leaves out of a group; what is shown of it.
    /// - Throws: `StoreError.groupNotWhole` where the author has not seen all of what is shown,
    ///   `.unknownEntity` where nothing is; the draft is then as it was.
    private func complete(_ group: Group, of entity: Entity, in draft: inout Draft) throws -> Fields
    {
        guard let shown = try view.fields(of: entity, draft.kind, group, in: scope) else {
            throw StoreError.unknownEntity(entity)
        }
        let isWhole = group.fields.allSatisfy(draft.states)
        let isSeen = try view.isSeen(entity, draft.kind.tag(group), by: context, in: scope)
        guard isWhole || isSeen else { throw StoreError.groupNotWhole(group.number) }
        for field in group.fields where !draft.states(field) {
            draft[field] = shown[field.number]
        }
        return shown
    }
}
