import Authority
import ServiceRecords
public import Store
import SyncCore

extension Courier {
    /// Writes a bundle piece by piece. It counts as under way only when `noteSent` says that it stands
    /// whole in its place.
    /// - Throws: `StoreError`, `KeyError`, and what `write` throws.
    public func load(
        for destination: Destination, write: ([UInt8]) throws -> Void
    ) throws -> CarriedBundle {
        let sealer = try BundleSealer(recipient: destination.key)
        try write(sealer.header.bytes)
        guard destination.revoked.isEmpty else {
            return try turnAway(destination, sealer, write: write)
        }
        var waiting: (message: [UInt8], signer: Signer)?
        var number: UInt32 = 0
        // The last chunk says that it is that: one is held back until the next is there.
        func pass(isLast: Bool) throws {
            guard let (message, signer) = waiting else { return }
            let chunk = try BundleChunk(
                message: message, enrolment: destination.enrolment, number: number,
                isLast: isLast, in: sealer.header, signer: signer)
            try write(sealer.seal(chunk.bytes, number: number, isLast: isLast))
            number += 1
        }
        let bundle = try home.store.carry(
            destination.scope, to: destination.peers, schemaVersion: Schema.version,
            at: home.clock.now
        ) { bytes, signer in
            try pass(isLast: false)
            waiting = (bytes, signer)
        }
        try pass(isLast: true)
        return bundle
    }

    /// Tells each that it is revoked, and no more than a line would.
    private func turnAway(
        _ destination: Destination, _ sealer: BundleSealer, write: ([UInt8]) throws -> Void
    ) throws -> CarriedBundle {
        let (message, signer) = try home.store.introduction(schemaVersion: Schema.version)
        for (index, origin) in destination.revoked.enumerated() {
            let (number, isLast) = (UInt32(index), index == destination.revoked.count - 1)
            let chunk = try BundleChunk(
                message: message.bytes, enrolment: RevocationNotice.bytes(naming: origin),
                number: number, isLast: isLast, in: sealer.header, signer: signer)
            try write(sealer.seal(chunk.bytes, number: number, isLast: isLast))
        }
        return CarriedBundle(of: destination.scope, chunks: destination.revoked.count)
    }

    /// The bundle stands whole on stable storage: what is in it is under way.
    public func noteSent(_ bundle: CarriedBundle) throws {
        try home.store.noteSent(bundle, at: home.clock.now)
    }
}
