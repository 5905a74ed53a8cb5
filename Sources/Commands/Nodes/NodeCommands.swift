public import Authority
public import Foundation
public import Node
import Store
import SyncCore
public import Texts

/// Making and describing nodes.
public enum NodeCommands {
    /// `node init --role …`
    public static func create(
        in directory: URL, role: NodeRole, code: String, name: String
    ) throws -> NodeCard {
        let code = try EnteredPlace.code(code, of: role)
        let name = try EnteredPlace.name(name)
        do {
            return try NodeCard(
                NodeHome.create(in: directory, role: role, code: code, name: name))
        } catch { throw Problem(error, directory: directory) }
    }

    /// `node join FILE`: an aggregator that exists goes under the level above.
    public static func join(_ place: Workplace, file: URL) throws -> NodeCard {
        try place.requireAggregator()
        let join = try read(file)
        do { try place.home.join(above: join) } catch HomeError.joinFile(let problem) {
            throw Problem(problem, file: file.path)
        } catch { throw Problem(error, directory: place.home.directory) }
        return try NodeCard(place.home)
    }

    /// `node init --join FILE`
    public static func join(
        file: URL, in directory: URL, passphrase: @escaping Passphrase = { nil }
    ) throws -> NodeCard {
        let join = try read(file)
        let store = directory.appendingPathComponent(Store.fileName).path
        let wasThere = FileManager.default.fileExists(atPath: store)
        do {
            let home = try NodeHome.join(join, in: directory, passphrase: passphrase)
            return try NodeCard(home, wasThere ? joinedAgain(home) : [])
        } catch HomeError.joinFile(let problem) {
            throw Problem(problem, file: file.path)
        } catch {
            throw Problem(error, directory: directory)
        }
    }

    /// What a new join file has done where the node was already.
    private static func joinedAgain(_ home: NodeHome) throws -> [NodeSentence] {
        let replaced = try home.store.view { try $0.incidents(limit: 1_000) }.first {
            [.keyLost, .keyRevoked].contains($0.kind) && $0.successor == home.origin
        }?.origin
        let first: NodeSentence =
            replaced.map { .joinedUnderNewKey(name: home.name, code: home.code, old: $0.short) }
            ?? .joinedAgain(name: home.name, code: home.code)
        return [first, .joinedNext]
    }

    private static func read(_ file: URL) throws -> JoinFile {
        guard let handle = FileHandle(forReadingAtPath: file.path),
            let data = try? handle.read(upToCount: JoinFile.sizeLimit + 1) ?? Data()
        else {
            throw Problem(
                "join-file-unreadable", .inputNotFound,
                .node(.joinFileUnreadable(path: file.path)), remedy: .node(.joinFileRemedy))
        }
        do { return try JoinFile(json: data) } catch { throw Problem(error, file: file.path) }
    }

    /// `node info`
    public static func info(_ place: Workplace) throws -> NodeCard { try NodeCard(place.home) }
}

extension Problem {
    /// Why a file does not make a node, or puts none under another.
    init(_ problem: JoinFile.Problem, file: String) {
        switch problem {
        case .notAJoinFile:
            self.init(
                "bad-join-file", .badInput, .node(.noJoinFile(path: file)),
                remedy: .node(.noJoinFileRemedy))
        case .unsupportedFormat(let format):
            self.init(
                "newer-version", .versionMismatch,
                .node(.joinFileNewer(path: file, format: String(format.prefix(40)))),
                remedy: .upgradeRemedy)
        case .badMember(let member):
            self.init(
                "bad-join-file", .badInput, .node(.joinFileDamaged(path: file, member: member)),
                remedy: .node(.joinFileRemedy))
        case .forAggregator:
            self.init(
                "join-file-for-aggregator", .badInput, .node(.joinFileForAggregator(path: file)),
                remedy: .node(.joinFileForAggregatorRemedy(path: file)))
        case .forStation:
            self.init(
                "join-file-for-station", .badInput, .node(.joinFileForStation(path: file)),
                remedy: .node(.joinFileForStationRemedy(path: file)))
        case .ownFile:
            self.init(
                "own-join-file", .badInput, .node(.joinFileOwn(path: file)),
                remedy: .node(.joinFileOwnRemedy(path: file)))
        }
    }
}

/// Who a node is.
public struct NodeCard: Report {
    public static let kind = "Node"
    public let role: String
    public let code: String
    public let name: String
    public let origin: String
    public let publicKey: String
    public let directory: String
    /// Hexadecimal ids of the scopes that are held.
    public let scopes: [String]
    /// Addresses of the level above.
    public let upstream: [String]
    private let sentences: [NodeSentence]

    private enum CodingKeys: String, CodingKey {
        case role, code, name, origin, publicKey, directory, scopes, upstream
    }

    /// - Parameter sentences: in place of saying who it is.
    init(_ home: NodeHome, _ sentences: [NodeSentence] = []) throws {
        role = home.role.rawValue
        code = home.code
        name = home.name
        origin = home.origin.description
        publicKey = Hex.encode(home.publicKey)
        directory = home.directory.path
        scopes = try home.store.view { try $0.scopes().map(\.scope.description) }
        upstream = try home.upstreamAddresses()
        let made = NodeSentence.nodeMade(
            role: role, name: name, code: code, directory: directory)
        self.sentences = sentences.isEmpty ? [made] : sentences
    }

    public func text(in language: Language) -> String {
        (sentences.map { Sentence.node($0).text(in: language) } + [origin])
            .joined(separator: "\n")
    }
}
