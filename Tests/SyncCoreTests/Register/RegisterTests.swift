import SyncCore
import Testing

/// I3, I9: the register is a function of the set of writes, whatever the order.
@Suite struct RegisterTests {
    @Test(arguments: UInt64(0)..<150)
    func everyOrderGivesTheRegisterOfTheDefinition(seed: UInt64) {
        var random = Seeded(seed)
        let history = History(seed: seed, count: 1 + random.below(14))
        for _ in 0..<8 {
            let order = random.shuffled(history.entries)
            var register = Register()
            var held: [History.Entry] = []
            for entry in order {
                held.append(entry)
                apply(entry, to: &register, held: held)
                if random.once(in: 3) { apply(random.pick(held), to: &register, held: held) }
                #expect(register == History.defined(by: held))
            }
            #expect(register == History.defined(by: history.entries))
        }
    }

    private func apply(
        _ entry: History.Entry, to register: inout Register, held: [History.Entry]
    ) {
        let dots = Set(held.filter { $0.original == entry.original }.map(\.dot))
        register.apply(.init(original: entry.original, dots: dots), context: entry.context)
    }

    private func write(_ number: UInt8, _ dots: (UInt64, UInt64)...) -> Register.Write {
        Register.Write(
            original: .sha256([number]),
            dots: Set(dots.map { Dot(origin: id($0.0), sequence: $0.1) }))
    }

    private func context(_ entries: (UInt64, UInt64)...) -> Context {
        Context(entries.map { (id($0.0), $0.1) })
    }

    /// S28: a clock in 2099 and one in 1970 have no say in what survives.
    @Test(arguments: [(0, 0), (0, 4_070_908_800_000), (4_070_908_800_000, 0)] as [(Int64, Int64)])
    func twoSiblingsAreNeverResolvedByTime(first: Int64, second: Int64) throws {
        let scope: Scope = id(1)
        let writes = try [
            Writer(1).change(1, in: scope, time: first, entity: id(5), value: .int(1)),
            Writer(2).change(1, in: scope, time: second, entity: id(5), value: .int(2)),
        ]
        for order in [writes, writes.reversed()] {
            var register = Register()
            for change in order {
                register.apply(
                    .init(original: change.originalLeaf, dots: [change.dot]),
                    context: change.header.context)
            }
            #expect(register.isConflict)
            #expect(register.surviving.map(\.original) == writes.map(\.leaf).sorted())
        }
    }

    @Test func aConflictEndsWithAWriteThatHasSeenBoth() {
        var register = Register()
        register.apply(write(1, (1, 1)), context: context())
        register.apply(write(2, (2, 1)), context: context())
        register.apply(write(3, (1, 2)), context: context((1, 1)))
        #expect(register.surviving.count == 2)
        register.apply(write(4, (3, 1)), context: context((1, 2), (2, 1)))
        #expect(register.surviving == [write(4, (3, 1))])
        #expect(!register.isConflict)
    }

    /// S27: two people resolve the same conflict differently.
    @Test func twoResolutionsAreAConflictAgain() {
        var register = Register()
        register.apply(write(1, (1, 1)), context: context())
        register.apply(write(2, (2, 1)), context: context())
        register.apply(write(3, (1, 2)), context: context((1, 1), (2, 1)))
        register.apply(write(4, (2, 2)), context: context((1, 1), (2, 1)))
        #expect(Set(register.surviving.map(\.original)) == [.sha256([3]), .sha256([4])])
    }

    /// S42: the write was seen and replaced; a copy of it made in a repair comes years later.
    @Test func aLateCopyOfAReplacedWriteIsNotResurrected() {
        var register = Register()
        register.apply(write(1, (1, 1)), context: context())
        register.apply(write(2, (2, 1)), context: context((1, 1)))
        register.apply(write(1, (1, 1), (3, 1)), context: context())
        #expect(register.surviving == [write(2, (2, 1))])
    }

    /// The replacing write knows only the copy, and comes before either.
    @Test func aWriteSeenByItsCopyIsReplacedWhereItStands() {
        var register = Register()
        register.apply(write(2, (2, 1)), context: context((3, 1)))
        register.apply(write(1, (1, 1)), context: context())
        #expect(register.isConflict)
        register.apply(write(1, (1, 1), (3, 1)), context: context())
        #expect(register.surviving == [write(2, (2, 1))])
    }

    @Test func copiesOfOneWriteAreNoConflict() {
        var register = Register()
        register.apply(write(1, (1, 1)), context: context())
        register.apply(write(1, (2, 7)), context: context())
        #expect(register.surviving == [write(1, (1, 1), (2, 7))])
        #expect(!register.isConflict)
    }

    @Test func noSiblingIsEverCutOff() {
        var register = Register()
        for number in 1...UInt8(200) {
            register.apply(write(number, (UInt64(number), 1)), context: context())
        }
        #expect(register.surviving.count == 200)
        #expect(register.surviving == register.surviving.sorted { $0.original < $1.original })
    }
}
