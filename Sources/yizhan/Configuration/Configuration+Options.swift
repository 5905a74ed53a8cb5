import Foundation
import Logging
import Node
import NodeConfiguration

extension Configuration {
    /// The global flags laid over what was configured.
    mutating func lay(_ options: GlobalOptions) {
        if let language = options.language { set(UIKeys.language, to: language, flag: "--lang") }
        if options.quiet {
            set(LogKeys.level, to: .error, flag: "--quiet")
        } else if options.verbose, self[LogKeys.level] > .debug {
            set(LogKeys.level, to: .debug, flag: "--verbose")
        }
    }

    /// The logger of this process.
    var log: Logger {
        NodeLogHandler.logger(level: self[LogKeys.level], format: self[LogKeys.format])
    }
}
