import Commands
import Foundation
import Logging
import Node
import NodeConfiguration
import Synchronization
import Texts

/// The door of a running node, open from when it is ready until it stops.
final class ServedDoor: Sendable {
    private let path: String
    private let service: DoorService
    private let log: Logger
    private let socket = Mutex<DoorSocket?>(nil)

    /// nil where the configuration has none.
    /// - Throws: `Problem` where there is no such folder: a node that lets nobody in does not start.
    init?(_ configuration: Configuration, at place: Workplace, log: Logger) throws {
        guard let path = configuration[ListenKeys.people] else { return nil }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        guard access(folder, W_OK | X_OK) == 0 else {
            throw Problem(
                "no-door", .configuration, .people(.doorNotPossible(path)),
                remedy: .people(.doorNotPossibleRemedy))
        }
        self.path = path
        self.log = log
        service = DoorService(
            home: place.home, configuration: configuration, log: log,
            ring: { place.ringDaemon() })
    }

    func open() {
        do {
            let opened = try DoorSocket(path: path)
            opened.serve(service.answer)
            socket.withLock { $0 = opened }
        } catch { log.error("the door for users does not open", metadata: ["error": "\(error)"]) }
    }

    func close() { socket.withLock { $0 }?.close() }
}
