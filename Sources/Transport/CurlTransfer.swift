import CCurl

/// One POST on its way: a libcurl easy handle and what its callbacks have gathered.
///
/// libcurl keeps an unretained pointer to this object, so the owner keeps the object until the
/// handle has left the multi handle. Everything happens on the owner's thread.
final class CurlTransfer {
    let id: UInt64
    let lane: String
    let easy: UnsafeMutableRawPointer
    private let limits: LineLimits
    private let started: Int64
    private var headers: UnsafeMutablePointer<curl_slist>?
    private var detours: UnsafeMutablePointer<curl_slist>?
    private var body: [UInt8] = []
    private var headerBytes: Int64 = 0
    private var bodyBytes: Int64 = 0
    private var sentBytes: Int64 = 0

    /// - Parameter sessions: what it shares with the others, which outlives it.
    /// - Throws: `other` when libcurl turns an option away, for want of memory or for its value.
    init(
        _ request: LineRequest, lane: String, sharing sessions: UnsafeMutableRawPointer,
        started: Int64
    ) throws(LineFailure) {
        guard let easy = curl_easy_init() else { throw .other(CURLE_FAILED_INIT) }
        id = request.id
        self.lane = lane
        self.easy = easy
        limits = request.limits
        self.started = started
        try check(easy_set_pointer(easy, CURLOPT_SHARE, sessions))
        try setRequest(request)
        try setManners()
        try setProxy(request.proxy)
        try setSecurity(request)
        try setLimits()
        try setCallbacks()
    }

    deinit {
        curl_easy_cleanup(easy)
        curl_slist_free_all(headers)
        curl_slist_free_all(detours)
    }

    /// The transfer behind an easy handle of ours.
    static func of(_ easy: UnsafeMutableRawPointer) -> CurlTransfer? {
        var pointer: UnsafeMutableRawPointer?
        guard easy_get_pointer(easy, CURLINFO_PRIVATE, &pointer) == CURLE_OK, let pointer else {
            return nil
        }
        return Unmanaged.fromOpaque(pointer).takeUnretainedValue()
    }

    func outcome(_ code: CURLcode, at now: Int64) -> LineOutcome {
        let elapsed = now - started
        return LineOutcome(
            id: id,
            result: code == CURLE_OK ? .success(answer) : .failure(failure(code, after: elapsed)),
            sentBytes: sentBytes, receivedBytes: headerBytes + bodyBytes, elapsed: elapsed)
    }
}

extension CurlTransfer {
    /// A day: nobody far away may silence a node for longer.
    private static let maxRetryAfter = 86_400
    /// libcurl 7.88 bounds one header, not their number.
    private static let maxHeaderBytes: Int64 = 64 << 10
    /// libcurl's clock and ours round differently.
    private static let roundingMilliseconds: Int64 = 5

    private var answer: LineAnswer {
        var status = 0
        easy_get_long(easy, CURLINFO_RESPONSE_CODE, &status)
        var type: UnsafePointer<CChar>?
        easy_get_text(easy, CURLINFO_CONTENT_TYPE, &type)
        let wait = offset(CURLINFO_RETRY_AFTER)
        return LineAnswer(
            status: status, contentType: type.map { String(cString: $0) },
            retryAfter: wait > 0 ? min(wait, Self.maxRetryAfter) : nil, body: body)
    }

    private func failure(_ code: CURLcode, after elapsed: Int64) -> LineFailure {
        // What a proxy says to CONNECT is no answer, and libcurl calls it a cut line (RFC 9110 §9.3.6).
        var tunnel = 0
        easy_get_long(easy, CURLINFO_HTTP_CONNECTCODE, &tunnel)
        if tunnel == 407 { return .proxyCredentials }
        if tunnel != 0, !(200..<300).contains(tunnel) { return .proxy }
        let total = Int64(limits.totalMilliseconds)
        return LineFailure(
            number: code.rawValue, wasOpen: offset(CURLINFO_PRETRANSFER_TIME_T) > 0,
            totalHasPassed: total > 0 && elapsed + Self.roundingMilliseconds >= total)
    }

    private func offset(_ what: CURLINFO) -> Int {
        var value = 0
        easy_get_offset(easy, what, &value)
        return value
    }

    /// The number of bytes taken; less than given ends the transfer with `CURLE_WRITE_ERROR`.
    fileprivate func receiveBody(_ bytes: UnsafeRawBufferPointer) -> Int {
        bodyBytes += Int64(bytes.count)
        guard bodyBytes <= limits.maxAnswerBytes else { return 0 }
        body.append(contentsOf: bytes)
        return bytes.count
    }

    fileprivate func receiveHeader(byteCount: Int) -> Int {
        headerBytes += Int64(byteCount)
        return headerBytes <= Self.maxHeaderBytes ? byteCount : 0
    }

    /// Only counts: libcurl's own sizes count a body twice that left together with its headers.
    fileprivate func note(_ what: curl_infotype, byteCount: Int) {
        if what == CURLINFO_HEADER_OUT || what == CURLINFO_DATA_OUT {
            sentBytes += Int64(byteCount)
        }
    }
}

extension CurlTransfer {
    private func setRequest(_ request: LineRequest) throws(LineFailure) {
        try set(CURLOPT_URL, request.url)
        try check(request.body.withUnsafeBytes { easy_set_body(easy, $0.baseAddress, $0.count) })
        // Without the second line libcurl asks first and waits a round trip for "100 Continue".
        for header in ["Content-Type: \(request.contentType)", "Expect:"] {
            try Self.append(header, to: &headers)
        }
        try check(easy_set_list(easy, CURLOPT_HTTPHEADER, headers))
    }

