import Testing

@testable import Transport

struct LineFailureTests {
    /// libcurl's numbers as they are published and never change.
    static let codes: [(UInt32, LineFailure)] = [
        (5, .unresolved), (6, .unresolved), (7, .refused), (18, .interrupted), (23, .tooLarge),
        (35, .tls), (42, .cancelled), (52, .interrupted), (55, .interrupted), (56, .interrupted),
        (58, .tls), (60, .tls), (63, .tooLarge), (90, .anotherKey), (98, .tls),
        (8, .other(code: 8)),
        (27, .other(code: 27)),
    ]
    @Test(arguments: codes)
    func theNumberDecides(number: UInt32, expected: LineFailure) {
        for wasOpen in [false, true] {
            #expect(
                LineFailure(number: number, wasOpen: wasOpen, totalHasPassed: false) == expected)
        }
    }

    @Test(arguments: [
        (false, false, LineFailure.timedOut), (false, true, .timedOut), (true, true, .timedOut),
        (true, false, .tooSlow),
    ])
    func aTimeoutOfAnOpenLineWithinTheWholeTimeIsLowSpeed(
        wasOpen: Bool, totalHasPassed: Bool, expected: LineFailure
    ) {
        let failure = LineFailure(number: 28, wasOpen: wasOpen, totalHasPassed: totalHasPassed)
        #expect(failure == expected)
    }

    @Test(arguments: [
        ("https://a.example:8443/v1/sync", "https://a.example:8443"),
        ("http://[::1]:80", "http://[::1]:80"), ("http://a?b/c", "http://a"), ("", ""),
        ("nonsense", "nonsense"), ("://", "://"),
    ])
    func aLaneIsSchemeAndAuthority(url: String, lane: String) {
        #expect(CurlTransport.lane(of: url) == lane)
    }
}
