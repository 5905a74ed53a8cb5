/// Why a batch could not be read. Nothing of it is taken. A head that cannot be read makes its whole
/// message malformed; what is found out later concerns its run alone (I13).
public enum BatchError: Error, Equatable, Sendable {
    /// The sender speaks a format that this build does not know. Upgrade before trying again.
    case unsupportedVersion(UInt8)
    /// The bytes contradict the format; the position is that in the batch, or in a frame of it.
    case malformed(MalformedBytes)
    /// It claims to hold more than a batch may, or than so few bytes give. Nothing was allocated for it.
    case tooLarge
    /// A frame does not unpack to what was said of it: damaged, or packed after another prefix.
    case damaged
    /// A change that is named as the maker of a record is not held here, or makes none. Ask for the
    /// literal form.
    case missingTarget(Dot)
}
