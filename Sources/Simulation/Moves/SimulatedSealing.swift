import Authority
import Node
import SyncCore

/// Seals without randomness, so that a seed gives the same bytes again. It hides what it seals from whoever
/// looks for it, and opens by the right key beside the right purpose alone; it keeps no secret from anybody
/// who knows the public key.
struct SimulatedSealing: ProfileSealing {
    func seal(_ plain: [UInt8], to recipient: [UInt8], beside purpose: [UInt8]) -> [UInt8] {
        let check = Hash.sha256(recipient + purpose + plain).bytes
        return check + hidden(plain, recipient + purpose + check)
    }

    func open(
        _ sealed: [UInt8], with privateKey: [UInt8], beside purpose: [UInt8]
    ) -> [UInt8]? {
        guard sealed.count >= Hash.byteCount,
            let recipient = try? ExchangeKey.publicKey(of: privateKey)
        else { return nil }
        let check = Array(sealed.prefix(Hash.byteCount))
        let plain = hidden(
            Array(sealed.dropFirst(Hash.byteCount)), recipient + purpose + check)
        return Hash.sha256(recipient + purpose + plain).bytes == check ? plain : nil
    }

    private func hidden(_ bytes: [UInt8], _ seed: [UInt8]) -> [UInt8] {
        var stream: [UInt8] = []
        var block = Hash.sha256(seed)
        while stream.count < bytes.count {
            stream += block.bytes
            block = Hash.sha256(block.bytes)
        }
        return zip(bytes, stream).map { $0 ^ $1 }
    }
}
