internal import CVirtualDisk

/// A disk in memory that can lose power, fail, fill up and lie, with files that SQLite opens
/// (`path(for:)`).
///
/// What it does follows from its seed and the calls made on it. It may be used from several threads,
/// as one machine's disk by its processes. Connections that outlive it find a dead disk.
package final class VirtualDisk: @unchecked Sendable {  // The C object has a mutex of its own.
    private let disk: OpaquePointer

    /// An empty disk, or one with what an image holds; switched on.
    package init(seed: UInt64, image: DiskImage? = nil) {
        guard let disk = virtual_disk_create(seed) else { fatalError("no memory for a disk") }
        self.disk = disk
        if let image { restore(image) }
    }

    deinit { virtual_disk_destroy(disk) }

    /// The URI under which SQLite opens a file of this disk.
    package func path(for name: String) -> String {
        "file:/\(virtual_disk_id(disk))/\(name)?vfs=virtual"
    }
}

/// Power.
extension VirtualDisk {
    /// The power goes: of what was not synced anything may be left, down to sectors. Every open handle
    /// fails from then on, and nothing can be opened before `start`.
    package func cut() { virtual_disk_cut(disk) }

    /// The process dies; what it had written is there for the next one, synced or not. Handles are dead
    /// as after a cut.
    package func kill() { virtual_disk_kill(disk) }

    package func start() { virtual_disk_start(disk) }

    /// False from a cut or a kill until `start`.
    package var isOn: Bool { virtual_disk_is_on(disk) }

    /// How syncs are dealt with.
    package enum Honesty: Sendable, Equatable {
        case honest
        /// Syncs do nothing; a cut takes the last `cache` bytes, in the order of writing.
        case liesInOrder(cache: UInt64)
        /// Syncs do nothing; of the last `cache` bytes a cut leaves anything.
        case lies(cache: UInt64)
    }

    package func set(_ honesty: Honesty) {
        switch honesty {
        case .honest: virtual_disk_set_honesty(disk, VIRTUAL_HONEST, .max)
        case .liesInOrder(let cache):
            virtual_disk_set_honesty(disk, VIRTUAL_LIES_IN_ORDER, cache)
        case .lies(let cache): virtual_disk_set_honesty(disk, VIRTUAL_LIES, cache)
        }
    }
}

/// Faults.
extension VirtualDisk {
    /// The calls that are counted, and may fail.
    package struct Calls: OptionSet, Sendable {
        package let rawValue: UInt32
        package init(rawValue: UInt32) { self.rawValue = rawValue }
        private init(_ call: virtual_call) { rawValue = 1 << call.rawValue }

        package static let read = Calls(VIRTUAL_READ)
        package static let write = Calls(VIRTUAL_WRITE)
        package static let sync = Calls(VIRTUAL_SYNC)
        package static let truncate = Calls(VIRTUAL_TRUNCATE)
        package static let open = Calls(VIRTUAL_OPEN)
        package static let delete = Calls(VIRTUAL_DELETE)
        package static let mapping = Calls(VIRTUAL_SHM_MAP)
        package static let all = Calls(rawValue: 1 << VIRTUAL_CALL_KINDS.rawValue - 1)
        /// What changes something on the disk: a cut between two of these is a cut at either.
        package static let changing: Calls = [.write, .sync, .truncate, .open, .delete]
    }

    package enum Fault: Sendable, CaseIterable {
        /// EIO. A sync that fails so loses about half of what it was to bring.
        case ioError
        /// ENOSPC; EIO for calls that need no space.
        case noSpace
        /// Half of the bytes are written, then ENOSPC.
        case shortWrite
        /// The power goes while the call is under way.
        case powerCut
        /// The process dies before or after the call.
        case kill

        fileprivate var code: virtual_fault {
            switch self {
            case .ioError: VIRTUAL_IO_ERROR
            case .noSpace: VIRTUAL_NO_SPACE
            case .shortWrite: VIRTUAL_SHORT_WRITE
            case .powerCut: VIRTUAL_POWER_CUT
            case .kill: VIRTUAL_KILL
            }
        }
    }

    /// Has one call end with `fault`, in place of what was planned before.
    /// - Parameters:
    ///   - number: which of the `calls` from now on; 1 is the next.
    ///   - isOnward: every later one fails, too.
    package func plan(
        _ fault: Fault, at number: UInt64, of calls: Calls = .all, onward isOnward: Bool = false
    ) {
        virtual_disk_plan(disk, fault.code, number, calls.rawValue, isOnward)
    }

    /// Nothing fails any more, unless the disk is full or read-only.
    package func planNothing() { virtual_disk_plan(disk, VIRTUAL_NO_FAULT, 1, 0, false) }

    package func set(isReadOnly: Bool) { virtual_disk_set_read_only(disk, isReadOnly) }

    /// Bytes that all files together may have; growing beyond them is ENOSPC.
    package func set(capacity: UInt64) { virtual_disk_set_capacity(disk, capacity) }

