/// A moment on the clock that runs since this machine was switched on, and that nobody can set.
public struct BootTime: Hashable, Sendable {
    /// Names one run of the machine.
    public let boot: String
    /// Milliseconds since it began, those in sleep included.
    public let milliseconds: Int64

    public init(boot: String, milliseconds: Int64) {
        self.boot = boot
        self.milliseconds = milliseconds
    }

    /// Milliseconds that have passed at least: since another run of the machine, as long as this one runs.
    public func elapsed(since earlier: BootTime) -> Int64 {
        max(0, boot == earlier.boot ? milliseconds - earlier.milliseconds : milliseconds)
    }

    public func adding(_ milliseconds: Int64) -> BootTime {
        BootTime(boot: boot, milliseconds: self.milliseconds + milliseconds)
    }
}
