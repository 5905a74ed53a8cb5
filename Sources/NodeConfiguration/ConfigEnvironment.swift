import Texts

/// What environment variables say: `YIZHAN_SECTION_KEY` for every key.
///
/// A variable that begins like one of a section and is none is a fault. Others that begin with YIZHAN_
/// are none of our business.
struct ConfigEnvironment {
    private(set) var given: [String: Configuration.Given] = [:]
    private(set) var faults: [ConfigFault] = []

    /// A shorter name that was there first; it wins over the long one.
    private static let shortLanguage = "YIZHAN_LANG"

    private static let byVariable = Dictionary(
        ConfigCatalogue.entries.map { ($0.variable, $0) }
    ) { first, _ in first }

    init(_ environment: [String: String]) {
        for (name, value) in environment.sorted(by: { $0.key < $1.key })
        where name.hasPrefix("YIZHAN_") && name != Self.shortLanguage {
            if let entry = Self.byVariable[name] {
                take(value, for: entry, from: name)
            } else if Self.isOfASection(name) {
                faults.append(
                    ConfigFault(
                        place: .variable(name), what: .unknownVariable(name),
                        remedy: Nearest.word(to: name, among: Self.byVariable.keys.sorted())
                            .map { .nearest($0) } ?? .seeCatalogue))
            }
        }
        if let value = environment[Self.shortLanguage] {
            take(value, for: ConfigEntry(UIKeys.language), from: Self.shortLanguage)
        }
    }

    private static func isOfASection(_ variable: String) -> Bool {
        ConfigCatalogue.sections.contains {
            variable.hasPrefix("YIZHAN_\($0.uppercased())_")
        }
    }

    private mutating func take(_ text: String, for entry: ConfigEntry, from variable: String) {
        do throws(ConfigComplaint) {
            given[entry.name] = Configuration.Given(
                text: try entry.normalise(text), source: .variable(variable))
        } catch {
            faults.append(
                ConfigFault(
                    place: .variable(variable), what: error.sentence(about: entry.name),
                    remedy: .expected(entry.expectation)))
        }
    }
}
