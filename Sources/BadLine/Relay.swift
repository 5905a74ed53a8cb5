import Glibc

/// The thread of a line: who is connected, what is on its way, when it comes out.
struct Relay {
    /// What a turn adds to the counts, and the cuts that it carried out.
    struct Change {
        var counts = LineCounts()
        var cuts: [LineDirection: Int] = [:]
    }

    /// A modem takes so many milliseconds of bytes in advance; the rest waits at its sender.
    private static let buffered: Int64 = 200
    private static let longestWait: Int64 = 1_000
    /// A reset takes what the other end has not yet read: it gets so many milliseconds for it.
    private static let reading: Int64 = 2

    private let reserved: ReservedPort
    private let target: UInt16
    private let dice: LineDice
    private let bell: Bell
    private let onEvent: @Sendable (LineEvent) -> Void
    private let birth: Int64
    private var listener: Int32?
    private var wasUp: Bool?
    private var connections: [RelayedConnection] = []
    private var lost: [RelayedConnection] = []
    private var accepted = 0
    private var carriers: [LineDirection: Carrier] = [.up: Carrier(), .down: Carrier()]
    private var buffer = [UInt8](repeating: 0, count: 64 << 10)
    private var change = Change()
    private var totals = LineCounts()

    init(
        _ reserved: ReservedPort, _ listener: Int32?, target: UInt16, dice: LineDice, bell: Bell,
        onEvent: @escaping @Sendable (LineEvent) -> Void
    ) {
        self.reserved = reserved
        self.target = target
        self.dice = dice
        self.bell = bell
        self.onEvent = onEvent
        birth = Self.clock()
        self.listener = listener
    }

    /// Moves on whatever is due.
    mutating func advance(_ state: BadLine.Shared) -> Change {
        change = Change()
        follow(state.profile, at: now)
        for index in connections.indices { deliver(index, state.profile) }
        dropTheDead(at: now)
        return change
    }

    /// Cuts off those that are lost. They are counted by then: who sees it finds it counted.
    mutating func cutOff() {
        for connection in lost { reset(connection) }
        lost = []
    }

    /// Waits for what comes next, and takes what has come.
    mutating func wait(_ state: BadLine.Shared) -> Change {
        change = Change()
        totals = state.counts
        let profile = state.profile
        let wishes = wishes(profile, cuts: state.cuts)
        var polled = wishes.map(\.polled)
        if poll(&polled, nfds_t(polled.count), patience(profile)) > 0 {
            for (wish, seen) in zip(wishes, polled) where seen.revents != 0 {
                take(wish, profile, cuts: state.cuts)
            }
        }
        return change
    }

    mutating func close() {
        cutOff()
        for connection in connections { reset(connection) }
        connections = []
        if let listener { Glibc.close(listener) }
        reserved.release()
    }

    /// Milliseconds since the line was laid.
    private var now: Int64 { Self.clock() - birth }

    private static func clock() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }
}

extension Relay {
    /// Comes and goes with the windows.
    private mutating func follow(_ profile: LineProfile, at time: Int64) {
        let isUp = profile.isUp(at: time)
        if isUp, listener == nil { listener = reserved.listener() }
        guard isUp != wasUp else { return }
        defer { wasUp = isUp }
        guard !isUp else {
            if wasUp != nil { onEvent(.cameUp) }
            return
        }
        if let listener { Glibc.close(listener) }
        listener = nil
        onEvent(.wentDown(lost: connections.count))
        for connection in connections { lose(connection) }
        connections = []
        for direction in LineDirection.allCases { carriers[direction]?.clear() }
    }

    private mutating func lose(_ connection: RelayedConnection) {
        change.counts.lost += 1
        lost.append(connection)
    }

    private func reset(_ connection: RelayedConnection) {
        Sockets.reset(connection.up.from)
        Sockets.reset(connection.up.to)
    }

    /// Those whose time has come by chance or by order, and those that both ends have closed.
    private mutating func dropTheDead(at time: Int64) {
        connections = connections.filter { connection in
            if connection.isOver {
                Glibc.close(connection.up.from)
                Glibc.close(connection.up.to)
                return false
            }
            if connection.wasReset {
                lost.append(connection)
                return false
            }
            guard time >= min(connection.death, connection.cut) else { return true }
            onEvent(.lost(connection: connection.number))
            lose(connection)
            return false
        }
    }

    private func patience(_ profile: LineProfile) -> Int32 {
        let time = now
        var next = time + Self.longestWait
        if let windows = profile.windows { next = min(next, windows.change(after: time)) }
        for connection in connections {
            next = min(next, connection.death, connection.cut)
            for direction in LineDirection.allCases {
                let due = connection[direction].next
                // What is due and did not go out waits for the socket, not for the clock.
                if due > time { next = min(next, due) }
            }
            let opens = connection.opened + 2 * profile.delay
            if opens > time { next = min(next, opens) }
        }
        for direction in LineDirection.allCases {
            let backlog = carriers[direction]?.backlog(at: time) ?? 0
            if backlog > Self.buffered { next = min(next, time + backlog - Self.buffered) }
        }
        return Int32(max(0, next - time))
    }
}

extension Relay {
    /// What is waited for at a socket.
    private enum Wish {
        case bell(Int32)
        case caller(Int32)
        case bytes(connection: Int, LineDirection, Int32)
        case room(Int32)

        var polled: pollfd {
            switch self {
            case .bell(let socket), .caller(let socket), .bytes(_, _, let socket):
                pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
            case .room(let socket): pollfd(fd: socket, events: Int16(POLLOUT), revents: 0)
            }
        }
    }

