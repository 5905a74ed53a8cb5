import CCurl
import Glibc

/// The line itself: libcurl's multi interface, HTTP/1.1, one kept-alive connection to each host.
///
/// Made and used on one thread; only `waker` may go elsewhere. Reads neither proxies nor anything
/// else from the environment. libcurl repeats a request by itself in one case: when a kept
/// connection turns out dead before any byte of an answer. A connection that is made anew takes up the
/// TLS session of the last one to the same host (RFC 8446 §2.2), which spares the certificates.
///
/// Requests to one host wait here and not inside libcurl, whose own queue lets the time for
/// connecting run while a request waits its turn.
public final class CurlTransport: Transport {
    private let multi: UnsafeMutableRawPointer
    /// TLS sessions; each request has a handle of its own, and would begin without any.
    private let sessions: UnsafeMutableRawPointer
    private let bell: CurlBell
    private let birth = ContinuousClock.now
    private var active: [UInt64: CurlTransfer] = [:]
    /// What waits behind the active request of a lane. A lane without an active request has no
    /// entry.
    private var waiting: [String: [LineRequest]] = [:]
    private var ready: [LineOutcome] = []

    /// Connections kept open while idle, for an aggregator that pulls from many stations in turn.
    private static let keptConnections = 64
    /// A computer that slept has not slept for `poll(2)`: look at the clock at least this often.
    private static let longestWait: Int64 = 60_000
    /// libcurl counts its users itself; its end comes with the process.
    private static let library = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

    /// - Throws: `other` when libcurl cannot be started; a person has to look at the installation.
    public init() throws(LineFailure) {
        guard Self.library == CURLE_OK else { throw .other(Self.library) }
        guard let multi = curl_multi_init() else { throw .other(CURLE_FAILED_INIT) }
        guard let sessions = curl_share_init(),
            share_set_data(sessions, CURL_LOCK_DATA_SSL_SESSION) == CURLSHE_OK
        else {
            curl_multi_cleanup(multi)
            throw .other(CURLE_FAILED_INIT)
        }
        self.multi = multi
        self.sessions = sessions
        bell = CurlBell(multi)
        multi_set_long(multi, CURLMOPT_MAXCONNECTS, Self.keptConnections)
    }

    deinit {
        bell.detach()
        for transfer in active.values { curl_multi_remove_handle(multi, transfer.easy) }
        active.removeAll()
        curl_multi_cleanup(multi)
        curl_share_cleanup(sessions)
    }

    public var waker: LineWaker {
        LineWaker { [bell] in bell.ring() }
    }

    public var now: Int64 {
        let (seconds, attoseconds) = birth.duration(to: .now).components
        return seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }

    public func send(_ request: LineRequest) {
        precondition(!isOnItsWay(request.id), "a request is sent once")
        let lane = Self.lane(of: request.url)
        let isFree = waiting[lane] == nil
        waiting[lane, default: []].append(request)
        if isFree { serve(lane) }
    }

    public func cancel(_ id: UInt64) {
        if let transfer = active[id] {
            end(transfer, CURLE_ABORTED_BY_CALLBACK)
        } else if let (lane, place) = place(of: id) {
            waiting[lane]?.remove(at: place)
            ready.append(.unsent(id, .cancelled))
        }
    }

    public func poll(until deadline: Int64) -> [LineOutcome] {
        while true {
            advance()
            if bell.takeRing() || !ready.isEmpty || now >= deadline { return takeReady() }
            wait(until: deadline)
        }
    }
}

@available(*, unavailable)
extension CurlTransport: Sendable {}

extension CurlTransport {
    /// Scheme and authority of an address: requests with the same ones share a connection.
    static func lane(of url: String) -> String {
        guard let mark = url.firstRange(of: "://") else { return url }
        return String(
            url[..<mark.upperBound] + url[mark.upperBound...].prefix { !"/?#".contains($0) })
    }

    private func isOnItsWay(_ id: UInt64) -> Bool {
        active[id] != nil || place(of: id) != nil
    }

    private func place(of id: UInt64) -> (lane: String, place: Int)? {
        for (lane, requests) in waiting {
            if let place = requests.firstIndex(where: { $0.id == id }) { return (lane, place) }
        }
        return nil
    }

    /// Gives a free lane to the first request that can start, or closes it.
    private func serve(_ lane: String) {
        while let queue = waiting[lane], let request = queue.first {
            waiting[lane] = Array(queue.dropFirst())
            do throws(LineFailure) {
                return try start(request, in: lane)
            } catch {
                ready.append(.unsent(request.id, error))
            }
        }
        waiting[lane] = nil
    }

    private func start(_ request: LineRequest, in lane: String) throws(LineFailure) {
        let transfer = try CurlTransfer(
            request, lane: lane, sharing: sessions, started: now)
        guard curl_multi_add_handle(multi, transfer.easy) == CURLM_OK else {
            throw .other(CURLE_OUT_OF_MEMORY)
        }
        active[request.id] = transfer
    }

    private func end(_ transfer: CurlTransfer, _ code: CURLcode) {
        ready.append(transfer.outcome(code, at: now))
        curl_multi_remove_handle(multi, transfer.easy)
        active[transfer.id] = nil
        serve(transfer.lane)
    }

    private func advance() {
        var running: Int32 = 0
        let code = curl_multi_perform(multi, &running)
        precondition(code == CURLM_OK, "libcurl's multi handle is misused or out of memory")
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle,
                let transfer = CurlTransfer.of(easy)
            else { continue }
            end(transfer, message_result(message))
        }
    }

    private func takeReady() -> [LineOutcome] {
        defer { ready = [] }
        return ready
    }

    /// May return early. When the wait itself fails (no descriptors left), looks again a little
    /// later.
    private func wait(until deadline: Int64) {
        let now = self.now
        guard deadline > now else { return }
        let milliseconds = Int32(min(deadline - now, Self.longestWait))
        if curl_multi_poll(multi, nil, 0, milliseconds, nil) != CURLM_OK { usleep(50_000) }
    }
}

extension LineOutcome {
    /// The outcome of a request that never had the line.
    fileprivate static func unsent(_ id: UInt64, _ failure: LineFailure) -> LineOutcome {
        LineOutcome(id: id, result: .failure(failure), sentBytes: 0, receivedBytes: 0, elapsed: 0)
    }
}
