import Authority
import Store

/// A fixed word for an error, for logs and exit notes: never its description, which may hold what a
/// record or a stranger says.
enum ErrorWord {
    static func of(_ error: any Error) -> String {
        switch error {
        case let error as StoreError: of(error)
        case let error as KeyError: of(error)
        case let error as AttachmentError: error.word
        case let error as SafetyError: error.word
        case SalvageError.essential(let table): "not-salvageable: \(table)"
        case SalvageError.busy: "store-busy"
        default: "\(type(of: error))"
        }
    }

    private static func of(_ error: StoreError) -> String {
        switch error {
        case .busy: "store-busy"
        case .full: "disk-full"
        case .disk(let code): "disk-\(code)"
        // Our own words, or SQLite's about the structure of the file: values are bound, never spelled.
        case .damaged(let what): "store-damaged: \(what)"
        case .newerVersion: "newer-version"
        case .unknownScope: "unknown-scope"
        case .unknownEntity: "unknown-entity"
        case .draftTooLarge: "draft-too-large"
        case .notPermitted: "not-permitted"
        case .groupNotWhole: "group-not-whole"
        case .wrongVaultKey: "wrong-vault-key"
        case .keyMissing: "key-missing"
        case .outOfRange: "out-of-range"
        }
    }

    private static func of(_ error: KeyError) -> String {
        switch error {
        case .missing: "key-missing"
        case .damaged: "key-damaged"
        case .disk: "key-disk"
        case .exposed: "keys-exposed"
        case .sealed: "vault-sealed"
        case .wrongPassphrase: "wrong-passphrase"
        }
    }
}
