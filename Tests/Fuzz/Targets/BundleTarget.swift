import Authority
import SyncCore

extension FuzzTarget {
    /// A bundle, an opened chunk of one, or the text of its QR codes.
    static let bundle = FuzzTarget("bundle", seeds: Seeds.bundles) { bytes throws(Violation) in
        let texts = try pieces(bytes)
        let chunk = try chunk(bytes)
        let frames = try frames(bytes)
        return texts || chunk || frames
    }

    private static func frames(_ bytes: [UInt8]) throws(Violation) -> Bool {
        let result = try outcome { () throws(BundleError) in try BundleHeader(bytes: bytes) }
        guard case .success(let header) = result else { return false }
        try claim(bytes.starts(with: header.bytes), "a header has one spelling")
        let body = bytes.dropFirst(BundleHeader.byteCount)
        let findings = findings(body, of: header, piece: max(1, body.count))
        try claim(
            findings == self.findings(body, of: header, piece: 7),
            "how the file is read does not matter")
        var count = 0
        for finding in findings {
            switch finding {
            case .frame(let frame):
                try claim(frame.number < .max, "a number can be counted on from")
                count += frame.bytes(in: header).count
            case .damage(let bytes):
                try claim(bytes > 0, "damage has bytes")
                count += bytes
            }
        }
        try claim(count == body.count, "every byte is in a frame, or is damage")
        return true
    }

    private static func findings(
        _ body: ArraySlice<UInt8>, of header: BundleHeader, piece: Int
    ) -> [BundleScanner.Finding] {
        var scanner = BundleScanner(header)
        var findings: [BundleScanner.Finding] = []
        var rest = body
        while !rest.isEmpty {
            scanner.feed(rest.prefix(piece))
            rest = rest.dropFirst(piece)
            while let next = scanner.next(isAtEnd: false) { findings.append(next) }
        }
        while let next = scanner.next(isAtEnd: true) { findings.append(next) }
        return findings
    }

    private static func chunk(_ bytes: [UInt8]) throws(Violation) -> Bool {
        let result = try outcome { () throws(MalformedBytes) in try BundleChunk(bytes: bytes) }
        guard case .success(let chunk) = result else { return false }
        try claim(chunk.bytes == bytes, "a chunk has one spelling")
        let header = BundleHeader(recipient: stranger, encapsulatedKey: stranger)
        let isSigned = chunk.isSigned(by: stranger, number: 0, isLast: true, in: header)
        try claim(!isSigned, "nobody signs for another")
        return (try? Message(bytes: chunk.message)) != nil
    }

    private static func pieces(_ bytes: [UInt8]) throws(Violation) -> Bool {
        let text = String(decoding: bytes, as: UTF8.self)
        let result = try outcome { () throws(BundlePieces.Problem) in
            try BundlePieces.bundle(from: text)
        }
        guard case .success(let bundle) = result else { return false }
        guard let lines = BundlePieces.lines(of: bundle) else {
            throw Violation(description: "what was put together can be cut")
        }
        let again = try? BundlePieces.bundle(from: lines.joined(separator: "\n"))
        try claim(again == bundle, "and be put together again")
        return true
    }
}
