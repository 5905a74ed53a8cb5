/// Personal information of children under 14 is sensitive: a guardian's consent is needed, and who looks
/// at it needs an approved purpose (records, Rules that bind the design).
public enum Minority {
    public static let age = 14

    /// - Parameter birthDate: as it is kept, `2012-03-01`; nil and anything else says nothing.
    public static func isChild(bornOn birthDate: String?, on day: LocalDay) -> Bool {
        guard let birthDate, let born = try? CivilTime.day(birthDate) else { return false }
        return born.fullYears(until: day) < age
    }
}
