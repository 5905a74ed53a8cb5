/// How often members are named in the outermost object of a JSON text: a decoder keeps one of two that have
/// the same name, and says nothing.
enum JSONMembers {
    /// - Parameter bytes: JSON that a decoder has read as an object.
    static func count(in bytes: [UInt8]) -> Int {
        var (depth, count) = (0, 0)
        var (isInText, isEscaped) = (false, false)
        for byte in bytes {
            if isInText {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInText = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isInText = true
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: ":") where depth == 1: count += 1
            default: break
            }
        }
        return count
    }
}
