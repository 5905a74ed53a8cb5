extension BoundarySentence {
    var english: String {
        switch self {
        case .recoded(let old, let new, let name, let from):
            "the code of \(name) is \(new) from \(from) on; it was \(old)"
        case .recodedNothingMoves:
            "only the code has changed: records, totals and proofs are what they were; station show has the former code"
        case .recodedSelf(let old, let new, let name, let from):
            "the code of this node, \(name), is \(new) from \(from) on; it was \(old). Its stations keep theirs: station recode, one by one"
        case .merged(let station, let into): "\(station) is merged into \(into)"
        case .split(let station, let into):
            "\(station) is split into \(into.joined(separator: ", "))"
        case .carriedOn(let count, let to):
            "\(count) volunteers go on at \(to); their earlier hours stay where they were recorded, and count"
        case .separated(let station, let into):
            "\(into) carries on \(station) from now, and nobody else does"
        case .wentBack(let count, let from, let to):
            "\(count) volunteers go from \(from) to \(to); what was recorded meanwhile stays where it was recorded, and counts"
        case .toAssign(let count, let at):
            "\(count) of them were assigned to nobody; they are at \(at) for now, to be assigned:"
        case .toAssignHow:
            "whoever belongs to another station is released there by the one that has them: transfer release"
        case .person(let text): "  \(text)"
        case .staying(let text, let reason): "▲ \(text) is not carried on: \(Self.word(reason))"
        case .inviteNext(let code):
            "now a new invitation for every PC: yizhan station invite --code \(code) --out FILE"
        case .movedAway(let station, let to):
            "\(station) has moved to another county; \(to) carries it on"
        case .released(let count, let to):
            "\(count) volunteers are released to \(to); their earlier hours stay where they were recorded, and count"
        case .adoptNext(let code, let from):
            "the other county accepts them with: yizhan station adopt --code \(code) --from \(from); until then they wait, and nobody is lost"
        case .adopted(let station, let from): "\(station) carries on \(from)"
        case .accepted(let count, let at):
            "\(count) volunteers go on at \(at); their earlier hours stay where they were recorded, and count"
        case .acceptedOnArrival:
            "whoever is released from there is accepted here on arrival; status and transfer list show them"
        case .moveNext(let code, let to):
            "the other county says its part with: yizhan station move --code \(code) --to \(to) --reason TEXT"
        case .endedHere(let into):
            into.count == 1
                ? "▲ this station was merged into \(into[0]); what you recorded is safe, and what is not delivered yet will be"
                : "▲ this station was split into \(into.joined(separator: ", ")); what you recorded is safe, and what is not delivered yet will be"
        case .endedHereNext:
            "ask the county of the new station for an invitation and begin in a new data directory; keep this one until all is delivered"
        case .ended(let into, let at):
            into.count == 1
                ? "merged into \(into[0]) at \(at)"
                : "split into \(into.joined(separator: ", ")) at \(at)"
        case .endedBecause(let reason): "reason: \(reason)"
        case .carriesOn(let station, let since): "carries on \(station) since \(since)"
        case .coded(let code, let name, let from, let until):
            "\(code)  \(name)  \(from ?? "") — \(until ?? "")"
        case .late(let origin, let count, let unheard):
            "▲ after the end the PC \(origin) has brought \(count) more entries; whoever wrote \(unheard) of them had not heard of it. All are taken, and count"
        case .lateNext:
            "see whether the new station has recorded the same; what is wrong is taken back by hours reverse"
        case .recordedHere(let hours, let records): "recorded here: \(hours) h (\(records))"
        case .withPredecessors(let hours, let records):
            "together with the stations that were merged into it: \(hours) h (\(records))"
        case .alreadyEnded(let station, let into):
            "\(station) has ended; \(into.joined(separator: ", ")) carries on"
        case .alreadyEndedRemedy(let code): "use the code of the station that carries on: \(code)"
        case .notEnded(let code): "no station \(code) of this node has ended"
        case .notEndedRemedy:
            "station list shows which have; a station that lives is split by station split"
        case .notGoverned(let code): "\(code) is not governed by this node"
        case .notGovernedRemedy: "do it at the county that opened the station"
        case .governedHere(let code): "\(code) is a station of this county"
        case .governedHereRemedy: "within a county townships are merged: station merge"
        case .nowhereElse(let code): "no station \(code) of another county is known here"
        case .nowhereElseRemedy:
            "its county opens it (station adopt opens one, too); after an exchange of both counties with the level above it is known here: sync now"
        case .nothingToMerge: "there is nothing to merge"
        case .nothingToMergeRemedy:
            "name two stations or more by --code, or by --into the one that takes the others in"
        case .oneSuccessor: "a split has two stations or more that carry on"
        case .oneSuccessorRemedy:
            "give --into CODE --name NAME twice or more; into one station it is a merger: station merge"
        case .intoItself(let code): "\(code) cannot be split into itself"
        case .intoItselfRemedy:
            "where it lives on there is nothing to split: invite the new station, and release its volunteers there (transfer release)"
        case .separatedIntoItselfRemedy:
            "name a station that was no part of the merger, or a code that no station has"
        case .namedTwice(let code): "\(code) was named twice"
        case .namesDoNotFit: "there are not as many --name as --into"
        case .sameCode(let code): "the code is \(code) already"
        case .codeTaken(let code, let name): "\(code) is the code of \(name)"
        case .codeTakenRemedy:
            "check the code; if that station has another one by now, change that first"
        case .badDay(let text): "\(text) is no date"
        case .badDayRemedy: "write it as 2026-03-01"
        case .notYet(let day): "\(day) is still to come"
        case .notYetRemedy: "do it on that day, or later"
        case .tooEarly(let day, let since):
            "\(day) is not after \(since), since when the present code is valid"
        case .tooEarlyRemedy: "a new code begins after the present one: station show has the dates"
        case .codeFromAbove: "the code of this node is given by the level above"
        case .codeFromAboveRemedy:
            "ask there for station recode; it comes here with the next exchange"
        case .otherLevel(let code): "\(code) is of another level than the present code"
        case .otherLevelRemedy: "count the digits"
        case .noCodeThen(let code, let day): "no station had the code \(code) on \(day)"
        case .badAssignments(let file, let rows):
            (["\(rows.count) rows of \(file) cannot be used; nothing was done:"]
                + rows.prefix(20).map(Self.line)).joined(separator: "\n  ")
        case .badAssignmentsRemedy:
            "correct these rows: a volunteer's number and the code of a station that carries on"
        }
    }

    private static func line(_ row: BadAssignment) -> String {
        let words =
            switch row.reason {
            case .missing: "number or code is missing"
            case .unknownVolunteer:
                "no volunteer of this station, or not recorded for by this station"
            case .severalVolunteers: "fits several people"
            case .otherStation: "not the code of a station that carries on"
            case .namedTwice: "the same person was named before"
            }
        return "line \(row.row) \(row.value): \(words)"
    }

    private static func word(_ reason: StayingReason) -> String {
        switch reason {
        case .offered:
            "released to it and not accepted yet; the giver takes that back and releases to the station that carries on"
        case .contested: "two stations record; the county of first registration settles that first"
        case .nameless: "nothing is held that says who it is"
        case .both:
            "registered at both stations, and one record now; ask them where they belong, and release them there (transfer release)"
        }
    }
}
