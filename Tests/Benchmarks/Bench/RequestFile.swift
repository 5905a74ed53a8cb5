import Foundation

/// Requests one after the other in a file, each behind its length in eight bytes.
enum RequestFile {
    static func write(_ requests: [[UInt8]], to url: URL) throws {
        try Data().write(to: url)
        let file = try FileHandle(forWritingTo: url)
        defer { try? file.close() }
        for request in requests {
            let head = withUnsafeBytes(of: UInt64(request.count).bigEndian) { Data($0) }
            try file.write(contentsOf: head)
            try file.write(contentsOf: Data(request))
        }
    }

    /// Reads one request at a time: the reader's memory is what is measured.
    static func forEach(in url: URL, _ body: ([UInt8]) throws -> Void) throws {
        let file = try FileHandle(forReadingFrom: url)
        defer { try? file.close() }
        while let head = try file.read(upToCount: 8), head.count == 8 {
            let count = head.reduce(0) { $0 << 8 | UInt64($1) }
            guard let request = try file.read(upToCount: Int(count)) else { return }
            try body([UInt8](request))
        }
    }
}
