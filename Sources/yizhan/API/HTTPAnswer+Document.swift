import Commands
import Node

extension HTTPAnswer {
    /// Answers are for whoever asked, and for nobody's cache.
    private static func fields(_ exit: ExitStatus, _ status: Int) -> [String: String] {
        var fields = ["Cache-Control": "no-store", "Yizhan-Exit": "\(exit.rawValue)"]
        if status == 401 { fields["WWW-Authenticate"] = "Bearer" }
        return fields
    }

    init(_ report: some Report) {
        let status = HTTPStatus.of(report)
        self.init(
            status: status, contentType: "application/json",
            body: Array(Document.text(of: report, isPretty: true).utf8),
            fields: Self.fields(report.exit, status))
    }

    init(_ problem: Problem, status: Int) {
        self.init(
            status: status, contentType: "application/json",
            body: Array(Document.text(of: problem, isPretty: true).utf8),
            fields: Self.fields(problem.exit, status))
    }
}