    private static func append(
        _ text: String, to list: inout UnsafeMutablePointer<curl_slist>?
    ) throws(LineFailure) {
        guard let longer = curl_slist_append(list, text) else { throw .other(CURLE_OUT_OF_MEMORY) }
        list = longer
    }

    /// What is the same for every request.
    private func setManners() throws(LineFailure) {
        try set(CURLOPT_NOSIGNAL, 1)
        // HTTP/2 moves an upload by one window a round trip and costs more bytes.
        try set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
        try set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_3)
        try set(CURLOPT_PROTOCOLS_STR, "http,https")
        try set(CURLOPT_FOLLOWLOCATION, 0)
        // Else whoever gives up waits until a silent name server's time is over: 6 s instead of the
        // 0.7 s allowed for connecting, when tried.
        try set(CURLOPT_QUICK_EXIT, 1)
    }

    private func setProxy(_ proxy: LineProxy?) throws(LineFailure) {
        // Else libcurl looks for a proxy, and for hosts without one, in the environment.
        try set(CURLOPT_PROXY, proxy?.url ?? "")
        try set(CURLOPT_NOPROXY, "")
        guard let credentials = proxy?.credentials else { return }
        // Any letter may stand in a password, also the colon that separates it: only the first one counts.
        let parts = credentials.split(
            separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        try set(CURLOPT_PROXYUSERNAME, String(parts[0]))
        try set(CURLOPT_PROXYPASSWORD, parts.count > 1 ? String(parts[1]) : "")
    }

    /// The name in the handshake is not the one to be looked up: libcurl is told both.
    private func setSecurity(_ request: LineRequest) throws(LineFailure) {
        guard let security = request.security else { return }
        // Nobody who asked for it is served in the clear.
        guard let place = HTTPSPlace(request.url) else { throw .tls }
        try set(CURLOPT_URL, "https://\(security.name)\(place.path)")
        try Self.append("::\(place.authority)", to: &detours)
        try check(easy_set_list(easy, CURLOPT_CONNECT_TO, detours))
        // The key is what counts; the proof that the other end holds it is a part of TLS 1.3 itself.
        try set(CURLOPT_SSL_VERIFYPEER, 0)
        try set(CURLOPT_SSL_VERIFYHOST, 0)
        try set(CURLOPT_PINNEDPUBLICKEY, security.pins.joined(separator: ";"))
        for (type, option, pem) in [
            (CURLOPT_SSLCERTTYPE, CURLOPT_SSLCERT_BLOB, security.certificate),
            (CURLOPT_SSLKEYTYPE, CURLOPT_SSLKEY_BLOB, security.privateKey),
        ] {
            try set(type, "PEM")
            let bytes = Array(pem.utf8)
            try check(
                bytes.withUnsafeBytes { easy_set_blob(easy, option, $0.baseAddress, $0.count) })
        }
    }

    private func setLimits() throws(LineFailure) {
        try set(CURLOPT_CONNECTTIMEOUT_MS, max(limits.connectMilliseconds, 1))
        try set(CURLOPT_TIMEOUT_MS, limits.totalMilliseconds)
        try set(CURLOPT_LOW_SPEED_LIMIT, limits.lowSpeedBytesPerSecond)
        try set(CURLOPT_LOW_SPEED_TIME, limits.lowSpeedSeconds)
        // Ends at the headers what announces too much; `receiveBody` counts what announces nothing.
        try check(easy_set_offset(easy, CURLOPT_MAXFILESIZE_LARGE, limits.maxAnswerBytes))
    }

    private func setCallbacks() throws(LineFailure) {
        let me = Unmanaged.passUnretained(self).toOpaque()
        for option in [CURLOPT_PRIVATE, CURLOPT_WRITEDATA, CURLOPT_HEADERDATA, CURLOPT_DEBUGDATA] {
            try check(easy_set_pointer(easy, option, me))
        }
        try check(
            easy_set_on_body(easy) { bytes, size, count, context in
                let bytes = UnsafeRawBufferPointer(start: bytes, count: size * count)
                return CurlTransfer.behind(context)?.receiveBody(bytes) ?? 0
            })
        try check(
            easy_set_on_header(easy) { _, size, count, context in
                CurlTransfer.behind(context)?.receiveHeader(byteCount: size * count) ?? 0
            })
        try check(
            easy_set_on_debug(easy) { _, what, _, count, context in
                CurlTransfer.behind(context)?.note(what, byteCount: count)
                return 0
            })
        try set(CURLOPT_VERBOSE, 1)
    }

    fileprivate static func behind(_ context: UnsafeMutableRawPointer?) -> CurlTransfer? {
        context.map { Unmanaged<CurlTransfer>.fromOpaque($0).takeUnretainedValue() }
    }

    private func set(_ option: CURLoption, _ value: Int) throws(LineFailure) {
        try check(easy_set_long(easy, option, value))
    }

    private func set(_ option: CURLoption, _ text: String) throws(LineFailure) {
        try check(easy_set_text(easy, option, text))
    }

    private func check(_ code: CURLcode) throws(LineFailure) {
        guard code == CURLE_OK else { throw .other(code) }
    }
}

/// The parts of an `https` address.
private struct HTTPSPlace {
    /// `HOST:PORT`.
    let authority: String
    /// With a slash before it, or empty.
    let path: String

    init?(_ url: String) {
        let scheme = "https://"
        guard url.hasPrefix(scheme) else { return nil }
        let rest = url.dropFirst(scheme.count)
        authority = String(rest.prefix { $0 != "/" })
        path = String(rest.dropFirst(authority.count))
    }
}

extension LineFailure {
    static func other(_ code: CURLcode) -> LineFailure {
        .other(code: Int32(truncatingIfNeeded: code.rawValue))
    }
}
