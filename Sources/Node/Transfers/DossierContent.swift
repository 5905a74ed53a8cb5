import ServiceRecords
import SyncCore

/// What stands in a dossier, be it known here or not: a count of groups and each group's number and fields; then,
/// to its end, each companion's kind and bytes (docs/PROTOCOL.md, Transfer).
struct DossierContent {
    var groups: [GroupNumber: Fields] = [:]
    var companions: [Dossier.Companion] = []

    var isEmpty: Bool { groups.isEmpty && companions.isEmpty }

    var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.varint(groups.count)
        for (number, fields) in groups.sorted(by: { $0.key < $1.key }) {
            Self.write(number, fields, to: &writer)
        }
        for companion in companions { Self.write(companion, to: &writer) }
        return writer.bytes
    }

    private static func write(
        _ number: GroupNumber, _ fields: Fields, to writer: inout ByteWriter
    ) {
        writer.varint(UInt64(number))
        fields.write(to: &writer)
    }

    private static func write(_ companion: Dossier.Companion, to writer: inout ByteWriter) {
        writer.varint(UInt64(companion.kind))
        writer.blob(companion.bytes)
    }
}

extension DossierContent {
    /// nil where the bytes are no dossier.
    init?(_ bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        guard let count = try? reader.varint(in: 0...Limits.groupCount) else { return nil }
        for _ in 0..<count {
            guard let number = try? reader.varint(in: 0...Int(UInt32.max)),
                let fields = try? Fields(from: &reader)
            else { return nil }
            groups[GroupNumber(number)] = fields
        }
        while !reader.isAtEnd {
            guard companions.count < Limits.listCount,
                let kind = try? reader.varint(in: 0...Int(KindNumber.max)),
                let bytes = try? reader.blob(atMost: Limits.personalBytes)
            else { return nil }
            companions.append(Dossier.Companion(kind: KindNumber(kind), bytes: bytes))
        }
    }

    /// What a record keeps of an earlier dossier because nobody here could read it; nil where there is none.
    init?(unreadIn profile: [GroupNumber: Fields]) {
        let kept = profile[Volunteer.unread.group]?[Volunteer.unread.number]?.asList
        guard let bytes = kept?.first?.asBytes else { return nil }
        self.init(bytes)
    }

    /// What this version has no place for.
    var unread: DossierContent {
        DossierContent(
            groups: groups.filter { Volunteer.kind.group($0.key) == nil }, companions: companions)
    }

    /// Adds what is not here yet, one after the other as long as the whole has room.
    mutating func add(_ other: DossierContent, room: Int) {
        var used = bytes.count
        func fits(_ write: (inout ByteWriter) -> Void) -> Bool {
            var writer = ByteWriter()
            write(&writer)
            guard used + writer.bytes.count <= room else { return false }
            used += writer.bytes.count
            return true
        }
        for (number, fields) in other.groups.sorted(by: { $0.key < $1.key })
        where groups[number] == nil && groups.count < Limits.groupCount
            && !Dossier.omitted.contains(number) && fits({ Self.write(number, fields, to: &$0) })
        {
            groups[number] = fields
        }
        for companion in other.companions
        where companions.count < Limits.listCount && !companions.contains(companion)
            && fits({ Self.write(companion, to: &$0) })
        {
            companions.append(companion)
        }
    }
}
