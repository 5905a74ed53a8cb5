import Foundation
import Interchange
import Texts

/// A file that is written a row at a time, in pieces of a mebibyte.
struct GeneratedFile {
    let seed: UInt64
    private let handle: FileHandle
    private let path: String
    private let writer = CSVWriter(.exact)
    private var buffer: [UInt8]

    init(_ path: String, seed: UInt64) throws {
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let handle = FileHandle(forWritingAtPath: path)
        else { throw Self.failed(path) }
        self.seed = seed
        self.handle = handle
        self.path = path
        buffer = CSVWriter.byteOrderMark
    }

    mutating func row(_ cells: [String]) throws {
        buffer += writer.row(cells)
        if buffer.count >= 1 << 20 { try flush() }
    }

    mutating func close() throws {
        try flush()
        do { try handle.close() } catch { throw Self.failed(path) }
    }

    private mutating func flush() throws {
        do { try handle.write(contentsOf: Data(buffer)) } catch { throw Self.failed(path) }
        buffer.removeAll(keepingCapacity: true)
    }

    static func failed(_ path: String) -> Problem {
        Problem("disk", .disk, .diskFailed(path), remedy: .diskRemedy)
    }
}
