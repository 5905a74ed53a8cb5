import CCurl

extension LineFailure {
    /// The failure behind a libcurl code that is not `CURLE_OK`.
    ///
    /// Decided on the number alone: libcurl's error text varies with the moment and can be stale.
    /// Our own callbacks are the only ones that report a write error, and only for size.
    /// - Parameters:
    ///   - number: the raw `CURLcode`.
    ///   - wasOpen: whether the connection stood; told apart by it and `totalHasPassed`, the two
    ///     timeouts share a number with low speed.
    init(number: UInt32, wasOpen: Bool, totalHasPassed: Bool) {
        self =
            switch CURLcode(rawValue: number) {
            case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .unresolved
            case CURLE_COULDNT_CONNECT: .refused
            case CURLE_OPERATION_TIMEDOUT: wasOpen && !totalHasPassed ? .tooSlow : .timedOut
            case CURLE_WRITE_ERROR, CURLE_FILESIZE_EXCEEDED: .tooLarge
            case CURLE_ABORTED_BY_CALLBACK: .cancelled
            case CURLE_PROXY: .proxy
            case CURLE_SSL_PINNEDPUBKEYNOTMATCH: .anotherKey
            case _ where Self.cuts.contains(number): .interrupted
            case _ where Self.handshakes.contains(number): .tls
            default: .other(code: Int32(truncatingIfNeeded: number))
            }
    }

    private static let cuts: Set<UInt32> = [
        CURLE_PARTIAL_FILE.rawValue, CURLE_GOT_NOTHING.rawValue, CURLE_SEND_ERROR.rawValue,
        CURLE_RECV_ERROR.rawValue, CURLE_SEND_FAIL_REWIND.rawValue,
    ]

    private static let handshakes: Set<UInt32> = [
        CURLE_SSL_CONNECT_ERROR.rawValue, CURLE_PEER_FAILED_VERIFICATION.rawValue,
        CURLE_SSL_ENGINE_NOTFOUND.rawValue, CURLE_SSL_ENGINE_SETFAILED.rawValue,
        CURLE_SSL_ENGINE_INITFAILED.rawValue, CURLE_SSL_CERTPROBLEM.rawValue,
        CURLE_SSL_CIPHER.rawValue, CURLE_USE_SSL_FAILED.rawValue,
        CURLE_SSL_CACERT_BADFILE.rawValue, CURLE_SSL_SHUTDOWN_FAILED.rawValue,
        CURLE_SSL_CRL_BADFILE.rawValue, CURLE_SSL_ISSUER_ERROR.rawValue,
        CURLE_SSL_INVALIDCERTSTATUS.rawValue, CURLE_SSL_CLIENTCERT.rawValue,
    ]
}
