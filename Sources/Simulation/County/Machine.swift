import Foundation
import Logging
import Node
import Store
import SyncCore

/// One computer of the simulated county: a disk, a wall clock, and while it is on, a node.
final class Machine {
    /// The node's parts that live in memory.
    struct Life {
        let home: NodeHome
        let desk: Desk
        let service: SyncService
        var store: Store { home.store }
    }

    let index: Int
    let isCounty: Bool
    /// Scopes that it holds: one of a station's PC, all of the county.
    let scopes: [Scope]
    let disk: VirtualDisk
    let clock = MachineClock()
    private(set) var life: Life?

    static let vaultKey = [UInt8](repeating: 7, count: 32)
    static let silent = Logger(label: "simulation") { _ in SwiftLogNoOpLogHandler() }

    init(index: Int, isCounty: Bool, scopes: [Scope], disk: VirtualDisk) {
        self.index = index
        self.isCounty = isCounty
        self.scopes = scopes
        self.disk = disk
    }

    /// Switches the machine on and starts the node.
    /// - Parameter seed: of everything random in this life: two lives never draw the same.
    func start(seed: UInt64) throws {
        life = nil
        disk.start()
        let randomness = SeededRandomness(seed)
        let store = try Store(on: disk, vaultKey: Self.vaultKey, randomness: randomness)
        let home = try NodeHome(
            store, files: DiskFiles(disk), in: URL(fileURLWithPath: "/nowhere"), clock: clock,
            randomness: randomness, safety: NoSafetyNet(),
            sealing: SimulatedSealing())
        let desk = Desk(home, commitsInline: true)
        life = Life(
            home: home, desk: desk,
            service: SyncService(home: home, desk: desk, log: Self.silent))
    }

    func stop() { life = nil }

    /// The node's answer to a request; nil where nobody answers.
    func answer(_ body: [UInt8]) -> HTTPAnswer? {
        guard let life, disk.isOn else { return nil }
        let answer = life.service.answerAlone(body)
        return disk.isOn ? answer : nil
    }
}

/// The wall clock of one machine, right or wrong.
final class MachineClock: WallClock, @unchecked Sendable {  // One simulation is one thread.
    private var time: Int64 = 1_767_225_600_000
    /// What happens on the machine at the moment in which somebody looks at the clock next.
    var onNextLook: (() -> Void)?

    /// Milliseconds since 1970.
    var now: Int64 {
        get {
            let look = onNextLook
            onNextLook = nil
            look?()
            return time
        }
        set { time = newValue }
    }
}
