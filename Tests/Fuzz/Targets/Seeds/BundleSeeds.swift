import SyncCore

extension Seeds {
    /// Whole files, chunks as they are once they are opened, and texts of QR codes. Nothing is sealed:
    /// no fuzzer could open it, and a key would be another one every time.
    static func bundles() throws -> [[UInt8]] {
        let writer = try Writer(1)
        let header = BundleHeader(
            recipient: [UInt8](repeating: 4, count: 32),
            encapsulatedKey: [UInt8](repeating: 5, count: 32))
        let frames = (0..<4).map { number in
            BundleFrame(
                number: UInt32(number), isLast: number == 3,
                sealed: [UInt8](repeating: UInt8(number), count: 16 + 50 * number)
            ).bytes(in: header)
        }
        let whole = header.bytes + frames.joined()
        let damaged = header.bytes + frames[0] + frames[1].dropLast(9) + frames[2] + [1, 2, 3]
        let uncountable = BundleFrame(number: .max, isLast: true, sealed: frames[0]).bytes(
            in: header)
        var message = Message(origin: writer.origin, schemaVersion: 1, summary: .zero)
        message.keys = [writer.signer.publicKey]
        let chunks = try [[], [UInt8](repeating: 6, count: 131)].map { enrolment in
            try BundleChunk(
                message: message.bytes, enrolment: enrolment, number: 0, isLast: true, in: header,
                signer: writer.signer
            ).bytes
        }
        let text = (BundlePieces.lines(of: whole) ?? []).joined(separator: "\n")
        let long = BundlePieces.lines(of: whole + whole + whole) ?? []
        return [whole, damaged, header.bytes, header.bytes + uncountable] + chunks
            + [Array(text.utf8), Array(long.reversed().joined(separator: "\r\n").utf8)]
    }
}
