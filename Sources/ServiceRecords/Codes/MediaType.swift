/// What a file is by its first bytes; its name proves nothing.
public enum MediaType {
    /// So many bytes are looked at.
    public static let headBytes = 12

    private static let other = "99"

    /// The code of the list `media-type`.
    public static func code(ofHead head: some Collection<UInt8>) -> String {
        let head = Array(head.prefix(headBytes))
        if head.starts(with: [0xFF, 0xD8, 0xFF]) { return "01" }
        if head.starts(with: [0x89] + Array("PNG\r\n".utf8)) { return "02" }
        if head.starts(with: Array("%PDF-".utf8)) { return "05" }
        if head.starts(with: [0x49, 0x49, 0x2A, 0]) || head.starts(with: [0x4D, 0x4D, 0, 0x2A]) {
            return "06"
        }
        let brand = Array(head.dropFirst(8).prefix(4))
        if head.starts(with: Array("RIFF".utf8)), brand == Array("WEBP".utf8) { return "04" }
        let isBox = Array(head.dropFirst(4).prefix(4)) == Array("ftyp".utf8)
        return isBox && brands.contains(brand) ? "03" : other
    }

    private static let brands = ["heic", "heix", "hevc", "heif", "mif1", "msf1"].map {
        Array($0.utf8)
    }
}
