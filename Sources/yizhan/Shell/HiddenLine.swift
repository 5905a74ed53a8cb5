import Commands
import CoreFoundation
import Foundation
import Glibc

/// Asks somebody at the terminal for what nobody else should see: nothing of it is shown.
enum HiddenLine {
    /// At the terminal of the process, wherever its input and output lead; else at standard input.
    /// - Returns: nil where nobody answers.
    static func ask(_ question: String) -> [UInt8]? {
        let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC)
        defer { if terminal >= 0 { close(terminal) } }
        let (input, output) =
            terminal >= 0 ? (terminal, terminal) : (STDIN_FILENO, STDERR_FILENO)
        write(question, to: output)
        var settings = termios()
        guard tcgetattr(input, &settings) == 0 else { return SecretLine.read(from: input) }
        var silent = settings
        silent.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(input, TCSAFLUSH, &silent)
        defer {
            tcsetattr(input, TCSAFLUSH, &settings)
            write("\n", to: output)
        }
        return SecretLine.read(from: input)
    }

    private static func write(_ text: String, to descriptor: Int32) {
        try? FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
            .write(contentsOf: Data(text.utf8))
    }
}
