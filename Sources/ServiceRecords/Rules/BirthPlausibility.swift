/// Whether somebody who serves can have been born on a day.
public enum BirthPlausibility {
    static let firstYear = 1850
    /// A clock that was never set hinders nobody: until then every birth year is taken.
    private static let buildYear = 2026

    /// - Parameter today: by the PC's clock, which may run a little behind.
    public static func isPlausible(_ birth: LocalDay, on today: LocalDay) -> Bool {
        (firstYear...max(today.year, buildYear) + 1).contains(birth.year)
    }
}
