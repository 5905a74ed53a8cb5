/// A file that belongs to a record: the photo of a sign-in sheet, a letter, evidence. The bytes stand
/// beside the logs; here is what names them.
///
/// The salt is personal: whoever may not read the personal part can neither guess what is in the file
/// nor ask for it; a name without its part leads nowhere (docs/PROTOCOL.md, Attachments), though the
/// bytes stay where they are (decision 0022). So are the file's name and the caption, which tend to hold
/// names of persons.
public enum Attachment {
    /// The record that it belongs to.
    public static let subject = Field.open(10, 1, "subject", .reference)
    /// Bytes.
    public static let size = Field.open(10, 2, "size", .int)
    public static let mediaType = Field.open(10, 3, "media_type", .code("media-type"))
    /// SHA-256 of salt and bytes, 64 lower-case hexadecimal digits: the name by which the file goes.
    public static let digest = Field.open(10, 4, "digest", .text)
    /// 32 lower-case hexadecimal digits.
    public static let salt = Field.personal(10, 5, "salt")
    public static let fileName = Field.personal(10, 6, "file_name")
    public static let caption = Field.personal(10, 7, "caption")

    public static let content = Group(
        10, "content", zh: "内容", [subject, size, mediaType, digest, salt, fileName, caption])

    public static let kind = Kind(38, "attachment", zh: "附件", [content])
}
