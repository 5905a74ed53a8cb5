import Logging
import ServiceRecords
import Store
import SyncCore

/// The answering end of the lane of attachments. It remembers nothing about a transfer: what is held lies
/// in the folder, and every answer says it.
struct AttachmentDesk: Sendable {
    let home: NodeHome
    let desk: Desk
    let settings: AttachmentSettings
    let log: Logger

    /// Seconds: while a log exchange with the same neighbour is under way; while the disk is full.
    private static let patience: (exchange: UInt64, disk: UInt64) = (2, 600)
    /// Names that are looked at together.
    private static let page = 2_048

    func answer(_ body: [UInt8], _ caller: Caller) -> HTTPAnswer {
        guard caller != .anonymous else { return HTTPAnswer(status: 403) }
        let request: AttachmentRequest
        do throws(MessageError) { request = try AttachmentRequest(bytes: body) } catch {
            if case .unsupportedVersion = error { return HTTPAnswer(status: 426) }
            return HTTPAnswer(status: 400)
        }
        do {
            guard caller.maySpeak(as: request.origin),
                let peer = try home.store.peer(request.origin), try !home.store.isRevoked(peer),
                try !home.store.unheard(peer).contains(request.scope)
            else {
                log.notice("unknown node", metadata: ["origin": "\(request.origin)"])
                return HTTPAnswer(status: 403)
            }
            if let suspended = try home.store.suspension(of: peer) { return HTTPAnswer(suspended) }
            return HTTPAnswer(
                status: 200, contentType: AttachmentRequest.contentType,
                body: try answer(request, of: peer).bytes)
        } catch AttachmentError.outOfLine { return HTTPAnswer(status: 400) } catch {
            log.error("attachment not answered", metadata: ["error": "\(ErrorWord.of(error))"])
            return HTTPAnswer(status: 503, retryAfter: 30)
        }
    }

    private func answer(
        _ request: AttachmentRequest, of peer: Peer
    ) throws -> AttachmentAnswer {
        // Unknown and forbidden are one answer (I19).
        guard peer.scopes.contains(request.scope),
            try home.store.personalPolicy(of: request.scope, towards: peer) == .parts
        else { return .unknown }
        // The log goes first, whoever began.
        guard !desk.isEngaged(peer.origin) else {
            return .later(seconds: Self.patience.exchange)
        }
        switch request.want {
        case .lacking(let after): return try lacking(in: request.scope, after: after)
        case .ask(let claim, let offset, let room):
            let items = try claimed(claim, in: request.scope)
            // Where records say several lengths, the one that is here is meant.
            let total = items.count > 1 ? home.attachments.total(of: items[0].key) : nil
            guard let item = items.first(where: { $0.size == total }) ?? items.first else {
                return .unknown
            }
            return try give(item, from: offset, room: room, to: peer)
        case .give(let claim, let total, let offset, let bytes):
            let items = try claimed(claim, in: request.scope)
            guard let item = items.first(where: { $0.size == total }) else { return .unknown }
            return try take(bytes, at: offset, of: item, from: peer)
        }
    }

    /// What records of the scope name, if the sender holds the salt; nothing otherwise.
    private func claimed(
        _ claim: AttachmentRequest.Claim, in scope: Scope
    ) throws -> [AttachmentItem] {
        try home.store.view { view in
            guard try view.isProved(claim, in: scope) else { return [] }
            return try view.attachmentItems(
                named: AttachmentKey(scope: scope, name: claim.name))
        }
    }

    /// What is not here and may be: where no salt is held, nothing could be compared with its name.
    private func lacking(in scope: Scope, after: Hash?) throws -> AttachmentAnswer {
        var lacks: [AttachmentAnswer.Lack] = []
        var after = after
        while true {
            let items = try home.store.view {
                try $0.attachmentItems(in: scope, after: after, limit: Self.page)
            }
            for item in items where !home.attachments.isHeld(item.key) {
                let held = home.attachments.held(of: item)
                if let last = lacks.last, last.name == item.key.name {
                    lacks[lacks.count - 1] = .init(last.claim, held: max(last.held, held))
                    continue
                }
                guard let claim = try home.store.view({ try $0.claim(to: item.key) }) else {
                    continue
                }
                guard lacks.count < AttachmentLimits.list else {
                    return .lacking(lacks, hasMore: true)
                }
                lacks.append(.init(claim, held: held))
            }
            guard items.count >= Self.page, let last = items.last else {
                return .lacking(lacks, hasMore: false)
            }
            after = last.key.name
        }
    }

