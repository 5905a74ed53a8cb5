import Commands
import NodeServer
import Texts

extension Refusal {
    /// The same in words.
    var problem: Problem {
        switch self {
        case .wrongHost:
            Problem("wrong-host", .notPermitted, .api(.wrongHost), remedy: .api(.wrongHostRemedy))
        case .foreignPage:
            Problem(
                "foreign-page", .notPermitted, .api(.foreignPage), remedy: .api(.foreignPageRemedy))
        case .notFound:
            Problem(
                "unknown-operation", .usage, .api(.unknownOperation),
                remedy: .api(.lookAtDescription))
        case .wrongMethod(let allowed):
            Problem(
                "wrong-method", .usage, .api(.wrongMethod(allowed: allowed)),
                remedy: .api(.lookAtDescription))
        case .wrongContentType: Problem("wrong-content-type", .usage, .api(.wrongContentType))
        case .lengthRequired: Problem("length-required", .usage, .api(.lengthRequired))
        case .tooLarge: Problem("too-large", .badInput, .api(.tooLarge))
        case .contentNotTaken: Problem("content-not-taken", .usage, .api(.contentNotTaken))
        case .cutShort: Problem("cut-short", .badInput, .api(.cutShort))
        case .busy: Problem("busy", .temporary, .api(.busy), remedy: .tryAgain)
        case .unfinished:
            Problem(
                "unfinished", .temporary, .api(.unfinished), remedy: .api(.unfinishedRemedy))
        }
    }
}
