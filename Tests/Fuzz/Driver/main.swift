import Foundation
import FuzzTargets

// libFuzzer over one target, or the seeds of them all:
//
//     yizhan-fuzz seeds DIRECTORY
//     YIZHAN_FUZZ_TARGET=canonical yizhan-fuzz [options of libFuzzer] [files and folders]

/// In libFuzzer, which is linked in.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

private let name = ProcessInfo.processInfo.environment["YIZHAN_FUZZ_TARGET"]
private let target = FuzzTarget.all.first { $0.name == name }

if CommandLine.arguments.count == 3, CommandLine.arguments[1] == "seeds" {
    try writeSeeds(below: URL(filePath: CommandLine.arguments[2], directoryHint: .isDirectory))
    exit(0)
}
guard target != nil else {
    let names = FuzzTarget.all.map(\.name).joined(separator: " ")
    FileHandle.standardError.write(Data("YIZHAN_FUZZ_TARGET is one of: \(names)\n".utf8))
    exit(64)
}
private var count = CommandLine.argc
private var arguments = CommandLine.unsafeArgv
exit(
    runDriver(&count, &arguments) { bytes, count in
        do throws(Violation) {
            _ = try target?.check(Array(UnsafeBufferPointer(start: bytes, count: count)))
        } catch { fatalError("\(error)") }
        return 0
    })
