/// What a command's exit status says to scripts (after BSD's sysexits, with meanings of our own below
/// 64). "No" and "something is wrong" never share a number.
public enum ExitStatus: Int32, Sendable, CaseIterable {
    case done = 0
    /// The answer is "no", or there is a difference. Never an error.
    case no = 1
    /// Done in part; the rest is listed; safe to repeat.
    case partly = 3
    case waitingForApproval = 4
    case usage = 64
    case badInput = 65
    case inputNotFound = 66
    case otherNodeUnreachable = 69
    /// A bug: please report it.
    case bug = 70
    case disk = 74
    /// Temporary; try again.
    case temporary = 75
    case versionMismatch = 76
    case notPermitted = 77
    case configuration = 78
}
