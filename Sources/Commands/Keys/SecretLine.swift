import Glibc

/// A line that somebody types unseen, as the bytes that came: a passphrase need not be text.
public enum SecretLine {
    /// What is kept of a line; one more byte of a longer one, so that its length shows.
    private static let longest = 4_096

    /// Reads up to a line feed or the end, which are not kept.
    /// - Returns: nil where there is nothing more to read.
    public static func read(from descriptor: Int32) -> [UInt8]? {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        var isAny = false
        while true {
            let count = Glibc.read(descriptor, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count == 1 else { return isAny ? line : nil }
            isAny = true
            guard byte != 0x0A else { return line }
            if line.count <= longest { line.append(byte) }
        }
    }
}
