/// Why a text is not a checkpoint's note, or why none can be made of the parts.
///
/// A received note is to be refused as a whole; nothing in it may be believed.
public enum NoteError: Error, Hashable, Sendable {
    /// More than `Checkpoint.noteByteLimit` bytes.
    case tooLong
    /// Not the expected lines, each ended by a newline, with the empty one before the signatures.
    case lines
    /// A name that is empty, longer than `Checkpoint.nameByteLimit`, or not printable ASCII without
    /// space and `+`; or a log's signature line under another name than its checkpoint.
    case name
    /// A tree size that is not a 64-bit decimal in its shortest form.
    case size
    /// A root that is not the Base 64 of 32 bytes.
    case root
    /// A signature line of another form, or a signature of another length.
    case signature
    /// A cosignature's time beyond 2^63 − 1 seconds.
    case time
    /// Not an Ed25519 key of 32 bytes.
    case key
}
