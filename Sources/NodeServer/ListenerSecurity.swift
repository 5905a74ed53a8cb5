import HummingbirdTLS
import NIOCore
import NIOSSL
import Node

/// TLS 1.3 at a listener: Ed25519 on both sides, a client's certificate if it has one.
///
/// Whose key it is, is all that is proved here. Whether that key may say what it says is for whoever knows
/// the logs; so a stranger hears 403 for an answer, and not a line that breaks.
enum ListenerSecurity {
    static func configuration(
        _ identity: @escaping ServerIdentity.Provider
    ) throws -> TLSChannelConfiguration {
        let own = try identity(nil)
        var tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: [try own.source], privateKey: try own.key)
        tls.minimumTLSVersion = .tlsv13
        tls.applicationProtocols = ["http/1.1"]
        tls.signingSignatureAlgorithms = [.ed25519]
        tls.verifySignatureAlgorithms = [.ed25519]
        tls.certificateVerification = .optionalVerification
        // Whoever keeps a connection for later does not look at it, and says no farewell in answer to ours; a
        // message's length says that all of it has come.
        tls.shutdownTimeout = .milliseconds(300)
        tls.sslContextCallback = { hello, promise in
            promise.completeWith(
                Result {
                    let asked = try identity(hello.serverHostname)
                    var change = NIOSSLContextConfigurationOverride()
                    change.certificateChain = [try asked.source]
                    change.privateKey = try asked.key
                    return change
                })
        }
        return TLSChannelConfiguration(tlsConfiguration: tls) { _, promise in
            promise.succeed(.certificateVerified)
        }
    }
}

extension ServerIdentity {
    fileprivate var source: NIOSSLCertificateSource {
        get throws { .certificate(try NIOSSLCertificate(bytes: certificate, format: .der)) }
    }

    fileprivate var key: NIOSSLPrivateKeySource {
        get throws {
            .privateKey(try NIOSSLPrivateKey(bytes: Array(privateKey.utf8), format: .pem))
        }
    }
}
