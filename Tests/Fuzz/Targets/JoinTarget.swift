import Authority
import Foundation
import SyncCore

extension FuzzTarget {
    /// The file that makes a station.
    static let join = FuzzTarget("join", seeds: Seeds.joinFiles) { bytes throws(Violation) in
        let result = try outcome { () throws(JoinFile.Problem) in
            try JoinFile(json: Data(bytes))
        }
        guard case .success(let file) = result else { return false }
        let content = try claim("what was read is sound") { try file.content() }
        let again = try claim("it can be written") { try JoinFile(json: try file.json()) }
        try claim(again == file, "and is read as it was")
        let contentAgain = try? again.content()
        try claim(contentAgain == content, "with the same content")
        return true
    }

    /// Request and answer of an enrolment.
    static let enrolment = FuzzTarget("enrolment", seeds: Seeds.enrolments) {
        bytes throws(Violation) in
        if let answer = EnrolmentAnswer(bytes: bytes) {
            try claim(answer.bytes == bytes, "an answer has one spelling")
            return true
        }
        let result = try outcome { () throws(MalformedBytes) in
            try EnrolmentRequest(bytes: bytes)
        }
        guard case .success(let request) = result else { return false }
        try claim(request.bytes == bytes, "a request has one spelling")
        _ = request.isSigned
        return true
    }
}
