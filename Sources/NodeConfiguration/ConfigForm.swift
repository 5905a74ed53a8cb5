public import Node
public import Texts

/// How the value of a key is written: what is expected, and both directions.
public struct ConfigForm<Value: Sendable>: Sendable {
    public let expectation: ConfigExpectation
    let read: @Sendable (String) throws(ConfigComplaint) -> Value
    public let write: @Sendable (Value) -> String
}

extension ConfigForm where Value == Duration {
    /// A whole number with its unit: `300ms`, `15m`.
    static func duration(_ range: ClosedRange<Duration>) -> Self {
        Self(
            expectation: .duration(
                from: Quantity.time.text(range.lowerBound.wholeMilliseconds),
                to: Quantity.time.text(range.upperBound.wholeMilliseconds)),
            read: { text throws(ConfigComplaint) in
                let milliseconds = try Quantity.time.amount(text)
                let value = Duration.milliseconds(milliseconds)
                guard range.contains(value) else { throw .outOfRange }
                return value
            },
            write: { Quantity.time.text($0.wholeMilliseconds) })
    }
}

extension ConfigForm where Value == Int {
    /// A whole number with its unit: `8MiB`.
    static func size(_ range: ClosedRange<Int>) -> Self {
        Self(
            expectation: .size(
                from: Quantity.size.text(Int64(range.lowerBound)),
                to: Quantity.size.text(Int64(range.upperBound))),
            read: { text throws(ConfigComplaint) in
                try Self.checked(try Quantity.size.amount(text), range)
            },
            write: { Quantity.size.text(Int64($0)) })
    }

    static func percent(_ range: ClosedRange<Int>) -> Self {
        Self(
            expectation: .percent(from: range.lowerBound, to: range.upperBound),
            read: { text throws(ConfigComplaint) in
                guard text.hasSuffix("%") else { throw .wrongForm }
                return try Self.checked(try Quantity.number(text.dropLast()), range)
            },
            write: { "\($0)%" })
    }

    static func count(_ range: ClosedRange<Int>) -> Self {
        Self(
            expectation: .count(from: range.lowerBound, to: range.upperBound),
            read: { text throws(ConfigComplaint) in
                try Self.checked(try Quantity.number(text), range)
            },
            write: { "\($0)" })
    }

    private static func checked(
        _ amount: Int64, _ range: ClosedRange<Int>
    ) throws(ConfigComplaint) -> Int {
        guard let value = Int(exactly: amount), range.contains(value) else { throw .outOfRange }
        return value
    }
}

extension ConfigForm where Value == DayWindows {
    /// `07:00-09:00,18:00-22:00`, or `always`.
    static var windows: Self {
        Self(
            expectation: .windows(other: "always"),
            read: { text throws(ConfigComplaint) in
                if text == "always" { return DayWindows() }
                guard let value = DayWindows(text) else { throw .wrongForm }
                return value
            },
            write: { $0.windows.isEmpty ? "always" : $0.description })
    }
}

extension ConfigForm where Value == ProxyAddress? {
    static var proxy: Self {
        Self(
            expectation: .proxy(other: "off"),
            read: { text throws(ConfigComplaint) in
                if text == "off" { return nil }
                guard let value = ProxyAddress(text) else { throw .wrongForm }
                return value
            },
            write: { $0?.description ?? "off" })
    }
}

extension ConfigForm where Value == String? {
    /// An absolute path; whether anything stands there shows when it is needed.
    static var file: Self {
        Self(
            expectation: .file(other: "off"),
            read: { text throws(ConfigComplaint) in
                if text == "off" { return nil }
                guard text.hasPrefix("/"), text.utf8.count < 4_096, !text.utf8.contains(0) else {
                    throw .wrongForm
                }
                return text
            },
            write: { $0 ?? "off" })
    }
}

extension ConfigForm where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One of a few words.
    static var choice: Self {
        Self(
            expectation: .choice(Value.allCases.map(\.rawValue)),
            read: { text throws(ConfigComplaint) in
                guard let value = Value(rawValue: text) else { throw .wrongForm }
                return value
            },
            write: { $0.rawValue })
    }
}

extension ConfigForm where Value == Listening {
    /// - Parameters:
    ///   - words: what may stand in place of an address.
    ///   - isLocal: only addresses of this machine, for what goes in the clear.
    static func listening(or words: [Listening], isLocal: Bool = false) -> Self {
        Self(
            expectation: .address(isLocal: isLocal, others: words.map(\.description)),
            read: { text throws(ConfigComplaint) in
                if let word = words.first(where: { $0.description == text }) { return word }
                guard let address = try? ListenAddress(text) else { throw .wrongForm }
                guard !isLocal || address.isLoopback else { throw .outOfRange }
                return .at(address)
            },
            write: { $0.description })
    }
}

/// Where a server listens, as it is configured.
public enum Listening: Sendable, Hashable, CustomStringConvertible {
    /// As fits the node's role.
    case auto
    case off
    case at(ListenAddress)

    public var description: String {
        switch self {
        case .auto: "auto"
        case .off: "off"
        case .at(let address): address.description
        }
    }

    /// - Parameter fallback: what `auto` means.
    public func address(auto fallback: ListenAddress?) -> ListenAddress? {
        switch self {
        case .auto: fallback
        case .off: nil
        case .at(let address): address
        }
    }
}

extension Duration {
    /// Rounded down; what is configured has no smaller parts.
    public var wholeMilliseconds: Int64 {
        components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000
    }
}
