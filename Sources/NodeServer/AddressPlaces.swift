import NIOCore
import Synchronization

/// How many connections each address has open: one that opens more than its share is not served, so that
/// it cannot take everybody's.
final class AddressPlaces: Sendable {
    /// An IPv4 address, or the network of an IPv6 one: whoever has one address there has all 2^64.
    struct Place: Hashable, Sendable {
        private let bytes: [UInt8]

        /// nil for what has no address, a Unix socket say.
        init?(_ address: SocketAddress?) {
            // Where Linux has the address: behind the family and the port, of IPv6 behind the flow, too.
            let place: Range<Int>
            switch address {
            case .v4: place = 4..<8
            case .v6: place = 8..<16
            case .unixDomainSocket, nil: return nil
            }
            bytes =
                address?.withSockAddr { pointer, size in
                    Array(UnsafeRawBufferPointer(start: pointer, count: size)[place])
                } ?? []
        }
    }

    private let limit: Int
    private let taken = Mutex<[Place: Int]>([:])

    init(_ limit: Int) { self.limit = limit }

    /// False where the address has its share. Who takes one gives it back.
    func take(_ place: Place) -> Bool {
        taken.withLock { taken in
            guard taken[place, default: 0] < limit else { return false }
            taken[place, default: 0] += 1
            return true
        }
    }

    func giveBack(_ place: Place) {
        taken.withLock { taken in
            let left = taken[place, default: 0] - 1
            taken[place] = left > 0 ? left : nil
        }
    }
}

/// Holds a connection's place for as long as it is open; closes it where there is none.
final class AddressPlaceHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = Any

    private let places: AddressPlaces
    private var place: AddressPlaces.Place?

    init(_ places: AddressPlaces) { self.places = places }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive, !isAdmitted(context) { context.close(promise: nil) }
    }

    /// Before this nobody knows whose connection it is.
    func channelActive(context: ChannelHandlerContext) {
        if isAdmitted(context) {
            context.fireChannelActive()
        } else {
            context.close(promise: nil)
        }
    }

    private func isAdmitted(_ context: ChannelHandlerContext) -> Bool {
        guard place == nil, let place = AddressPlaces.Place(context.remoteAddress) else {
            return true
        }
        guard places.take(place) else { return false }
        self.place = place
        return true
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        place.map(places.giveBack)
        place = nil
    }
}
