public import NodeConfiguration
import Texts

/// `config show|check|explain`. None of them needs a node.
public enum ConfigCommands {
    /// Every key with what holds, and where that comes from.
    public static func show(_ configuration: Configuration) -> ConfigurationReport {
        ConfigurationReport(configuration)
    }

    /// What is wrong, all of it; exit 78 if there is anything.
    public static func check(
        _ configuration: Result<Configuration, ConfigFaults>
    ) -> ConfigCheckReport {
        switch configuration {
        case .success(let configuration):
            ConfigCheckReport(file: configuration.file, faults: [])
        case .failure(let error): ConfigCheckReport(file: error.file, faults: error.faults)
        }
    }

    /// What keys mean: one, or all.
    /// - Parameter configuration: nil while it is faulty, when its values are not known.
    public static func explain(
        _ name: String?, in configuration: Configuration?
    ) throws -> ConfigExplanation {
        guard let name else {
            return ConfigExplanation(ConfigCatalogue.entries, in: configuration)
        }
        guard let entry = ConfigCatalogue.entry(named: name) else {
            let remedy = ConfigCatalogue.nearest(to: name).map { ConfigurationSentence.nearest($0) }
            throw Problem(
                "unknown-key", .inputNotFound, .configuration(.unknownKey(name)),
                remedy: .configuration(remedy ?? .seeCatalogue))
        }
        return ConfigExplanation([entry], in: configuration)
    }
}

extension Problem {
    public init(_ faults: ConfigFaults) {
        self.init(
            "bad-configuration", .configuration, .configuration(.refused(faults.faults)),
            remedy: .configuration(.refusedRemedy))
    }
}
