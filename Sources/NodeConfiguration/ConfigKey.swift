public import Texts

/// One thing that can be configured: its name, what it may be, what it is when nobody says, and what it
/// does. All of them stand in `ConfigCatalogue`.
public struct ConfigKey<Value: Sendable>: Sendable {
    /// `section.name`; never another one, because files on other people's disks name it.
    public let name: String
    public let form: ConfigForm<Value>
    public let standard: Value
    public let meaning: Words

    init(_ name: String, _ form: ConfigForm<Value>, _ standard: Value, zh: String, en: String) {
        self.name = name
        self.form = form
        self.standard = standard
        meaning = Words(zh: zh, en: en)
    }
}

/// A key without its type: what a catalogue lists and a reader of files needs.
public struct ConfigEntry: Sendable {
    public let name: String
    public let expectation: ConfigExpectation
    /// The default, as it would be written.
    public let standard: String
    public let meaning: Words
    /// The value as it is written back.
    let normalise: @Sendable (String) throws(ConfigComplaint) -> String

    init(_ key: ConfigKey<some Sendable>) {
        name = key.name
        expectation = key.form.expectation
        standard = key.form.write(key.standard)
        meaning = key.meaning
        normalise = { [form = key.form] text throws(ConfigComplaint) in
            form.write(try form.read(text))
        }
    }

    var section: String { String(name.prefix { $0 != "." }) }

    /// The environment variable that overrides the file: `YIZHAN_SYNC_RETRY_FIRST`.
    public var variable: String {
        "YIZHAN_"
            + name.uppercased().replacing(".", with: "_").replacing("-", with: "_")
    }
}

/// Why a text is no value of a key.
enum ConfigComplaint: Error {
    case wrongForm
    case outOfRange
}
