import ArgumentParser
import Commands

struct VolunteerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "volunteer", abstract: "Volunteers.",
        subcommands: [
            Add.self, Edit.self, List.self, Show.self, Import.self, Export.self, Merge.self,
            Erase.self, Erasures.self,
        ])

    struct Add: YizhanCommand {
        static let configuration = CommandConfiguration(abstract: "Register a volunteer.")
        @OptionGroup var fields: VolunteerOptions
        @Flag(
            help: "What was refused for a name or number is nobody's: register it as it is written."
        )
        var asWritten = false
        @Option(help: "The station, at a county.") var code: String?
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            var fields = fields.fields
            fields.isAsWritten = asWritten
            return try VolunteerCommands.add(shell.workplace(), fields, code: code)
        }
    }

    struct Edit: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Correct what is given; an empty text empties a field.")
        @Option(help: "Beginning of the id, volunteer number or citizen's number.")
        var volunteer: String
        @OptionGroup var fields: VolunteerOptions
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try VolunteerCommands.edit(
                shell.workplace(), volunteer, fields.fields, overruling: global.yes)
        }
    }

    struct List: YizhanCommand {
        static let configuration = CommandConfiguration(abstract: "Volunteers, numbers masked.")
        @Option(
            help: """
                Words that all must fit: characters, initials (zxm) or pinyin of a name, Tibetan \
                syllables, a number or its last four.
                """)
        var find: String?
        @Flag(help: "Who was registered twice: those under one document number, together.")
        var duplicates = false
        @Option(help: "The station, at a county.") var code: String?
        @Option(help: "How many.") var limit = 50
        @OptionGroup var global: GlobalOptions

        func validate() throws {
            guard !duplicates || find == nil else {
                throw ValidationError("--duplicates does not go with --find")
            }
        }

        func perform(_ shell: Shell) throws -> any Report {
            if duplicates {
                return try VolunteerCommands.duplicates(shell.workplace(), code: code)
            }
            return try VolunteerCommands.list(
                shell.workplace(), find: find, code: code, limit: limit)
        }
    }

    struct Show: YizhanCommand {
        static let configuration = CommandConfiguration(abstract: "One volunteer, numbers masked.")
        @Option(help: "Beginning of the id, volunteer number or citizen's number.")
        var volunteer: String
        @Flag(help: "In full; that it was shown, and why, goes into the log first.")
        var reveal = false
        @Option(help: "With --reveal: why, without a name.") var reason: String?
        @Option(help: "With --reveal, of somebody under 14: code or name of a purpose.")
        var purpose: String?
        @OptionGroup var global: GlobalOptions

        func validate() throws {
            guard reveal || reason == nil && purpose == nil else {
                throw ValidationError("--reason and --purpose go with --reveal")
            }
        }

        func perform(_ shell: Shell) throws -> any Report {
            guard reveal else { return try VolunteerCommands.show(shell.workplace(), volunteer) }
            return try VolunteerCommands.reveal(
                shell.workplace(), volunteer, RevealGrounds(reason: reason, purpose: purpose))
        }
    }

    struct Import: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a list (CSV); the same file twice adds nothing.")
        @OptionGroup var table: ImportOptions
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try VolunteerCommands.importList(
                shell.workplace(), file: table.file, code: table.code,
                rejectedFile: table.rejected)
        }
    }
}

extension VolunteerCommand {
    struct Export: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write a list with everything (CSV); that it was written, and why, is logged."
        )
        @OptionGroup var order: ExportOptions
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try VolunteerCommands.export(shell.workplace(), order.order)
        }
    }
}

/// What every export of personal data is told.
struct ExportOptions: ParsableArguments {
    @Option(help: "Where to; nothing is ever replaced.", completion: .file()) var out: String
    @Option(help: "Why, without a name.") var reason: String?
    @Option(help: "Code or name of a purpose; without one, children under 14 are left out.")
    var purpose: String?
    @Option(help: "The station, at a county.") var code: String?

    var order: ExportOrder {
        ExportOrder(
            file: out, grounds: RevealGrounds(reason: reason, purpose: purpose), code: code)
    }
}

/// What is known of a volunteer.
struct VolunteerOptions: ParsableArguments {
    @Option(help: "姓名.") var name: String?
    @Option(help: "民族文字姓名: the name in one's own script.") var nameAlt: String?
    @Option(help: "Code or name of the document; 01, the identity card, unless given.")
    var idType: String?
    @Option(help: "The document's number. Gender and birth date follow from an identity card's.")
    var idNumber: String?
    @Option(help: "1 or 男, 2 or 女.") var gender: String?
    @Option(help: "1990-01-31.") var birthDate: String?
    @Option(name: .customLong("phone"), parsing: .singleValue, help: "May be repeated.")
    var phones: [String] = []
    @Option(help: "A division's code, or its name.") var residenceArea: String?
    @Option(help: "A division's code, or its name.") var serviceArea: String?
    @Option(
        name: .customLong("category"), parsing: .singleValue,
        help: "Code or name of a service category. May be repeated, four at most.")
    var categories: [String] = []
    @Option(name: .customLong("volunteer-no"), help: "The number that the unit uses.")
    var volunteerNumber: String?

    var fields: VolunteerFields {
        var fields = VolunteerFields()
        fields.name = name
        fields.nameInOwnScript = nameAlt
        fields.idType = idType
        fields.idNumber = idNumber
        fields.gender = gender
        fields.birthDate = birthDate
        fields.phones = phones.isEmpty ? nil : phones
        fields.residenceArea = residenceArea
        fields.serviceArea = serviceArea
        fields.serviceCategories = categories.isEmpty ? nil : categories
        fields.volunteerNumber = volunteerNumber
        return fields
    }
}

/// What every import of a table is told.
struct ImportOptions: ParsableArguments {
    @Argument(
        help: "CSV in UTF-8 or GB18030, plain or packed with gzip.", completion: .file())
    var file: String
    @Option(
        help: "Where rejected rows go; FILE.rejected.csv unless given.", completion: .file())
    var rejected: String?
    @Option(help: "The station, at a county.") var code: String?
}
