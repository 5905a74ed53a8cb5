/// A claim about received bytes that does not hold: a bug of ours, whoever made the bytes.
public struct Violation: Error, CustomStringConvertible {
    public let description: String
}

func claim(_ holds: Bool, _ text: @autoclosure () -> String) throws(Violation) {
    guard holds else { throw Violation(description: text()) }
}

/// What `body` gives; that it throws nothing is the claim.
func claim<Value>(_ text: String, _ body: () throws -> Value) throws(Violation) -> Value {
    do { return try body() } catch { throw Violation(description: "\(text): \(error)") }
}

/// What `read` makes of some bytes, read twice over: it depends on nothing but them.
func outcome<Value: Equatable, Failure: Error & Equatable>(
    _ read: () throws(Failure) -> Value
) throws(Violation) -> Result<Value, Failure> {
    let first = Result(catching: read)
    try claim(first == Result(catching: read), "the same bytes read the same way")
    return first
}
