/// A sheet of paper that somebody carries: a few facts, what to do, and texts as QR codes, for whoever has
/// neither a line nor a stick. A page of its own (HTML with everything in it, A4), to be printed from any
/// browser.
public struct PaperSheet: Sendable {
    public struct Code: Hashable, Sendable {
        public let caption: String
        public let symbol: QRSymbol

        public init(_ symbol: QRSymbol, caption: String) {
            self.symbol = symbol
            self.caption = caption
        }
    }

    /// BCP 47.
    public let language: String
    public let title: String
    public let facts: [(label: String, value: String)]
    public let steps: [String]
    public let codes: [Code]

    public init(
        language: String, title: String, facts: [(label: String, value: String)],
        steps: [String], codes: [Code]
    ) {
        self.language = language
        self.title = title
        self.facts = facts
        self.steps = steps
        self.codes = codes
    }

    /// UTF-8. Whatever stands in the texts stays text.
    public var html: String {
        let rows = facts.map {
            "<tr><th>\(Self.escaped($0.label))</th><td>\(Self.escaped($0.value))</td></tr>"
        }
        let figures = codes.map {
            "<figure>\($0.symbol.svg)<figcaption>\(Self.escaped($0.caption))</figcaption></figure>"
        }
        return """
            <!doctype html>
            <html lang="\(Self.escaped(language))">
            <head>
            <meta charset="utf-8">
            <title>\(Self.escaped(title))</title>
            <style>
            @page { size: A4; margin: 15mm; }
            body { font-family: "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; max-width: 180mm;
                margin: auto; color: #000; background: #fff; }
            h1 { font-size: 20pt; margin: 0 0 4mm; }
            table { border-collapse: collapse; margin-bottom: 4mm; }
            th { text-align: left; font-weight: normal; color: #444; padding: 1mm 6mm 1mm 0; }
            td { padding: 1mm 0; font-size: 13pt; }
            li { margin-bottom: 1.5mm; }
            .codes { display: flex; flex-wrap: wrap; gap: 6mm; margin-top: 6mm; }
            figure { width: 84mm; margin: 0; break-inside: avoid; text-align: center; }
            svg { width: 100%; display: block; }
            </style>
            </head>
            <body>
            <h1>\(Self.escaped(title))</h1>
            <table>\(rows.joined())</table>
            <ol>\(steps.map { "<li>\(Self.escaped($0))</li>" }.joined())</ol>
            <div class="codes">\(figures.joined())</div>
            </body>
            </html>

            """
    }

    private static func escaped(_ text: String) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"": out += "&quot;"
            case "'": out += "&#39;"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }
}
