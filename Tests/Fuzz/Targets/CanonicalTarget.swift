import ServiceRecords
import SyncCore

extension FuzzTarget {
    /// Header and open part of a change, as every run carries them.
    static let canonical = FuzzTarget("canonical", seeds: Seeds.changes) {
        bytes throws(Violation) in
        let result = try outcome { () throws(MalformedBytes) in
            try CanonicalChange(bytes: bytes)
        }
        switch result {
        case .failure(let malformed):
            try claim((0...bytes.count).contains(malformed.position), "a position in the bytes")
            return false
        case .success(let change):
            try claim(change.bytes == bytes, "a change is the bytes that it was read from")
            try change.checkSpelling()
            try change.checkContent()
            try change.checkWords()
            return true
        }
    }
}

extension CanonicalChange {
    /// A second encoding of one change would be a second leaf (I4).
    fileprivate func checkSpelling() throws(Violation) {
        try claim(encodedAnew.bytes == bytes, "a change has one spelling")
        try claim(Array(halves.header + halves.open) == bytes, "two halves make the whole")
        let opening = Header.opening(
            scope: header.scope, origin: header.origin, sequence: header.sequence)
        try claim(bytes.starts(with: opening), "a change opens with its place")
        guard let carried else { return }
        let alone = try claim("what is carried reads alone") {
            try CanonicalChange(bytes: carried.bytes)
        }
        try claim(alone.header == carried.header && alone == carried, "it reads as it was carried")
    }

    /// The fields where they lie are the fields as values.
    fileprivate func checkContent() throws(Violation) {
        if case .groups(let values) = open {
            let encoded = Array(groups)
            try claim(encoded.map(\.group) == values.map(\.group), "all groups in place")
            for (place, content) in zip(encoded, values) {
                for (number, value) in content.fields.entries {
                    let found = place.fields[number].map(place.fields.value)
                    try claim(found == value, "a field is found by its number")
                }
            }
        }
        let whole = Change(self, personal: .none)
        let withheld = Change(self, personal: .withheld(Hash.sha256([1])))
        try claim(whole.leaf != withheld.leaf, "a leaf depends on the commitment")
        try claim(whole.createsEntity == (original.header.entity == nil), "the original decides")
        try claim(
            whole.createsEntity == (whole.entity != withheld.entity), "a created id is the leaf's")
        _ = whole.carriesForeignWrite
        try claim(
            Malformed.isMalformed(whole) == Malformed.isMalformed(withheld),
            "the personal part judges nothing")
    }

    /// Whatever is understood of a change can be said again.
    fileprivate func checkWords() throws(Violation) {
        if let word = AuthorityChange(self) {
            let again = CanonicalChange(header: header, open: word.open)
            try claim(AuthorityChange(again) == word, "a word of authority comes back")
        }
        if let word = PeopleChange(self) {
            let again = CanonicalChange(header: header, open: word.open)
            try claim(PeopleChange(again) == word, "a word about people comes back")
        }
        if let word = LineageChange(self) {
            let again = CanonicalChange(header: header, open: word.open)
            try claim(LineageChange(again) == word, "a word of lineage comes back")
        }
        if let word = Dismissal(self) {
            let again = CanonicalChange(header: original.header, open: word.open)
            try claim(Dismissal(again) == word, "a dismissal comes back")
        }
    }
}
