import Node
import ServiceRecords
import Texts

/// What a person enters about a place that has a node. It goes into certificates, join files, the
/// directory of all and every list: what fits there is known here alone. Of what comes by the line nothing
/// is asked.
enum EnteredPlace {
    /// Characters of a name (RFC 5280, ub-common-name).
    static let nameLength = 64
    /// Its bytes: the directory takes no longer one (docs/PROTOCOL.md, Shared scopes).
    static let nameBytes = 256

    /// The name without blanks at either end.
    /// - Throws: `Problem` 64; 65 for one that says somebody's number.
    static func name(_ text: String) throws -> String {
        let name = PlainText.trimmed(text)
        guard !name.isEmpty, name.count <= nameLength, name.utf8.count <= nameBytes,
            PlainText.isOneLine(name)
        else {
            throw Problem(
                "bad-name", .usage, .record(.badPlaceName(limit: nameLength)),
                remedy: .record(.badPlaceNameRemedy))
        }
        try OpenWords.refuseNumber(in: name, of: "--name")
        return name
    }

    /// The code of an aggregator itself.
    /// - Throws: `Problem` 65.
    static func code(_ text: String, of role: NodeRole) throws -> String {
        try code(text, among: role.ownLevels).digits
    }

    /// The code of what a node of this role invites, as short as it can be written.
    /// - Throws: `Problem` 65.
    static func code(_ text: String, below role: NodeRole) throws -> String {
        try code(text, among: role.invitedLevels).withoutPadding.digits
    }

    private static func code(
        _ text: String, among levels: ClosedRange<DivisionCode.Level>
    ) throws -> DivisionCode {
        guard let code = DivisionCode(text), levels.contains(code.withoutPadding.level) else {
            let fitting = DivisionCode.Level.allCases.filter(levels.contains)
            throw Problem(
                "bad-code", .badInput, .record(.badCode(String(text.prefix(40)))),
                remedy: .record(.badCodeRemedy(digits: fitting.map(\.digits))))
        }
        return code
    }

    /// Refuses to open a scope under a code that does not lie below the node's own: a digit that was
    /// mistyped would stand there for good. There are such places all the same: nobody but the caller knows.
    /// - Throws: `Problem` 65.
    static func refuseElsewhere(_ text: String, at place: Workplace) throws {
        guard let code = DivisionCode(text),
            let own = DivisionCode(place.home.code)?.withoutPadding,
            own.level < code.level, !own.contains(code)
        else { return }
        throw Problem(
            "code-elsewhere", .badInput,
            .record(.codeElsewhere(code: code.digits, own: place.home.code)),
            remedy: .record(.codeElsewhereRemedy))
    }
}

extension NodeRole {
    fileprivate var ownLevels: ClosedRange<DivisionCode.Level> {
        switch self {
        case .province: .province ... .province
        case .city: .province ... .prefecture
        // Some cities have no counties between them and their townships.
        case .county: .prefecture ... .county
        case .station: .township ... .village
        }
    }

    fileprivate var invitedLevels: ClosedRange<DivisionCode.Level> {
        switch self {
        // What carries between provinces is one itself.
        case .province: .province ... .county
        case .city: .county ... .county
        case .county, .station: .township ... .village
        }
    }
}
