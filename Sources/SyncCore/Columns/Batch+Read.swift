extension Batch {
    /// The changes, byte for byte, each with what there is of its personal part.
    ///
    /// Whatever it throws, the other batches of a message are not touched by it. What it gives has still
    /// to be checked against a root.
    /// - Parameters:
    ///   - prefix: the canonical bytes of the `prefixCount` changes before the first, one after the other.
    ///   - resolve: the record that the change at a dot made, as far as it is held.
    public func rows(
        after prefix: [UInt8] = [], packer: some FramePacker,
        resolve: @escaping (Dot) -> Entity? = { _ in nil }
    ) throws(BatchError) -> [Run.Row] {
        var reader = ColumnReader(
            try open.unpacked(by: packer, after: prefix), of: count, byteCount: byteCount)
        let columns: OpenColumns
        do throws(MalformedBytes) { columns = try OpenColumns(of: self, from: &reader) } catch {
            throw .malformed(error)
        }
        let parts = try personalContents(columns.personalCount, packer: packer)
        var assembler = ChangeAssembler(columns, of: self, personal: parts, resolve: resolve)
        return try assembler.rows()
    }

    private func personalContents(
        _ count: Int, packer: some FramePacker
    ) throws(BatchError) -> [PersonalContent] {
        guard let personal else {
            guard count == 0 else { throw .malformed(.init(.truncated, at: 0)) }
            return []
        }
        guard count > 0 else { throw .malformed(.init(.trailing, at: 0)) }
        var reader = ColumnReader(
            try personal.unpacked(by: packer), of: count, byteCount: personalLimit)
        return try PersonalColumns.read(count, from: &reader, atMost: personalLimit)
    }
}
