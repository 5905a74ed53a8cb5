import Testing

@testable import Node

/// What we write, read by a reader that forgives nothing; and that it forgives nothing.
@Suite struct ExpositionTests {
    @Test func `what is written can be read, whatever is in it`() throws {
        var exposition = Exposition()
        exposition.add("plain", .gauge, "A figure.", 12)
        exposition.add("unknown", .gauge, "Nothing is known.", nil)
        exposition.add("none", .counter, "No series.", [])
        exposition.add(
            "odd_total", .counter, "Back\\slash and\nend.",
            [
                .init(labels: [("a", "q\"b\\c\nd")], value: 1),
                .init(labels: [("a", "张三"), ("b", "")], value: 0.25),
            ])
        var times = Histogram(bounds: [0.1, 1])
        for seconds in [0, 0.1, 0.5, 7, -1] { times.observe(seconds) }
        exposition.add("time_seconds", "Times.", [([("route", "/x")], times)])
        let read = try StrictExposition(exposition.text)
        #expect(read["yizhan_plain"] == 12)
        #expect(read.types["yizhan_unknown"] == nil && read.types["yizhan_none"] == nil)
        #expect(read["yizhan_odd_total", ["a": "q\\\"b\\\\c\\nd"]] == 1)
        #expect(read["yizhan_odd_total", ["a": "张三", "b": ""]] == 0.25)
        func bucket(_ bound: String) -> Double? {
            read["yizhan_time_seconds_bucket", ["route": "/x", "le": bound]]
        }
        #expect(bucket("0.1") == 3 && bucket("1") == 4 && bucket("+Inf") == 5)
        #expect(read["yizhan_time_seconds_sum", ["route": "/x"]] == 7.6)
    }

    static let numbers: [(Double, String)] = [
        (0, "0"), (1e15, "1000000000000000"), (0.5, "0.5"), (1e300, "1e+300"), (1.5e-9, "1.5e-09"),
        (-3, "-3"), (.infinity, "+Inf"),
    ]

    @Test(arguments: numbers)
    func `numbers are written as others read them`(value: Double, text: String) {
        #expect(Exposition.number(value) == text)
    }

    static let broken = [
        "yizhan_a 1\n", "# HELP a A.\n# TYPE a gauge\na 1", "# TYPE a gauge\na 1\n",
        "# HELP a A.\n# TYPE a gauge\na 1\na 2\n", "# HELP a A.\n# TYPE a gauge\nb 1\n",
        "# HELP a A.\n# TYPE a counter\na 1\n", "# HELP a A.\n# TYPE a gauge\na{b=\"c\nd\"} 1\n",
        "# HELP a A.\n# TYPE a gauge\na{b=\"c\"d\"} 1\n", "# HELP a A.\n# TYPE a gauge\na 0x1\n",
        "# HELP a A.\n# TYPE a gauge\na{b=\"\\q\"} 1\n", "# HELP a A.\n# TYPE a gauge\n\na 1\n",
        "# HELP a A.\n# TYPE a histogram\na_bucket{le=\"1\"} 1\na_sum 1\na_count 1\n",
        """
        # HELP a A.
        # TYPE a histogram
        a_bucket{le="1"} 2
        a_bucket{le="+Inf"} 1
        a_sum 1
        a_count 1

        """,
    ]

    @Test(arguments: broken)
    func `the reader forgives nothing`(text: String) {
        #expect(throws: StrictExposition.Fault.self) { try StrictExposition(text) }
    }
}
