extension CanonicalChange {
    /// The bytes in two parts. They end where the header says: a reader needs no length to find it.
    public var halves: (header: ArraySlice<UInt8>, open: ArraySlice<UInt8>) {
        var writer = ByteWriter(reserving: 160)
        header.write(to: &writer)
        let end = writer.bytes.count
        return (bytes[..<end], bytes[end...])
    }
}
