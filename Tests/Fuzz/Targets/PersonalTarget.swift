import SyncCore

extension FuzzTarget {
    /// The payload of a personal part, under one salt.
    static let personal = FuzzTarget("personal", seeds: Seeds.payloads) { bytes throws(Violation) in
        let salt = [UInt8](repeating: 7, count: PersonalPart.saltBytes)
        let result = try outcome { () throws(MalformedBytes) in
            try PersonalPart(salt: salt, payload: bytes)
        }
        guard case .success(let part) = result else { return false }
        let again = PersonalPart(salt: salt, group: part.group, fields: part.fields)
        try claim(again.payload == bytes, "a personal part has one spelling")
        try claim(again.commitment == part.commitment, "hence one commitment")
        return true
    }
}
