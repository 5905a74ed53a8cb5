import Authority
public import Foundation
import Node
import NodeConfiguration
import Store
import Texts

extension Problem {
    /// What an error of the targets below means for the person in front of the screen.
    public init(_ error: any Error, directory: URL? = nil) {
        switch error {
        case let problem as Problem: self = problem
        case let faults as ConfigFaults: self = Problem(faults)
        case let error as HomeError: self = Self.of(error, directory: directory?.path ?? "")
        case let error as StoreError: self = Self.of(error)
        case let error as BoundaryRefusal: self = Self.of(error)
        case let error as KeyError: self = Self.of(error)
        case let error as UpgradeRefused:
            self = Problem(
                "no-backup-before-upgrade", .disk, .resync(.upgradeRefused(reason: error.word)),
                remedy: .diskRemedy)
        case let error as AttachmentError: self.init(error, file: "", limit: 0)
        case let error as ProxyCredentialsError: self = Self.of(error)
        default:
            self = Problem("bug", .bug, .unexpected("\(error)"), remedy: .reportBug)
        }
    }

    private static func of(_ error: HomeError, directory: String) -> Problem {
        switch error {
        case .notANode:
            Problem(
                "not-a-node", .inputNotFound, .notANode(directory: directory),
                remedy: .notANodeRemedy)
        case .storeEmpty:
            Problem(
                "store-empty", .disk, .storeEmpty(directory: directory), remedy: .storeEmptyRemedy)
        case .occupied:
            Problem(
                "occupied", .badInput, .occupied(directory: directory), remedy: .occupiedRemedy)
        case .disk(let path): disk(path)
        case .joinFile(let problem): Problem(problem, file: "")
        }
    }

    /// What a command has looked at was otherwise when it was written.
    private static func of(_ error: BoundaryRefusal) -> Problem {
        Problem("station-ended", .temporary, .unexpected("\(error)"), remedy: .tryAgain)
    }

    private static func of(_ error: StoreError) -> Problem {
        switch error {
        case .busy: Problem("store-busy", .temporary, .storeBusy, remedy: .tryAgain)
        case .full: disk("disk full")
        case .disk(let code): disk("SQLite \(code)")
        case .damaged(let what):
            Problem(
                "store-damaged", .disk, .storeDamaged(what),
                remedy: error.isOfContent ? .contentDamagedRemedy : .storeDamagedRemedy)
        case .newerVersion:
            Problem("newer-version", .versionMismatch, .newerVersion, remedy: .upgradeRemedy)
        case .wrongVaultKey:
            Problem("wrong-key", .configuration, .keyWrong, remedy: .vaultKeyRemedy)
        case .keyMissing(let name):
            Problem("key-missing", .configuration, .keyMissing(name), remedy: .keyRemedy)
        case .unknownScope, .unknownEntity, .groupNotWhole, .outOfRange:
            Problem("bug", .bug, .unexpected("\(error)"), remedy: .reportBug)
        case .notPermitted(let tag): notPermitted(tag)
        case .draftTooLarge:
            Problem("too-large", .badInput, .unexpected("too large"))
        }
    }

    private static func of(_ error: ProxyCredentialsError) -> Problem {
        let (words, path): (NodeSentence, String) =
            switch error {
            case .unreadable(let path): (.credentialsUnreadable(path: path), path)
            case .notPrivate(let path): (.credentialsNotPrivate(path: path), path)
            case .malformed(let path): (.credentialsMalformed(path: path), path)
            }
        return Problem(
            "bad-credentials", .configuration, .node(words),
            remedy: .node(.credentialsRemedy(path: path)))
    }

    private static func of(_ error: KeyError) -> Problem {
        switch error {
        case .missing(let name), .damaged(let name):
            Problem(
                "key-missing", .configuration, .keyMissing(name),
                remedy: name == KeyFolder.vault ? .vaultKeyRemedy : .keyRemedy)
        case .disk(let path): disk(path)
        case .exposed(let path):
            Problem(
                "keys-exposed", .configuration, .keysExposed(path), remedy: .keysExposedRemedy)
        case .sealed:
            Problem(
                "vault-sealed", .configuration, .privacy(.vaultSealed),
                remedy: .privacy(.vaultSealedRemedy))
        case .wrongPassphrase:
            Problem(
                "wrong-passphrase", .notPermitted, .privacy(.wrongPassphrase),
                remedy: .privacy(.wrongPassphraseRemedy))
        }
    }

    private static func disk(_ what: String) -> Problem {
        Problem("disk", .disk, .diskFailed(what), remedy: .diskRemedy)
    }
}
