import ServiceRecords
import Store
import SyncCore

/// Nodes that were put back, or live twice (docs/PROTOCOL.md, Lost memory).
extension Scenario {
    static let amnesia = [
        Scenario(
            "S1", "a database put back to yesterday's takes its own changes back under a new origin"
        ) { stage in
            let old = try stage.origin(1)
            try stage.forget(withKeys: false)
            stage.sync(1)
            stage.require("a new origin", try stage.origin(1) != old)
            stage.settle()
            stage.requireNothingGone()
            stage.require(
                "its log is given back", try stage.log(old, at: 1) == stage.log(old, at: 0))
        },
        Scenario(
            "S2", "what was written on a database that was put back is written under a new origin"
        ) { stage in
            let old = try stage.origin(1)
            try stage.forget(withKeys: false)
            let kept = try stage.log(old, at: 0)
            for _ in 0..<(1 + stage.dice.below(50)) { try stage.register(at: 1) }
            stage.require("found out before the first write", try stage.origin(1) != old)
            stage.settle()
            stage.requireNothingGone()
            stage.require("no sequence is used twice", try stage.log(old, at: 0) == kept)
        },
        Scenario(
            "S3", "a whole image put back writes a second branch, and both branches count once"
        ) { stage in
            let old = try stage.origin(1)
            try stage.forget(withKeys: true)
            for _ in 0..<stage.dice.below(12) { try stage.work(at: 1, upTo: 2) }
            let person = try stage.register(at: 1)
            for area in ["甲区", "乙区"] {
                try stage.edit(person, Volunteer.residenceArea, .text(area), at: 1)
            }
            stage.sync(1)
            stage.require("a new origin", try stage.origin(1) != old)
            stage.require("it is said", try !stage.incidents(at: 1).isEmpty)
            stage.settle()
            stage.requireNothingGone()
            for store in stage.stores {
                let conflicts = try store.view { try $0.conflicts(of: person) }
                stage.require("copies replace each other as the originals did", conflicts.isEmpty)
            }
        },
        Scenario(
            "S4", "of a disk that lives twice the second is caught at its first exchange",
            computers: 1, script: twin),
        Scenario(
            "S5", "a crash between an answer and its storing is no restored node", script: crash),
        Scenario("S8", "a county put back to last week is sent everything again, unasked") {
            stage in
            try stage.work(at: 1)
            try stage.work(at: 0)
            for index in [1, 2] { stage.sync(index) }
            stage.backup(0)
            try stage.work(at: 1, upTo: 12)
            try stage.work(at: 0)
            for index in [1, 2, 1] { stage.sync(index) }
            stage.restore(0, withKeys: stage.dice.chance(percent: 50))
            if stage.dice.chance(percent: 50) { try stage.work(at: 0) }
            stage.settle()
            stage.requireNothingGone()
            for index in [1, 2] {
                let pending = try stage.store(index).view { try $0.delivery().pending }
                stage.require("nothing is pending at \(index)", pending == 0)
            }
        },
        Scenario("S9", "a database that was cut is not synced, and comes back", script: cut),
    ]

    private static func twin(_ stage: Stage) throws {
        let old = try stage.origin(1)
        try stage.work(at: 1)
        if stage.dice.chance(percent: 70) { stage.sync(1) }
        stage.world.perform(.clone(machine: 0))
        // Where one writes nothing there is no fork to see. Of the first only the nonce chain tells then,
        // to the second more of its own log is shown.
        let idle = stage.dice.below(4)
        for index in [1, 2] where index != idle { try stage.work(at: index) }
        stage.sync(1)
        if idle == 1 { stage.sync(1) }
        let first = try stage.log(old, at: 0)
        stage.sync(2)
        stage.require("the second has a new origin", try stage.origin(2) != old)
        stage.require("the first goes on", try stage.origin(1) == old)
        // What merely extends the old log may be taken as it is; beside another branch, nothing.
        let kept = try stage.log(old, at: 0)
        stage.require(
            "nothing of it in the other's places",
            idle == 1 ? kept.starts(with: first) : kept == first
        )
        for _ in 0..<stage.dice.below(4) {
            let index = 1 + stage.dice.below(2)
            try stage.work(at: index, upTo: 3)
            stage.sync(index)
        }
        stage.settle()
        stage.requireNothingGone()
    }

    /// The station dies at any call of an exchange, the earlier ones and the later ones alike.
    private static func crash(_ stage: Stage) throws {
        let origins = try [1, 2].map { try stage.store($0).ownOrigins() }
        for _ in 0..<6 {
            try stage.work(at: 1, upTo: 3)
            try stage.work(at: 0, upTo: 2)
            stage.world.perform(
                .fail(
                    machine: 1, isPower: stage.dice.chance(percent: 50),
                    call: 1 + UInt64(stage.dice.below(30))))
            stage.sync(1)
        }
        stage.settle()
        stage.require(
            "nobody has a new origin",
            try [1, 2].map { try stage.store($0).ownOrigins() } == origins)
        for index in 0...2 {
            stage.require("no alarm at \(index)", try stage.incidents(at: index).isEmpty)
        }
    }

    private static func cut(_ stage: Stage) throws {
        try stage.work(at: 1)
        stage.sync(1)
        let machine = stage.world.machines[1]
        let image = machine.disk.snapshot()
        let scope = stage.scope
        let before = try stage.store(0).summary(of: scope)
        machine.stop()
        let name = Store.fileName
        let whole = machine.disk.read(name) ?? []
        for leftover in ["-wal", "-shm"] where machine.disk.size(of: name + leftover) != nil {
            try machine.disk.delete(name + leftover)
        }
        // Whole pages, as a file system loses the end of a file.
        let pages = 1 + stage.dice.below(max(1, whole.count / 4_096 - 1))
        try machine.disk.replace(name, with: Array(whole[..<min(whole.count, pages * 4_096)]))
        do {
            try machine.start(seed: stage.dice.next())
            let outcome = stage.sync(1)
            stage.require("it does not sync: \(outcome)", !outcome.hasPrefix("agreed"))
        } catch let error as StoreError {
            guard case .damaged = error else { return stage.require("said so: \(error)", false) }
        }
        stage.require("the county is as it was", try stage.store(0).summary(of: scope) == before)
        machine.stop()
        machine.disk.restore(image)
        stage.settle()
        stage.requireNothingGone()
    }
}

extension Stage {
    /// PC 1 works, syncs, is backed up, works, syncs, and is put back.
    fileprivate func forget(withKeys: Bool) throws {
        try work(at: 1)
        sync(1)
        backup(1)
        try work(at: 1, upTo: 12)
        sync(1)
        restore(1, withKeys: withKeys)
    }

    fileprivate func requireNothingGone() {
        require("nothing was lost with the disk", world.truth.gone == 0)
    }

    fileprivate func incidents(at index: Int) throws -> [Incident] {
        try store(index).view { try $0.incidents(limit: 100) }
    }
}