    /// Flips bits of one byte, unseen by anybody. False beyond the file's end.
    @discardableResult
    package func flip(_ name: String, at offset: UInt64, bits: UInt8 = 1) -> Bool {
        virtual_disk_flip(disk, name, offset, bits)
    }

    /// Puts random bytes in the place of `count`. False beyond the file's end.
    @discardableResult
    package func scramble(_ name: String, from offset: UInt64, count: UInt64) -> Bool {
        virtual_disk_scramble(disk, name, offset, count)
    }
}

/// Files as whole.
extension VirtualDisk {
    /// The disk did not do what it was asked for; the file is as it was, or the power is gone.
    package enum Failure: Error, Equatable {
        case full
        case io
    }

    package var files: [String] {
        var names: [String] = []
        while let name = virtual_disk_file(disk, names.count) {
            names.append(String(cString: name))
        }
        return names
    }

    /// nil where there is none.
    package func size(of name: String) -> Int? {
        let size = virtual_disk_file_size(disk, name)
        return size < 0 ? nil : Int(size)
    }

    package func read(_ name: String) -> [UInt8]? {
        guard let size = size(of: name) else { return nil }
        return [UInt8](unsafeUninitializedCapacity: size) { bytes, count in
            let found = virtual_disk_read_file(disk, name, bytes.baseAddress, size)
            count = max(0, min(size, Int(found)))
        }
    }

    /// Puts a file in the place of `name`, durably: after a cut it is the old or the new one.
    package func replace(_ name: String, with bytes: [UInt8]) throws(Failure) {
        try Self.check(virtual_disk_replace_file(disk, name, bytes, bytes.count))
    }

    /// Durable, too.
    package func delete(_ name: String) throws(Failure) {
        try Self.check(virtual_disk_delete_file(disk, name))
    }

    private static func check(_ code: Int32) throws(Failure) {
        switch code {
        case 0: return
        case 13: throw .full  // SQLITE_FULL
        default: throw .io
        }
    }

    /// What a process sees on the disk at this moment.
    package func snapshot() -> DiskImage {
        guard let image = virtual_disk_snapshot(disk) else { fatalError("no memory for an image") }
        return DiskImage(image)
    }

    /// Replaces everything on the disk, durably. Open handles die; the disk is on afterwards.
    package func restore(_ image: DiskImage) {
        guard virtual_disk_restore(disk, image.image) else { fatalError("no memory for a disk") }
    }
}

/// What stood on a disk at one moment. Any number of disks may begin with it.
package final class DiskImage: @unchecked Sendable {  // Never changed.
    fileprivate let image: OpaquePointer

    fileprivate init(_ image: OpaquePointer) { self.image = image }

    deinit { virtual_image_destroy(image) }
}

/// Figures.
extension VirtualDisk {
    /// What happened on a disk so far.
    package struct Counters: Sendable, Hashable {
        package var reads: UInt64 = 0
        package var writes: UInt64 = 0
        package var syncs: UInt64 = 0
        /// Syncs that did nothing.
        package var lies: UInt64 = 0
        package var cuts: UInt64 = 0
        package var kills: UInt64 = 0
        /// Operations that cuts left whole, not at all, or torn; and the sectors missing of these.
        package var kept: UInt64 = 0
        package var dropped: UInt64 = 0
        package var torn: UInt64 = 0
        package var tornSectors: UInt64 = 0
        package var faults: [Fault: UInt64] = [:]
    }

    package var counters: Counters {
        let counted = virtual_disk_count(disk)
        var counters = Counters()
        counters.reads = calls(.read)
        counters.writes = calls(.write)
        counters.syncs = calls(.sync)
        counters.lies = counted.lies
        counters.cuts = counted.cuts
        counters.kills = counted.kills
        counters.kept = counted.kept
        counters.dropped = counted.dropped
        counters.torn = counted.torn
        counters.tornSectors = counted.torn_sectors
        for fault in Fault.allCases {
            let count = withUnsafeBytes(of: counted.faults) { bytes in
                bytes.load(fromByteOffset: Int(fault.code.rawValue) * 8, as: UInt64.self)
            }
            if count > 0 { counters.faults[fault] = count }
        }
        return counters
    }

    /// How many calls of these kinds there were.
    package func calls(_ calls: Calls) -> UInt64 { virtual_disk_calls(disk, calls.rawValue) }

    /// Bytes of all files.
    package var bytes: UInt64 { virtual_disk_count(disk).bytes }

    /// Bytes that are not durable yet.
    package var pendingBytes: UInt64 { virtual_disk_count(disk).pending }
}

/// The process as SQLite sees it over virtual disks.
package enum VirtualMachine {
    /// Makes SQLite's own random numbers, salts of its logs, follow from a seed. They are the process's.
    package static func seedSQLite(_ seed: UInt64) {
        virtual_seed_sqlite(UInt32(truncatingIfNeeded: seed ^ seed >> 32))
    }

    /// Milliseconds since 1970, as SQLite reads them; its sleeping only moves them.
    package static var clock: Int64 {
        get { virtual_clock() }
        set { virtual_set_clock(newValue) }
    }
}
