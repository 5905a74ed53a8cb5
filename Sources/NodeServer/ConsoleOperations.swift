public import Node

/// What the console does besides saying how the node is: operations of an API, by whoever knows what they
/// are about.
public struct ConsoleOperations: Sendable {
    /// What can be asked for at one path, by one method.
    public struct Operation: Sendable {
        let method: String
        let path: String
        let content: Route.Content
        let answer: @Sendable (RoutedRequest) async -> HTTPAnswer

        /// Asked for by GET, without a body.
        public static func reading(
            _ path: String, _ answer: @escaping @Sendable (RoutedRequest) async -> HTTPAnswer
        ) -> Operation {
            Operation(method: "GET", path: path, content: .none, answer: answer)
        }

        /// Asked for by POST, with a body of JSON: no form of a page can do that.
        public static func changing(
            _ path: String, _ answer: @escaping @Sendable (RoutedRequest) async -> HTTPAnswer
        ) -> Operation {
            Operation(
                method: "POST", path: path, content: .type("application/json"), answer: answer)
        }
    }

    /// How their paths begin: what is refused below it is refused in words.
    let root: String
    let operations: [Operation]
    let words: @Sendable (Refusal) -> HTTPAnswer
    /// How long an answer is waited for. What takes longer goes on.
    public var answerTime = Duration.seconds(120)
    /// Operations under way at once, so that there is always room for health and figures.
    public var places = 8

    /// - Parameters:
    ///   - root: begins and ends with a slash.
    ///   - words: the answer to a request that is not done; its status is the refusal's.
    public init(
        root: String, _ operations: [Operation],
        words: @escaping @Sendable (Refusal) -> HTTPAnswer
    ) {
        self.root = root
        self.operations = operations
        self.words = words
    }

    /// By path. Whoever began something holds a place until it is over, waited for or not.
    var routes: [String: Route] {
        let free = Places(places)
        let routes = operations.map { operation in
            let route = Route(
                method: operation.method, content: operation.content, answerTime: answerTime
            ) { request in
                guard free.take() else { return busy }
                defer { free.giveBack() }
                return await operation.answer(request)
            }
            return (operation.path, route)
        }
        return Dictionary(routes, uniquingKeysWith: { first, _ in first })
    }

    private var busy: HTTPAnswer {
        var answer = words(.busy)
        answer.retryAfter = 5
        return answer
    }

    /// nil for a path that is none of ours.
    func answer(to refusal: Refusal, at path: String) -> HTTPAnswer? {
        path.hasPrefix(root) ? words(refusal) : nil
    }
}
