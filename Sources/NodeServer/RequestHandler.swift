import Hummingbird
import Logging
import Node

/// What happens to one request: refused, put off, dropped, or answered.
struct RequestHandler: Sendable {
    private let routes: [String: Route]
    private let hosts: HostList?
    private let isSecured: Bool
    private let limits: ServerLimits
    private let metrics: NodeMetrics
    private let logger: Logger
    private let places: Places
    private let words: @Sendable (Refusal, String) -> HTTPAnswer?

    /// - Parameters:
    ///   - hosts: nil where any name will do.
    ///   - isSecured: whether TLS says who calls.
    ///   - words: what is said of a refusal at a path; nil for nothing but its status.
    init(
        routes: [String: Route], hosts: HostList?, isSecured: Bool, limits: ServerLimits,
        metrics: NodeMetrics, logger: Logger,
        words: @escaping @Sendable (Refusal, String) -> HTTPAnswer?
    ) {
        self.routes = routes
        self.words = words
        self.hosts = hosts
        self.isSecured = isSecured
        self.limits = limits
        self.metrics = metrics
        self.logger = logger
        places = Places(limits.requests)
    }

    @Sendable
    func respond(to request: Request, on connection: Connection) async throws -> Response {
        let began = ContinuousClock.now
        let response = try await response(to: request, on: connection)
        let route = routes[request.uri.path] == nil ? "other" : request.uri.path
        metrics.requestAnswered(
            route: route, code: response.status.code, after: began.duration(to: .now))
        logger.debug(
            "request answered",
            metadata: ["route": "\(route)", "status": "\(response.status.code)"])
        return response
    }

    private func response(
        to request: Request, on connection: Connection
    ) async throws -> Response {
        let route: Route
        let length: Int
        do throws(Refusal) {
            try hosts?.check(
                hosts: request.hosts, origin: request.headers[.origin], port: connection.port)
            (route, length) = try routes.route(for: request.routing, bodyLimit: limits.bodyBytes)
        } catch {
            return refuse(request, with: error, on: connection)
        }
        guard places.take() else { return refuse(request, with: .busy, on: connection) }
        guard let body = try await body(of: request, length: length, from: connection) else {
            places.giveBack()
            return refuse(request, with: .cutShort, on: connection)
        }
        return await answer(request, body, by: route, on: connection)
    }
}

extension RequestHandler {
    /// A request that is refused without its body.
    private func refuse(
        _ request: Request, with refusal: Refusal, on connection: Connection
    ) -> Response {
        leaveUnread(request, said(refusal, to: request, on: connection), on: connection)
    }

    private func said(
        _ refusal: Refusal, to request: Request, on connection: Connection
    ) -> Response {
        // What answers HEAD has no body (RFC 9110 §9.3.2).
        let said = request.method == .head ? nil : words(refusal, request.uri.path)
        let answer = said ?? HTTPAnswer(status: refusal.status)
        var response = response(with: answer, on: connection)
        switch refusal {
        case .wrongMethod(let allowed): response.headers[.allow] = allowed
        case .busy, .unfinished: response.headers[.retryAfter] = "\(limits.retryAfter)"
        case .wrongHost, .foreignPage, .notFound, .wrongContentType, .lengthRequired, .tooLarge,
            .contentNotTaken, .cutShort:
            break
        }
        return response
    }

    /// Ends the connection of a request whose body nobody will read, soon but not at once: a client
    /// that is still sending would find its connection reset and never see the answer (RFC 9112
    /// §9.6).
    private func leaveUnread(
        _ request: Request, _ response: Response, on connection: Connection
    ) -> Response {
        guard request.hasBody else { return response }
        var response = response
        response.headers[.connection] = "close"
        connection.close(after: .seconds(2))
        return response
    }

    /// Nil when the body ended early. Gives the place back when it throws.
    private func body(
        of request: Request, length: Int, from connection: Connection
    ) async throws -> [UInt8]? {
        guard length > 0 else { return [] }
        let deadline = connection.close(after: limits.bodyTime)
        defer { deadline.cancel() }
        do {
            var body: [UInt8] = []
            for try await piece in request.body { body += Array(buffer: piece) }
            return body.count == length ? body : nil
        } catch {
            places.giveBack()
            throw error
        }
    }

    /// The place is given back when the work is over, which may be after we stopped waiting for it.
    private func answer(
        _ request: Request, _ body: [UInt8], by route: Route, on connection: Connection
    ) async -> Response {
        let routed = RoutedRequest(
            body: body, query: request.uri.query,
            authorizations: request.headers[values: .authorization],
            caller: isSecured ? await connection.caller() : .unproven)
        let answer = await value(within: route.answerTime ?? limits.answerTime) { [places] in
            defer { places.giveBack() }
            return await route.answer(routed)
        }
        guard let answer else {
            logger.warning("no answer in time")
            return said(.unfinished, to: request, on: connection)
        }
        return response(with: answer, on: connection)
    }

    private func response(with answer: HTTPAnswer, on connection: Connection) -> Response {
        var headers = HTTPFields()
        if !answer.contentType.isEmpty { headers[.contentType] = answer.contentType }
        headers[.retryAfter] = answer.retryAfter.map(String.init)
        for (name, value) in answer.fields {
            HTTPFields.Element.Name(name).map { headers[$0] = value }
        }
        return Response(
            status: .init(code: answer.status), headers: headers,
            body: patientBody(answer.body, on: connection))
    }

    /// Sent in small pieces: a piece waits until the line has taken those before it, so that
    /// neither our deadline nor the idle one closes a connection that is only slow.
    private func patientBody(_ bytes: [UInt8], on connection: Connection) -> ResponseBody {
        guard !bytes.isEmpty else { return ResponseBody() }
        let writeTime = limits.writeTime
        return ResponseBody(contentLength: bytes.count) { writer in
            if bytes.count > 64 << 10 { await connection.boundSendBuffer() }
            for start in stride(from: 0, to: bytes.count, by: 16 << 10) {
                let deadline = connection.close(after: writeTime)
                defer { deadline.cancel() }
                let piece = bytes[start..<min(start + (16 << 10), bytes.count)]
                try await writer.write(ByteBuffer(bytes: piece))
                await connection.catchUp()
            }
            try await writer.finish(nil)
        }
    }
}

extension Request {
    fileprivate var routing: RequestHead {
        RequestHead(
            method: method.rawValue, path: uri.path, contentType: headers[.contentType],
            contentLength: headers[.contentLength], hasBody: hasBody)
    }

    /// The first of them is the authority by now.
    fileprivate var hosts: [String] {
        let others = HTTPFields.Element.Name("Host").map { headers[values: $0] } ?? []
        return (head.authority.map { [$0] } ?? []) + others
    }

    fileprivate var hasBody: Bool {
        headers[.transferEncoding] != nil || (headers[.contentLength] ?? "0") != "0"
    }
}
