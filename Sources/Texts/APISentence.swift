/// What is said to pages and programs that ask at the console, as far as no command would say it.
public enum APISentence: Sendable, Hashable {
    // Requests that are not read
    case wrongHost
    case wrongHostRemedy
    case foreignPage
    case foreignPageRemedy
    case unknownOperation
    case lookAtDescription
    case wrongMethod(allowed: String)
    case wrongContentType
    case lengthRequired
    case tooLarge
    case contentNotTaken
    case cutShort

    // What an operation is told
    case notAnObject
    case badQuery
    case unknownField(String, known: [String])
    case missingField(String)
    case repeatedField(String)
    case notAText(String, longest: Int)
    case notTexts(String, longest: Int, most: Int)
    case notAFlag(String)

    // Who asks
    case logIn

    // Time and room
    case busy
    case unfinished
    case unfinishedRemedy
}
