import Node
import Testing
import Transport

@testable import Simulation

/// What a county is watched for on its way: who was put back, and what a line does to bits.
struct MemoriesTests {
    private static func world() throws -> CountyWorld {
        try CountyWorld(
            Plan(seed: 7, stations: 1, computers: 1, loss: 0, duplication: 0, steps: []))
    }

    /// A station writes, is backed up, and writes again, all of which its county has.
    private static func forgetful() throws -> CountyWorld {
        let world = try world()
        for isFirst in [true, false] {
            world.perform(.write(machine: 1, what: 0, pick: 1))
            world.exchange(world.machines[1], over: .init(), seed: 1)
            if isFirst { world.perform(.backup(machine: 1)) }
        }
        return world
    }

    @Test func `whoever was put back is owed an exchange that finds it out`() throws {
        let world = try Self.forgetful()
        let (county, station) = (world.machines[0], world.machines[1])
        var memories = Memories()
        #expect(try memories.expectation(of: station, with: county) == nil)
        memories.suspect(station, with: county)
        world.perform(.restore(machine: 1, backup: 0, withKeys: true))
        let expected = try #require(try memories.expectation(of: station, with: county))
        #expect(try memories.conclude(expected, of: station, with: county) == nil)
    }

    @Test func `an exchange that finds somebody out is counted, and nothing is held against it`()
        throws
    {
        let world = try Self.forgetful()
        world.perform(.restore(machine: 1, backup: 0, withKeys: true))
        world.perform(.write(machine: 1, what: 0, pick: 2))
        world.exchange(world.machines[1], over: .init(), seed: 2)
        #expect(world.figures.foundOut == 1)
        world.exchange(world.machines[1], over: .init(), seed: 3)
        #expect(world.figures.foundOut == 1)
        #expect(world.settle(within: 6) != nil)
        #expect(world.violations().isEmpty)
    }

    @Test func `a copy that has forgotten nothing is nobody's finding before somebody writes`()
        throws
    {
        let world = try Self.world()
        world.perform(.write(machine: 1, what: 0, pick: 1))
        world.exchange(world.machines[1], over: .init(), seed: 1)
        let (county, station) = (world.machines[0], world.machines[1])
        var memories = Memories()
        memories.suspect(station, with: county)
        let expected = try #require(try memories.expectation(of: station, with: county))
        #expect(try memories.conclude(expected, of: station, with: county) == false)
    }

    @Test func `a line that flips bits flips one of a message, each way`() {
        let body = [UInt8](repeating: 0, count: 100)
        var arrived: [UInt8] = []
        let line = VirtualLine(.init(corruption: 100), seed: 1) {
            arrived = $0
            return .init(status: 200, contentType: "", body: body)
        }
        line.send(.init(id: 1, url: "", contentType: "", body: body))
        #expect(Self.bits(arrived) == 1)
        let answers = line.poll(until: .max).compactMap { try? $0.result.get().body }
        #expect(answers.map(Self.bits) == [1])
        #expect(line.corrupted == 2)
    }

    private static func bits(_ bytes: [UInt8]) -> Int {
        bytes.reduce(0) { $0 + $1.nonzeroBitCount }
    }
}
