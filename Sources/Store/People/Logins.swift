import Foundation
import GRDB
public import SyncCore

/// The table of logins, inside one write transaction: durable when it ends, or as it was.
public struct Logins {
    let db: Database

    /// A moment of one run of this machine: its name, and milliseconds since it began.
    public struct Moment: Hashable, Sendable {
        public let boot: String
        public let milliseconds: Int64

        public init(boot: String, milliseconds: Int64) {
            self.boot = boot
            self.milliseconds = milliseconds
        }
    }

    public struct Guesses: Hashable, Sendable {
        public let left: Int
        public let filled: Moment

        public init(left: Int, filled: Moment) {
            self.left = left
            self.filled = filled
        }
    }

    public struct Session: Hashable, Sendable {
        public let login: String
        public let opened: Moment
        public let seen: Moment

        public init(login: String, opened: Moment, seen: Moment) {
            self.login = login
            self.opened = opened
            self.seen = seen
        }
    }

    /// More open sessions are not kept: the oldest end.
    private static let mostSessions = 256
}

extension Store {
    public func logins<T>(_ body: (Logins) throws -> T) throws -> T {
        try write { try body(Logins(db: $0)) }
    }

    /// The table of logins and the log of a scope in one transaction: what is done to the one stands in the
    /// other, or neither was.
    public func logins<T>(
        beside scope: Scope, by author: Author, at time: Int64,
        _ body: (Logins, CommitDoor) throws -> T
    ) throws -> T {
        try commit(to: scope, by: author, at: time) { door in
            try body(Logins(db: door.log.db), door)
        }
    }
}

extension Logins {
    public func password(of login: String) throws -> String? {
        try String.fetchOne(
            db, sql: "SELECT record FROM login_password WHERE login = ?", arguments: [login])
    }

    /// Ends the sessions that were opened by the old one.
    public func set(password record: String, of login: String) throws {
        try db.execute(
            sql: "INSERT OR REPLACE INTO login_password(login, record) VALUES(?, ?)",
            arguments: [login, record])
        try db.execute(sql: "DELETE FROM login_session WHERE login = ?", arguments: [login])
        try db.execute(sql: "DELETE FROM login_challenge WHERE login = ?", arguments: [login])
    }

    /// nil before anybody has guessed. An empty login stands for all of them.
    public func guesses(at login: String) throws -> Guesses? {
        let row = try Row.fetchOne(
            db, sql: "SELECT left, boot, filled FROM login_guess WHERE login = ?",
            arguments: [login])
        return try row.map {
            try Guesses(
                left: $0.cell(0), filled: Moment(boot: $0.cell(1), milliseconds: $0.cell(2)))
        }
    }

    public func set(_ guesses: Guesses, at login: String) throws {
        try db.execute(
            sql: "INSERT OR REPLACE INTO login_guess(login, left, boot, filled) VALUES(?, ?, ?, ?)",
            arguments: [login, guesses.left, guesses.filled.boot, guesses.filled.milliseconds])
    }

    public func session(_ token: Hash) throws -> Session? {
        let row = try Row.fetchOne(
            db, sql: "SELECT login, boot, opened, seen FROM login_session WHERE token = ?",
            arguments: [Data(token.bytes)])
        return try row.map {
            try Session(
                login: $0.cell(0), opened: Moment(boot: $0.cell(1), milliseconds: $0.cell(2)),
                seen: Moment(boot: $0.cell(1), milliseconds: $0.cell(3)))
        }
    }

    public func open(_ session: Session, token: Hash) throws {
        try db.execute(
            sql: "DELETE FROM login_session WHERE boot <> ?", arguments: [session.opened.boot])
        try db.execute(
            sql: """
                DELETE FROM login_session WHERE token NOT IN (
                    SELECT token FROM login_session ORDER BY seen DESC LIMIT ?)
                """, arguments: [Self.mostSessions - 1])
        try db.execute(
            sql:
                "INSERT INTO login_session(token, login, boot, opened, seen) VALUES(?, ?, ?, ?, ?)",
            arguments: [
                Data(token.bytes), session.login, session.opened.boot,
                session.opened.milliseconds, session.seen.milliseconds,
            ])
    }

    public func note(seen: Moment, token: Hash) throws {
        try db.execute(
            sql: "UPDATE login_session SET seen = ? WHERE token = ?",
            arguments: [seen.milliseconds, Data(token.bytes)])
    }

    public func close(token: Hash) throws {
        try db.execute(
            sql: "DELETE FROM login_session WHERE token = ?", arguments: [Data(token.bytes)])
    }

    /// What a user has to be vouched for with who has lost the password.
    public func challenge(of login: String) throws -> (bytes: [UInt8], made: Moment)? {
        try Row.fetchOne(
            db, sql: "SELECT challenge, boot, made FROM login_challenge WHERE login = ?",
            arguments: [login]
        ).map { try ($0.blob(0), Moment(boot: $0.cell(1), milliseconds: $0.cell(2))) }
    }

    public func set(challenge: [UInt8], of login: String, made: Moment) throws {
        try db.execute(
            sql: """
                INSERT OR REPLACE INTO login_challenge(login, challenge, boot, made)
                VALUES(?, ?, ?, ?)
                """, arguments: [login, Data(challenge), made.boot, made.milliseconds])
    }
}
