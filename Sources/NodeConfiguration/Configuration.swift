public import Foundation
public import Texts

/// What holds for one process: for each key its value and where it comes from. Every value is of its
/// form and in its range.
public struct Configuration: Sendable {
    struct Given: Sendable {
        /// As it would be written.
        let text: String
        let source: ConfigSource
    }

    /// The file that was read; nil where there is none.
    public let file: String?
    private var given: [String: Given] = [:]

    /// The defaults.
    public init() { file = nil }

    /// From lowest to highest: the defaults, the file, the environment.
    ///
    /// - Parameter named: the file to read; nil for the usual places, where it may be missing.
    /// - Throws: everything that is wrong, at once. Nothing but the file was touched.
    public init(
        file named: String?, environment: [String: String], dataDirectory: URL
    ) throws(ConfigFaults) {
        file = ConfigFile.path(
            named: named, environment: environment, dataDirectory: dataDirectory)
        var faults: [ConfigFault] = []
        if let file {
            do throws(ConfigFault) {
                let document = ConfigDocument(try ConfigFile.text(of: file), path: file)
                faults = document.faults
                for setting in document.settings {
                    given[setting.entry.name] = Given(text: setting.text, source: setting.source)
                }
            } catch { faults = [error] }
        }
        let variables = ConfigEnvironment(environment)
        faults += variables.faults
        for (name, value) in variables.given { given[name] = value }
        guard faults.isEmpty else {
            throw ConfigFaults(file: file, faults: faults, sound: self)
        }
    }

    public subscript<Value>(key: ConfigKey<Value>) -> Value {
        guard let text = given[key.name]?.text, let value = try? key.form.read(text) else {
            return key.standard
        }
        return value
    }

    public func text(of entry: ConfigEntry) -> String {
        given[entry.name]?.text ?? entry.standard
    }

    public func source(of entry: ConfigEntry) -> ConfigSource {
        given[entry.name]?.source ?? .standard
    }

    /// Lays what a flag says over everything else.
    public mutating func set<Value>(_ key: ConfigKey<Value>, to value: Value, flag: String) {
        given[key.name] = Given(text: key.form.write(value), source: .flag(flag))
    }
}

/// Everything that is wrong with a configuration. Nothing was started or written.
public struct ConfigFaults: Error, Sendable {
    /// The file that was read; nil where there is none.
    public let file: String?
    /// In the order in which they were met.
    public let faults: [ConfigFault]
    /// What is left without them: good for saying in the right language what is wrong, and for nothing
    /// else.
    public let sound: Configuration
}
