public import GRDB
public import SyncCore

/// Why the store could not do what was asked. It is as it was before.
public enum StoreError: Error, Equatable, Sendable {
    /// Another process held the file for too long. Try again.
    case busy
    /// No room on the disk. Make room, then repeat: nothing was half done.
    case full
    /// The file system answered with an error, or allows no writing.
    case disk(code: Int32)
    /// The file is not a store of ours, or its structure is damaged.
    case damaged(String)
    /// A newer program has written this store. Upgrade.
    case newerVersion
    /// The scope is not held here.
    case unknownScope(Scope)
    /// A record that a write names is not here.
    case unknownEntity(Entity)
    /// The draft breaks a limit of the format (docs/PROTOCOL.md, Limits).
    case draftTooLarge
    /// The group has been written since the form was opened, and the form does not give all its
    /// fields: filling it up from what is shown now would state what nobody wrote. Give all fields.
    case groupNotWhole(GroupNumber)
    /// The vault's key is not the one under which the personal parts were sealed.
    case wrongVaultKey
    /// The private key of the origin that this node is, or was, is not in its place.
    case keyMissing(String)
    /// The user who writes holds no role that may write this, by what they have in front of them.
    case notPermitted(GroupTag)
    /// A log has reached its end, or a number in the file makes no sense.
    case outOfRange

    /// What SQLite's result code means for whoever asked.
    public init(_ error: DatabaseError) {
        switch error.resultCode.primaryResultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy
        case .SQLITE_FULL: self = .full
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            self = .damaged("\(Self.library): \(error.message ?? "")")
        case .SQLITE_IOERR, .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM:
            self = .disk(code: error.extendedResultCode.rawValue)
        default:
            let code = error.extendedResultCode.rawValue
            self = .damaged("\(Self.library) \(code): \(error.message ?? "")")
        }
    }

    private static let library = "SQLite"

    /// Whether SQLite reads the file, and what stands in it is not what was written: a verify says what, a repair
    /// mends it, and everything else can be shown. Of a damaged file a salvage keeps what can be read.
    public var isOfContent: Bool {
        guard case .damaged(let what) = self else { return false }
        return !what.hasPrefix(Self.library) && !what.hasPrefix("page ")
    }

    /// Runs `body` and turns SQLite's errors into ours, and the library's of a cell that holds another type;
    /// other errors pass.
    static func mapping<T>(_ body: () throws -> T) throws -> T {
        do { return try body() } catch let error as DatabaseError {
            throw StoreError(error)
        } catch is RowDecodingError {
            // What the library says of it quotes the row.
            throw StoreError.damaged("cell")
        }
    }
}
