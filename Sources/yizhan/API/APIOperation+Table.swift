extension APIOperation {
    /// Everything that can be asked for.
    static let all = session + resync + database + backups
}
