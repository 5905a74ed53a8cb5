import Authority
import Foundation
import Node
import Store
import SyncCore

/// A bundle as it lies on a stick.
struct Stick {
    var bytes: [UInt8]
    let bundle: CarriedBundle

    /// What `home` writes for its level above or, where it has none, for the station of `scope`.
    init(from home: NodeHome, to scope: Scope) throws {
        let courier = Courier(home)
        var bytes: [UInt8] = []
        let destination = try courier.above() ?? courier.station(scope)
        bundle = try courier.load(for: destination) { bytes += $0 }
        try courier.noteSent(bundle)
        self.bytes = bytes
    }

    /// Where each frame begins, and where the last one ends.
    var frames: [Int] {
        guard let header = try? BundleHeader(bytes: bytes) else { return [] }
        var scanner = BundleScanner(header)
        scanner.feed(bytes[BundleHeader.byteCount...])
        var places = [BundleHeader.byteCount]
        while case .frame(let frame)? = scanner.next(isAtEnd: true) {
            places.append(places[places.count - 1] + frame.bytes(in: header).count)
        }
        return places
    }
}

extension NodeHome {
    /// Takes in what lies on a stick.
    @discardableResult
    func unload(_ stick: Stick) throws -> (unloading: Unloading, contents: BundleContents) {
        try unload(stick.bytes)
    }

    @discardableResult
    func unload(_ bytes: [UInt8]) throws -> (unloading: Unloading, contents: BundleContents) {
        let courier = Courier(self)
        let header = try BundleHeader(bytes: bytes)
        guard let opener = try courier.opener(of: header) else { throw NotForThisNode() }
        var contents = BundleContents(
            header, opener: opener, bytes: bytes[BundleHeader.byteCount...])
        return (try courier.unload(&contents), contents)
    }
}

extension Stick {
    /// A bundle as whoever has a key could make it, whatever it says.
    static func sealing(
        _ messages: [Message], by home: NodeHome, to recipient: [UInt8]
    ) throws -> [UInt8] {
        let sealer = try BundleSealer(recipient: recipient)
        var bytes = sealer.header.bytes
        for (index, message) in messages.enumerated() {
            let (number, isLast) = (UInt32(index), index == messages.count - 1)
            let chunk = try BundleChunk(
                message: message.bytes, number: number, isLast: isLast, in: sealer.header,
                signer: home.signer)
            bytes += try sealer.seal(chunk.bytes, number: number, isLast: isLast)
        }
        return bytes
    }

    /// What its chunks say to the node that it is for.
    func messages(at home: NodeHome) throws -> [Message] {
        let header = try BundleHeader(bytes: bytes)
        guard let opener = try Courier(home).opener(of: header) else { throw NotForThisNode() }
        var contents = BundleContents(
            header, opener: opener, bytes: bytes[BundleHeader.byteCount...])
        var messages: [Message] = []
        while let chunk = contents.next() { messages.append(chunk.message) }
        return messages
    }
}

struct NotForThisNode: Error {}

extension BundleContents {
    /// Of what follows the header in a file.
    init(_ header: BundleHeader, opener: BundleOpener, bytes: ArraySlice<UInt8>) {
        let start = bytes.startIndex - BundleHeader.byteCount
        self.init(
            header, opener: opener,
            BundleReader(size: bytes.endIndex - start) { offset, count in
                Array(bytes[start + offset..<start + offset + count])
            })
    }
}
