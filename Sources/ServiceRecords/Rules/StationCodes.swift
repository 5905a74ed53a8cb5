/// The codes and names that a station has had, each with the time for which it is valid. A code is an
/// attribute and no key: nothing that was recorded under one moves when it changes.
public struct StationCodes: Hashable, Sendable {
    /// Half open: valid at `from`, no longer at `until`. Milliseconds since 1970.
    public struct Period: Hashable, Sendable {
        public let code: String
        public let name: String
        /// nil for the first: what it was before anybody wrote it down is not known.
        public let from: Int64?
        /// nil while it lasts.
        public let until: Int64?

        public func contains(_ time: Int64) -> Bool {
            (from ?? .min) <= time && time < (until ?? .max)
        }
    }

    /// What one change says of a station (`Station`); nil where it does not speak of that.
    public struct Write: Hashable, Sendable {
        public let code: String?
        public let name: String?
        public let from: Int64?
        public let until: Int64?

        public init(code: String?, name: String?, from: Int64?, until: Int64?) {
            self.code = code
            self.name = name
            self.from = from
            self.until = until
        }
    }

    /// In order of time, without overlap.
    public let periods: [Period]

    /// - Parameter writes: in the order in which they were made. One that speaks of an earlier time than
    ///   those before it replaces what they say of the time from then on.
    public init(_ writes: some Sequence<Write>) {
        var said: [Period] = []
        for write in writes {
            let last = said.last
            guard let code = write.code, !code.isEmpty else {
                if let last, let name = write.name { said[said.count - 1] = last.named(name) }
                continue
            }
            let name = write.name ?? last?.name ?? ""
            if let last, last.code == code {
                said[said.count - 1] = Period(
                    code: code, name: name, from: last.from, until: write.until)
                continue
            }
            let from = said.isEmpty ? nil : write.from ?? .min
            said.removeAll { period in
                guard let begun = period.from, let from else { return false }
                return begun >= from
            }
            said.append(Period(code: code, name: name, from: from, until: write.until))
        }
        periods = said.indices.map { index in
            let next = index + 1 < said.count ? said[index + 1].from : nil
            return said[index].ended(by: next)
        }
    }

    /// The last that was said.
    public var present: Period? { periods.last }

    public func period(at time: Int64) -> Period? { periods.last { $0.contains(time) } }
}

extension StationCodes.Period {
    fileprivate func named(_ name: String) -> Self {
        Self(code: code, name: name, from: from, until: until)
    }

    fileprivate func ended(by next: Int64?) -> Self {
        Self(
            code: code, name: name, from: from,
            until: [until, next].compactMap(\.self).min())
    }
}
