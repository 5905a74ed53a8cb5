import Authority
import Foundation
import Node
import Store
import SyncCore
import Texts

/// `bundle export|import|inspect|receipt`: a stick in place of a line.
public enum BundleCommands {
    /// Writes what the level above, or a station below, has to be brought.
    /// - Parameters:
    ///   - code: of the station, at an aggregator; nil for the level above.
    ///   - cutsPieces: whether to write the lines for QR codes, too, beside the file.
    /// - Throws: `Problem`.
    public static func export(
        _ place: Workplace, file: String, to code: String?, cutsPieces: Bool
    ) throws -> BundleExported {
        let courier = Courier(place.home)
        do {
            guard let code else { return try write(place, courier.destination(), file, cutsPieces) }
            try place.requireAggregator()
            let scope = try place.station(code: code).scope
            return try write(place, courier.heard(scope), file, cutsPieces)
        } catch { throw Problem(error) }
    }

    /// Takes a bundle in.
    /// - Parameter receipt: where to write the bundle that goes back; nil for none.
    /// - Throws: `Problem`.
    public static func take(
        _ place: Workplace, file: String, receipt: String?
    ) throws -> BundleImported {
        if let receipt { try OutputFile.refuseUnwritable(receipt) }
        do {
            let courier = Courier(place.home)
            let bundle = try BundleFile(file)
            var contents = bundle.contents(try opener(of: bundle, courier, at: place))
            let unloading = try courier.unload(&contents)
            guard contents.opened > 0 else { throw nothing(of: contents, in: file) }
            // What came in is durable by now: whatever becomes of the reply, that is to be told.
            let reply = receipt.map { file in
                Result { try write(place, courier.answerOrDestination(to: unloading), file, false) }
                    .mapError { Problem($0) }
            }
            return BundleImported(
                unloading, contents, from: try place.writer(unloading.sender), reply: reply,
                place: place)
        } catch let error as UnloadingError {
            throw problem(error, file: file)
        } catch { throw Problem(error) }
    }

    /// Says what is in a bundle, and how it stands to what is held here; changes nothing.
    /// - Throws: `Problem`.
    public static func inspect(_ place: Workplace, file: String) throws -> BundleInspection {
        do {
            let courier = Courier(place.home)
            let bundle = try BundleFile(file)
            let addressee = place.place(try courier.addressee(of: bundle.header), bundle.header)
            guard let opener = try courier.opener(of: bundle.header) else {
                return BundleInspection(bundle, for: addressee)
            }
            var contents = bundle.contents(opener)
            return try BundleInspection(bundle, for: addressee, &contents, at: place)
        } catch { throw Problem(error) }
    }

    /// What is parked here.
    /// - Throws: `Problem`.
    public static func parked(_ place: Workplace) throws -> ParkedList {
        do { return try ParkedList(place) } catch { throw Problem(error) }
    }

    /// Writes the bundle that goes back to whoever made the last one that was imported, or to a station.
    /// - Throws: `Problem`.
    public static func receipt(
        _ place: Workplace, file: String, to code: String?
    ) throws -> BundleExported {
        let courier = Courier(place.home)
        do {
            guard place.home.role != .station, code == nil else {
                return try export(place, file: file, to: code, cutsPieces: false)
            }
            guard let answer = try courier.answer(station: courier.heard) else {
                throw Problem(
                    "nothing-imported", .usage, .bundle(.nothingImported),
                    remedy: .bundle(.toNeededRemedy))
            }
            return try write(place, answer, file, false)
        } catch { throw Problem(error) }
    }
}

extension BundleCommands {
    /// The file appears whole or not at all; what is in it is under way only then.
    private static func write(
        _ place: Workplace, _ destination: Courier.Destination, _ file: String, _ cutsPieces: Bool
    ) throws -> BundleExported {
        let text = file + ".txt"
        if cutsPieces { try OutputFile.refuseExisting(text) }
        let output = try OutputFile(file)
        let courier = Courier(place.home)
        var (size, kept): (Int, [UInt8]) = (0, [])
        let bundle = try courier.load(for: destination) { piece in
            size += piece.count
            if cutsPieces {
                guard size <= BundlePieces.pieceBytes * BundlePieces.countLimit else {
                    throw Problem("too-big-for-pieces", .badInput, .bundle(.tooBigForPieces))
                }
                kept += piece
            }
            try output.write(piece)
        }
        let lines = cutsPieces ? BundlePieces.lines(of: kept) : nil
        if let lines {
            let output = try OutputFile(text)
            for line in lines { try output.write(Array((line + "\n").utf8)) }
            try output.finish()
        }
        try output.finish()
        try courier.noteSent(bundle)
        return BundleExported(
            bundle, file: file, pieces: lines.map { (text, $0.count) }, bytes: size,
            for: try place.place(destination), isOnlyRevocation: !destination.revoked.isEmpty)
    }

