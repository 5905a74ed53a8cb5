/// How log lines look.
public enum LogFormat: String, Sendable, CaseIterable {
    /// Time, level, sentence, then `key=value`.
    case text
    /// One JSON object a line.
    case json
}
