public import Node

/// Why a server does not run.
public enum ServerError: Error, Hashable {
    /// The node's own key cannot be read, or no certificate be made of it.
    case noIdentity
    /// In the clear only this machine may reach us. Choose an address in 127.0.0.0/8 or
    /// `[::1]`.
    case notLoopback(ListenAddress)
    /// The address is taken, or not one of this machine. `errno` is zero when the system named
    /// none.
    case cannotListen(ListenAddress, errno: Int32)
    /// The server ended by itself, which it never should. Stop the node and let it be restarted.
    case ended(String)
}
