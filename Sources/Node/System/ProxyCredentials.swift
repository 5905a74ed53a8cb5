import Glibc

/// Why the credentials for a proxy cannot be had. Nothing was started. Their text stands in no message.
public enum ProxyCredentialsError: Error, Hashable, Sendable {
    /// No such file, or not for us.
    case unreadable(path: String)
    /// Others than its owner may read or write it.
    case notPrivate(path: String)
    /// Not one line `USER:PASSWORD` of at most 1 KiB.
    case malformed(path: String)
}

/// The credentials for a proxy, in a file of their own: they stand in no configuration, no variable and
/// no list of processes.
enum ProxyCredentials {
    private static let limit = 1_024

    /// The one line of the file.
    static func read(_ path: String) throws(ProxyCredentialsError) -> String {
        guard let file = OwnedDescriptor(open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)) else {
            throw .unreadable(path: path)
        }
        guard let status = FileStatus(of: file.number), status.isFile else {
            throw .unreadable(path: path)
        }
        guard status.isPrivate else { throw .notPrivate(path: path) }
        var bytes = [UInt8](repeating: 0, count: limit + 1)
        let count = Glibc.read(file.number, &bytes, bytes.count)
        guard count >= 0 else { throw .unreadable(path: path) }
        guard count <= limit, let text = String(validating: bytes[..<count], as: UTF8.self) else {
            throw .malformed(path: path)
        }
        let line = text.hasSuffix("\n") ? String(text.dropLast()) : text
        guard line.contains(":"), line.first != ":",
            line.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
        else { throw .malformed(path: path) }
        return line
    }
}

extension UpstreamSettings {
    /// - Parameter credentials: the file that holds them; nil for none.
    public init(
        pacing: Pacing.Settings, proxy: ProxyAddress?, credentials: String?
    ) throws(ProxyCredentialsError) {
        self.init()
        self.pacing = pacing
        guard let proxy else { return }
        guard let credentials else {
            self.proxy = proxy.proxy(credentials: nil)
            return
        }
        self.proxy = proxy.proxy(credentials: try ProxyCredentials.read(credentials))
    }
}
