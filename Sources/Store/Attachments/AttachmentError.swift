/// Why something could not be done with the bytes of an attachment. What was whole before is whole.
public enum AttachmentError: Error, Equatable, Sendable {
    /// No room on the disk, or less than is kept free for records. Make room, then repeat.
    case full
    /// The file system answered with this number.
    case disk(errno: Int32)
    /// The bytes are not here, or not all of them.
    case missing
    /// What lies on the disk is not what was written there. It was set aside; fetch it again.
    case damaged
    /// Whole, and not what its name says. What was taken of it was dropped.
    case mismatch
    /// A piece that begins or ends where none may.
    case outOfLine
    /// A file that was to be added: it is no ordinary file, or may not be read.
    case unreadable
    /// It is empty, or longer than allowed.
    case size(UInt64)
    /// It became longer or shorter while it was read. Repeat.
    case changing
}
