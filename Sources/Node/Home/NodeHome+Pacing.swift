import Store

extension NodeHome {
    /// What of today's bytes is spent, by whichever process has spent it.
    /// - Throws: `StoreError`.
    public func pacing(_ settings: Pacing.Settings) throws -> Pacing {
        Pacing(
            settings: settings,
            spending: settings.budget > 0
                ? DaySpending(try store.setting("line-spent")) : DaySpending())
    }

    func keep(_ pacing: Pacing) throws {
        guard let kept = pacing.kept, try store.setting("line-spent") != kept else { return }
        try store.set("line-spent", kept)
    }
}