    private func wishes(_ profile: LineProfile, cuts: [LineDirection: Int]) -> [Wish] {
        var wishes = [Wish.bell(bell.hears)]
        if let listener { wishes.append(.caller(listener)) }
        let time = now
        for connection in connections {
            for direction in LineDirection.allCases {
                let passage = connection[direction]
                if passage.next <= time { wishes.append(.room(passage.to)) }
                guard passage.end == nil, connection.cut == .max,
                    time >= connection.opened + 2 * profile.delay,
                    carriers[direction]?.backlog(at: time) ?? 0 <= Self.buffered
                else { continue }
                wishes.append(
                    .bytes(connection: connection.number, direction, passage.from))
            }
        }
        return wishes
    }

    private mutating func take(
        _ wish: Wish, _ profile: LineProfile, cuts: [LineDirection: Int]
    ) {
        switch wish {
        case .bell: bell.silence()
        case .caller(let listener): admit(from: listener, profile)
        case .room: break
        case .bytes(let number, let direction, _):
            guard let index = connections.firstIndex(where: { $0.number == number }) else { return }
            read(index, direction, profile, cut: cuts[direction])
        }
    }

    private mutating func admit(from listener: Int32, _ profile: LineProfile) {
        while let caller = Sockets.accepted(from: listener) {
            guard let called = try? Sockets.connecting(to: target) else {
                Sockets.reset(caller)
                return
            }
            accepted += 1
            change.counts.connections += 1
            let opened = now
            connections.append(
                RelayedConnection(
                    number: accepted, opened: opened, up: Passage(from: caller, to: called),
                    down: Passage(from: called, to: caller),
                    death: dice.life(of: accepted, profile).map { opened + $0 } ?? .max,
                    fatalByte: dice.fatalByte(of: accepted, profile)))
        }
    }

    /// Takes as much as the line has room for, up to where it is cut.
    private mutating func read(
        _ index: Int, _ direction: LineDirection, _ profile: LineProfile, cut: Int?
    ) {
        let connection = connections[index]
        let passage = connection[direction]
        let rate = profile.rate(direction)
        let total = totals[direction] + change.counts[direction]
        let untilCut = cut.map { max(0, $0 - total) } ?? .max
        let both = connection.up.taken + connection.down.taken
        let untilDeath = connection.fatalByte.map { max(0, $0 - both) } ?? .max
        let piece = rate > 0 ? min(max(rate / 10, 256), buffer.count) : buffer.count
        let wanted = min(piece, untilCut, untilDeath)
        guard wanted > 0 else {
            // Only a byte is cut off: an end that is said here belongs to what was before.
            var byte: UInt8 = 0
            let next = recv(passage.from, &byte, 1, Int32(MSG_PEEK))
            if next < 0, errno == EAGAIN || errno == EINTR { return }
            guard next > 0 else { return finish(index, direction, next, profile) }
            if untilCut == 0, let cut { change.cuts[direction] = cut }
            connections[index].cut = now
            return
        }
        let count = recv(passage.from, &buffer, wanted, 0)
        if count < 0, errno == EAGAIN || errno == EINTR { return }
        guard count > 0 else { return finish(index, direction, count, profile) }
        let arrival = carry(count, of: index, direction, profile)
        connections[index][direction].append(Array(buffer[..<count])[...], arriving: arrival)
        change.counts[direction] += count
        guard count == min(untilCut, untilDeath) else { return }
        if count == untilCut, let cut { change.cuts[direction] = cut }
        connections[index].cut = arrival + Self.reading
    }

    private mutating func carry(
        _ count: Int, of index: Int, _ direction: LineDirection, _ profile: LineProfile
    ) -> Int64 {
        let connection = connections[index]
        let taken = connection[direction].taken
        let lost = dice.lostSegments(
            in: taken..<taken + count, of: connection.number, direction, profile)
        var carrier = carriers[direction] ?? Carrier()
        let arrival = carrier.carry(
            count, lost: lost, at: now, rate: profile.rate(direction), profile)
        carriers[direction] = carrier
        let isFirst = direction == .down && connection.awaitsAnswer
        connections[index].awaitsAnswer = direction == .up
        return arrival + (isFirst ? profile.firstByteDelay : 0)
    }

    /// The one end has said its last word, or is gone.
    private mutating func finish(
        _ index: Int, _ direction: LineDirection, _ count: Int, _ profile: LineProfile
    ) {
        guard count == 0 else {
            connections[index].cut = now
            connections[index].wasReset = true
            return
        }
        connections[index][direction].finish(arriving: now + profile.delay)
    }

    /// Brings out what has arrived, as far as the other end takes it.
    private mutating func deliver(_ index: Int, _ profile: LineProfile) {
        let time = now
        for direction in LineDirection.allCases {
            while let piece = connections[index][direction].pieces.first, piece.arrival <= time {
                let to = connections[index][direction].to
                let sent = piece.bytes.withUnsafeBytes {
                    send(to, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard sent > 0 else {
                    if errno != EAGAIN, errno != EINTR, errno != EINPROGRESS, errno != ENOTCONN {
                        connections[index].cut = time
                        connections[index].wasReset = true
                    }
                    break
                }
                connections[index][direction].dropFirst(sent)
            }
            let passage = connections[index][direction]
            if passage.pieces.isEmpty, !passage.isShut, let end = passage.end, end <= time {
                shutdown(passage.to, Int32(SHUT_WR))
                connections[index][direction].isShut = true
            }
        }
    }
}
