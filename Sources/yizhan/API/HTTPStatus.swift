import Commands

/// The status of an answer follows from how the command would have ended (RFC 9110 §15). What the asker can
/// tell apart by it is roughly whose turn it is; `data.code` says the rest.
enum HTTPStatus {
    /// Of a report. It was done, or is true, whatever it says; waiting for a second person is a step.
    static func of(_ report: some Report) -> Int {
        report.exit == .waitingForApproval ? 202 : 200
    }

    static func of(_ problem: Problem) -> Int {
        // Whoever is not known has to be told how to become so (RFC 6750 §3).
        if problem.code == LoginDesk.noSession.code { return 401 }
        return switch problem.exit {
        case .done, .partly: 200
        case .waitingForApproval: 202
        case .usage: 400
        case .notPermitted: 403
        case .inputNotFound: 404
        case .no: 409
        case .badInput: 422
        case .bug, .disk, .versionMismatch, .configuration: 500
        case .otherNodeUnreachable: 502
        case .temporary: 503
        }
    }
}