    private static func opener(
        of bundle: BundleFile, _ courier: Courier, at place: Workplace
    ) throws -> BundleOpener {
        if let opener = try courier.opener(of: bundle.header) { return opener }
        let addressee = place.place(try courier.addressee(of: bundle.header), bundle.header)
        guard addressee != .here else {
            throw Problem(
                "bundle-damaged", .badInput, .bundle(.headerDamaged(bundle.path)),
                remedy: .bundle(.copyAgain))
        }
        throw Problem(
            "wrong-recipient", .notPermitted,
            .bundle(.wrongRecipient(bundle.path, for: addressee)),
            remedy: .bundle(.bringThere(addressee)))
    }

    private static func nothing(of contents: BundleContents, in file: String) -> Problem {
        guard contents.tooNew == nil else {
            return Problem(
                "bundle-too-new", .versionMismatch, .bundle(.tooNew(file)), remedy: .upgradeRemedy)
        }
        return Problem(
            "bundle-damaged", .badInput, .bundle(.nothingWhole(file)), remedy: .bundle(.copyAgain))
    }

    fileprivate static var suspended: Problem {
        Problem(
            "suspended", .notPermitted, .bundle(.suspended), remedy: .bundle(.suspendedRemedy))
    }

    private static func problem(_ error: UnloadingError, file: String) -> Problem {
        switch error {
        case .stranger(let origin):
            Problem(
                "unknown-node", .notPermitted, .bundle(.stranger(file, origin: origin.short)),
                remedy: .bundle(.strangerRemedy))
        case .suspended: Self.suspended
        case .enrolment(let answer):
            Problem(
                "enrolment-refused", .notPermitted,
                .bundle(.enrolmentRefused(file, why: answer.text)),
                remedy: .bundle(.strangerRemedy))
        }
    }
}

extension Courier {
    /// The level above.
    /// - Throws: `Problem` where that cannot be written to.
    fileprivate func destination() throws -> Destination {
        if let above = try above() { return above }
        guard try self.hasLevelAbove else {
            throw Problem(
                "recipient-needed", .usage, .bundle(.noLevelAbove),
                remedy: .bundle(.toNeededRemedy))
        }
        throw Problem(
            "exchange-key-unknown", .configuration, .bundle(.exchangeKeyUnknown),
            remedy: .bundle(.exchangeKeyRemedy))
    }

    /// A station below that this node speaks with.
    /// - Throws: `Problem` 77 where it is suspended.
    fileprivate func heard(_ scope: Scope) throws -> Destination {
        guard try !isSuspended(scope) else { throw BundleCommands.suspended }
        return try station(scope)
    }

    /// Whoever made a bundle that was just taken in, the level above where nobody below did.
    fileprivate func answerOrDestination(to unloading: Unloading) throws -> Destination {
        guard !unloading.isFromUnheard else {
            throw Problem(
                "not-admitted", .notPermitted, .bundle(.fromUnheard), remedy: .doctor(.admitHow))
        }
        return try answer(to: unloading) ?? destination()
    }
}

extension Workplace {
    /// The neighbour at the other end, as people call it.
    func place(_ destination: Courier.Destination) throws -> BundlePlace {
        destination.isAbove ? try above : try station(destination.scope)
    }

    func place(_ addressee: Courier.Addressee, _ header: BundleHeader) -> BundlePlace {
        switch addressee {
        case .here: .here
        case .above: (try? above) ?? .above(name: "")
        case .station(let scope): (try? station(scope)) ?? .station(scope.description)
        case .unknown: .unknown(key: Hex.encode(header.keyID))
        }
    }

    func writer(_ peer: Peer?) throws -> String {
        guard let peer else { return "" }
        if peer.standpoint == .above { return try store.setting("upstream-name") ?? "" }
        return try peer.scopes.first.map(scopeName) ?? peer.origin.short
    }

    func scopeName(_ scope: Scope) throws -> String {
        let card = try store.view { try $0.scopes() }.first { $0.scope == scope }
        let name = placeName(card?.code, card?.name)
        return name.isEmpty ? String(scope.description.prefix(12)) : name
    }

    private var above: BundlePlace {
        get throws { .above(name: try store.setting("upstream-name") ?? "") }
    }

    private func station(_ scope: Scope) throws -> BundlePlace { .station(try scopeName(scope)) }
}
