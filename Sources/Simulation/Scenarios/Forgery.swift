import Compression
import Store
import SyncCore

/// What is made up on the line by somebody without the right key.
extension Scenario {
    static let forgery = [
        Scenario("forger", "what is made up in another's name is not taken, and counts nowhere") {
            stage in
            var forger = try Forger(seed: stage.dice.next())
            var dice = Dice(stage.dice.next())
            let county = try stage.origin(0)
            let keys = try [1, 2].compactMap { try stage.store($0).presentKey }
            let origins = try (0...2).map { try stage.store($0).ownOrigins() }
            let scope = stage.scope
            stage.world.interference = { body, request in
                let packer = ZstdFrames()
                let asked = request.flatMap { try? MessageBody(bytes: $0, by: packer) }
                guard let heard = try? MessageBody(bytes: body, answering: asked, by: packer),
                    var message = try? Message(bytes: heard.message)
                else { return }
                // As it is: who has asked something else could not unpack it.
                body = heard.message
                forger.hear(message)
                guard dice.chance(percent: 50) else { return }
                try? forger.forge(&message, of: county, pretending: keys, in: scope, &dice)
                body = message.bytes
            }
            for _ in 0..<10 {
                let index = 1 + stage.dice.below(2)
                try stage.work(at: stage.dice.chance(percent: 30) ? 0 : index, upTo: 3)
                stage.sync(index)
            }
            stage.world.interference = nil
            stage.settle()
            stage.require(
                "nobody has a new origin",
                try (0...2).map { try stage.store($0).ownOrigins() } == origins)
            for store in stage.stores {
                let counted = try store.changes(in: scope).contains {
                    try $0.header.origin == forger.signer.origin
                        && store.exclusions(in: scope)[$0.dot] != "not-admitted"
                }
                stage.require("nothing of the forger's counts", !counted)
            }
        }
    ]
}

extension Forger {
    /// Puts something into a message of a county, or of one of its stations.
    fileprivate func forge(
        _ message: inout Message, of county: Origin, pretending keys: [[UInt8]], in scope: Scope,
        _ dice: inout Dice
    ) throws {
        switch dice.below(3) {
        case 0: message.runs = try message.runs.map(altered)
        case 1 where message.origin == county:
            message.receipts += try receipts(of: county, at: 1_767_225_600)
        case 1: break
        default:
            message.runs.append(try inheritance(of: keys[dice.below(keys.count)], in: scope))
            message.keys.append(signer.publicKey)
        }
    }
}
