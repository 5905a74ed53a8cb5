extension CodeLists {
    /// 文件类型 of an attachment, told by its first bytes.
    public static let mediaType = CodeList(
        "media-type",
        """
        01 JPEG照片/JPEG/jpg JPEG image
        02 PNG图片/PNG PNG image
        03 HEIC照片/HEIC/HEIF HEIC image
        04 WebP图片/WebP WebP image
        05 PDF文件/PDF PDF document
        06 TIFF图片/TIFF TIFF image
        99 其他/其它 other
        """)
}
