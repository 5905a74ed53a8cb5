/// Who can log in on this machine, who has, and how many guesses are left. It is of this machine alone,
/// and stands in no log: one user is the same on all PCs, the password is set on each.
enum LoginTables {
    static let schema = """
        CREATE TABLE login_password(login TEXT PRIMARY KEY, record TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE login_guess(
            login TEXT PRIMARY KEY, left INTEGER NOT NULL, boot TEXT NOT NULL,
            filled INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE login_session(
            token BLOB PRIMARY KEY, login TEXT NOT NULL, boot TEXT NOT NULL,
            opened INTEGER NOT NULL, seen INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE login_challenge(
            login TEXT PRIMARY KEY, challenge BLOB NOT NULL, boot TEXT NOT NULL,
            made INTEGER NOT NULL) WITHOUT ROWID;
        """
}