    private func give(
        _ item: AttachmentItem, from offset: UInt64, room: Int, to peer: Peer
    ) throws -> AttachmentAnswer {
        guard home.attachments.isHeld(item.key) else {
            // Whoever asks has not got it either.
            try home.store.noteAttachment(item.key, lackedBy: peer.origin)
            return .standing(
                total: item.size, held: home.attachments.held(of: item), bytes: [])
        }
        let allowance = try home.attachmentAllowance(with: peer.origin, settings)
        guard allowance >= UInt64(min(room, AttachmentLimits.block)) else {
            return .later(seconds: home.secondsToMidnight)
        }
        do throws(AttachmentError) {
            let bytes = try home.attachments.read(
                item, from: offset, atMost: Int(min(allowance, UInt64(room))))
            home.count(bytes.count, with: peer.origin)
            return .standing(total: item.size, held: item.size, bytes: bytes)
        } catch {
            guard error == .damaged || error == .missing else { throw error }
            log.error(
                "attachment not read",
                metadata: ["scope": "\(item.key.scope)", "error": "\(error.word)"])
            return .standing(total: item.size, held: 0, bytes: [])
        }
    }

    private func take(
        _ bytes: [UInt8], at offset: UInt64, of item: AttachmentItem, from peer: Peer
    ) throws -> AttachmentAnswer {
        guard item.size <= UInt64(settings.maxBytes) else { return .declined(.tooLarge) }
        guard !bytes.isEmpty else {
            return .standing(
                total: item.size, held: home.attachments.held(of: item), bytes: [])
        }
        guard try home.attachmentAllowance(with: peer.origin, settings) >= UInt64(bytes.count)
        else { return .later(seconds: home.secondsToMidnight) }
        let salts = try home.store.view { try $0.salts(of: item.key) }
        do throws(AttachmentError) {
            let held = try home.attachments.take(bytes, at: offset, of: item, salts: salts)
            home.count(bytes.count, with: peer.origin)
            if held == item.size {
                home.noteHere(item.key)
                log.info(
                    "attachment received",
                    metadata: ["origin": "\(peer.origin)", "bytes": "\(held)"])
            }
            return .standing(total: item.size, held: held, bytes: [])
        } catch {
            switch error {
            case .full:
                log.error("attachment not taken", metadata: ["error": "disk-full"])
                return .later(seconds: Self.patience.disk)
            case .mismatch:
                log.warning(
                    "attachment is not what it is called", metadata: ["origin": "\(peer.origin)"])
                return .declined(.mismatch)
            case .disk, .missing, .damaged, .outOfLine, .unreadable, .size, .changing: throw error
            }
        }
    }
}

extension NodeHome {
    /// Bytes of attachments that may still go between this node and a neighbour today.
    func attachmentAllowance(
        with peer: Origin, _ settings: AttachmentSettings
    ) throws -> UInt64 {
        let gone = try store.attachmentBytes(with: peer, on: LocalDay(containing: clock.now).start)
        let limit = UInt64(settings.dailyBytes)
        return gone < limit ? limit - gone : 0
    }

    /// A count that could not be written down is no reason to turn bytes away that are here.
    func count(_ bytes: Int, with peer: Origin) {
        try? store.countAttachmentBytes(
            bytes, with: peer, on: LocalDay(containing: clock.now).start)
    }

    var secondsToMidnight: UInt64 {
        let day = LocalDay(containing: clock.now)
        let left = day.adding(days: 1).start - clock.now
        return UInt64(clamping: min(max(left / 1_000 + 1, 1), Int64(AttachmentLimits.wait)))
    }
}
