import Foundation

/// A drawn QR code, as its picture shows it to whoever did not draw it.
public struct DrawnCode: Sendable {
    /// Modules, the margin among them.
    public let side: Int
    private var dark: Set<[Int]> = []

    /// nil where it is no such picture.
    public init?(svg: String) {
        guard let box = svg.firstMatch(of: /viewBox="0 0 (\d+) (\d+)"/), let side = Int(box.1),
            let path = svg.matches(of: /d="([^"]*)"/).last?.1
        else { return nil }
        self.side = side
        for run in path.matches(of: /M(\d+) (\d+)h(\d+)v1H(\d+)z/) {
            let (x, y, count) = (Int(run.1) ?? 0, Int(run.2) ?? 0, Int(run.3) ?? 0)
            for step in 0..<count { dark.insert([x + step, y]) }
        }
    }

    /// What another program, zbarimg, reads in it; empty where it reads nothing.
    public func read() throws -> String {
        let scale = 4
        var pixels = Array("P5 \(side * scale) \(side * scale) 255\n".utf8)
        for y in 0..<side * scale {
            for x in 0..<side * scale {
                pixels.append(dark.contains([x / scale, y / scale]) ? 0 : 255)
            }
        }
        let file = FileManager.default.temporaryDirectory
            .appendingPathComponent("qr-\(UUID().uuidString).pgm")
        try Data(pixels).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let reader = Process()
        reader.executableURL = URL(fileURLWithPath: "/usr/bin/zbarimg")
        reader.arguments = ["--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", file.path]
        let output = Pipe()
        reader.standardOutput = output
        reader.standardError = FileHandle.nullDevice
        try reader.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        reader.waitUntilExit()
        return String(decoding: text, as: UTF8.self).trimmingCharacters(in: .newlines)
    }
}
