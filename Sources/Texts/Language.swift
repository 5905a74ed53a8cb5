/// The language of screens and messages. JSON never depends on it.
public enum Language: String, Sendable, CaseIterable {
    case zh, en
}
