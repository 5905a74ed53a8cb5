import Foundation
import ServiceRecords

/// A name, or a word of a search, cut into runs of one script, with everything folded away that people
/// type now so and now otherwise: width, case, accents, apostrophes, kinds of dots.
///
/// The same text gives the same runs in every process and locale.
struct NameRuns: Sendable {
    enum Script: Sendable { case han, tibetan, letters }

    struct Run: Sendable, Hashable {
        let script: Script
        var text: String
    }

    let runs: [Run]

    /// A name is never longer; what goes beyond is somebody's mistake and is not looked at.
    private static let mostScalars = 128

    init(_ text: String) {
        if Self.isPlainHan(text) {  // Nearly every name: there is nothing to fold.
            runs = [Run(script: .han, text: text)]
            return
        }
        var cutter = Cutter()
        let folded = PlainText.halfWidth(text).lowercased().decomposedStringWithCanonicalMapping
        for scalar in folded.unicodeScalars.prefix(Self.mostScalars) { cutter.take(scalar) }
        runs = cutter.runs
    }

    private static func isPlainHan(_ text: String) -> Bool {
        (1...mostScalars * 3).contains(text.utf8.count)
            && text.unicodeScalars.allSatisfy { (0x4E00...0x9FFF).contains($0.value) }
    }

    /// Runs of Han characters with nothing but dots and blanks between them: the parts of a name that
    /// is spelled in them, 买买提 and 艾力 say.
    var hanGroups: [[String]] {
        var groups: [[String]] = []
        var isOpen = false
        for run in runs {
            if run.script == .han {
                if isOpen {
                    groups[groups.count - 1].append(run.text)
                } else {
                    groups.append([run.text])
                }
            }
            isOpen = run.script == .han
        }
        return groups
    }

    func texts(in script: Script) -> [String] {
        runs.filter { $0.script == script }.map(\.text)
    }
}

/// Puts scalars into runs; what is no letter, digit or mark ends one.
private struct Cutter {
    private(set) var runs: [NameRuns.Run] = []
    private var isOpen = false

    private enum Place { case part(of: NameRuns.Script), dropped, between }

    mutating func take(_ scalar: Unicode.Scalar) {
        switch Self.place(of: scalar) {
        case .dropped: break
        case .between: isOpen = false
        case .part(let script):
            if isOpen, runs.last?.script == script {
                runs[runs.count - 1].text.unicodeScalars.append(scalar)
            } else {
                runs.append(NameRuns.Run(script: script, text: String(scalar)))
            }
            isOpen = true
        }
    }

    private static func place(of scalar: Unicode.Scalar) -> Place {
        switch scalar.value {
        case 0..<0x80: ascii(scalar)
        case 0x4E00...0x9FFF: .part(of: .han)
        // Apostrophes, and marks that the eye does not see.
        case 0x2018, 0x2019, 0x02BB, 0x02BC, 0x200B...0x200F, 0x2060, 0xFEFF: .dropped
        // Letters, vowel signs and subjoined letters; the tsheg (0F0B, 0F0C) and the shad are between.
        case 0x0F00, 0x0F40...0x0F84, 0x0F90...0x0FBC: .part(of: .tibetan)
        default: other(scalar.properties)
        }
    }

    private static func ascii(_ scalar: Unicode.Scalar) -> Place {
        switch scalar {
        case "a"..."z", "0"..."9": .part(of: .letters)
        case "'", "`": .dropped
        default: .between
        }
    }

    private static func other(_ properties: Unicode.Scalar.Properties) -> Place {
        if properties.isIdeographic { return .part(of: .han) }
        if properties.generalCategory == .nonspacingMark { return .dropped }
        return properties.isAlphabetic ? .part(of: .letters) : .between
    }
}
