import Foundation
import Node
import Store
import SyncCore
public import Texts

/// `db check`, `db rebuild`, `db salvage`.
public enum DatabaseCommands {
    /// - Parameter code: whose digest stands in `data.digest` at an aggregator; a station has one.
    public static func check(_ place: Workplace, code: String?) throws -> DatabaseCheck {
        do {
            let report = try place.store.check(scratch: place.home.directory)
            let scopes = try place.store.view { try $0.scopes() }
            let asked = try scope(code, of: scopes)
            return DatabaseCheck(
                report, scopes: scopes, asked: asked, files: try AttachmentCheck(place))
        } catch { throw Problem(error) }
    }

    private static func scope(_ code: String?, of scopes: [ScopeCard]) throws -> Scope? {
        guard let code else { return scopes.count == 1 ? scopes.first?.scope : nil }
        guard let card = scopes.first(where: { $0.code == code }) else {
            throw Problem(
                "unknown-code", .inputNotFound, .node(.unknownCode(code)),
                remedy: .node(.unknownCodeRemedy))
        }
        return card.scope
    }

    public static func rebuild(_ place: Workplace) throws -> DatabaseRebuild {
        do {
            if !place.isDryRun {
                try place.store.goOnPastLostTails(at: place.now)
                try place.store.rebuild()
            }
            let scopes = try place.store.view { try $0.scopes() }
            return DatabaseRebuild(changes: scopes.reduce(0) { $0 + $1.changes })
        } catch { throw Problem(error) }
    }
}

/// What `db check` found. Exit 1 where something differs, 74 where files could not be read.
public struct DatabaseCheck: Report {
    public static let kind = "DatabaseCheck"
    public let isSound: Bool
    public let changes: Int
    /// Of the station's scope, or of the one named by `--code`.
    public let digest: String?
    public let digests: [ScopeDigest]
    public let findings: [Finding]
    /// Ids of attachments whose files were damaged; they were set aside and will be fetched again.
    public let damagedAttachments: [String]
    /// Ids of attachments whose files the disk did not give; they were left as they are.
    public let unreadAttachments: [String]
    /// Unfinished and damaged files of attachments that no record names: they were removed.
    public let sweptFiles: Int

    public struct ScopeDigest: Encodable, Sendable {
        public let code: String?
        public let scope: String
        public let digest: String
    }

    public struct Finding: Encodable, Sendable {
        public let what: String
        public let place: String
    }

    init(_ report: CheckReport, scopes: [ScopeCard], asked: Scope?, files: AttachmentCheck) {
        isSound = report.isSound && files.damaged.isEmpty && files.unread.isEmpty
        damagedAttachments = files.damaged.map(\.description)
        unreadAttachments = files.unread.map(\.description)
        sweptFiles = files.swept
        changes = report.changes
        digest = asked.flatMap { report.digests[$0]?.hex }
        digests = scopes.map {
            ScopeDigest(
                code: $0.code, scope: $0.scope.description,
                digest: report.digests[$0.scope]?.hex ?? "")
        }
        findings = report.findings.map { Finding(what: $0.what.rawValue, place: $0.place) }
    }

    public var exit: ExitStatus {
        guard unreadAttachments.isEmpty else { return .disk }
        return isSound ? .done : .no
    }

    public func text(in language: Language) -> String {
        var sentences: [NodeSentence] = findings.map {
            .checkFinding(what: $0.what, place: $0.place)
        }
        if isSound { sentences.append(.checkSound(changes: changes)) }
        if !findings.isEmpty { sentences.append(.checkRemedy) }
        sentences += digests.map { .digest(code: $0.code ?? $0.scope, hex: $0.digest) }
        var files = damagedAttachments.map { AttachmentSentence.damaged(String($0.prefix(12))) }
        files += unreadAttachments.map { .unread(String($0.prefix(12))) }
        if !unreadAttachments.isEmpty { files.append(.unreadRemedy) }
        if sweptFiles > 0 { files.append(.swept(sweptFiles)) }
        return (files.map(Sentence.attachment) + sentences.map(Sentence.node)).map {
            $0.text(in: language)
        }
        .joined(separator: "\n")
    }
}

public struct DatabaseRebuild: Report {
    public static let kind = "DatabaseRebuild"
    public let changes: Int

    public func text(in language: Language) -> String {
        Sentence.node(.rebuilt(changes: changes)).text(in: language)
    }
}
