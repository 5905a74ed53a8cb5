import Interchange
import Store
import SyncCore
import Texts

/// Finds whom a row of service time means, by the surest part that it gives: citizen's number,
/// volunteer number, telephone, name. What it gives besides must not say otherwise.
struct VolunteerResolver {
    enum Part: Sendable { case idNumber, volunteerNumber, phone, name }

    struct Failure: Error {
        let part: Part
        let reason: RowReason
    }

    private var finder: VolunteerFinder
    /// Volunteers are not made by an import of hours, so an answer stays good for all of it.
    private var answers: [VolunteerReference: Result<KnownVolunteer, Failure>] = [:]

    init(in scope: Scope) { finder = VolunteerFinder(in: scope) }

    mutating func resolve(
        _ reference: VolunteerReference, in view: StoreView
    ) throws -> Result<KnownVolunteer, Failure> {
        if let answer = answers[reference] { return answer }
        let answer = try find(reference, in: view)
        answers[reference] = answer
        return answer
    }

    private mutating func find(
        _ reference: VolunteerReference, in view: StoreView
    ) throws -> Result<KnownVolunteer, Failure> {
        var surest: Part?
        for part in [Part.idNumber, .volunteerNumber, .phone, .name] {
            guard let found = try candidates(for: part, of: reference, in: view) else { continue }
            surest = surest ?? part
            guard !found.isEmpty else { continue }
            let fitting = try found.filter { try isConsistent($0, with: reference) }
            guard let first = fitting.first else {
                return .failure(Failure(part: part, reason: .volunteerContradicts))
            }
            guard fitting.count == 1 else {
                return .failure(Failure(part: part, reason: .ambiguousVolunteer))
            }
            return .success(first)
        }
        return .failure(Failure(part: surest ?? .idNumber, reason: .unknownVolunteer))
    }

    /// nil when the row does not give this part. A telephone alone is nobody's name: families share it,
    /// which `ambiguousVolunteer` says.
    private mutating func candidates(
        for part: Part, of reference: VolunteerReference, in view: StoreView
    ) throws -> [KnownVolunteer]? {
        switch part {
        case .idNumber:
            try reference.idNumber.map { try finder.having(idNumber: $0, in: view) }
        case .volunteerNumber:
            try reference.volunteerNumber.map { try finder.having(volunteerNumber: $0, in: view) }
        case .phone: try reference.phone.map { try finder.having(phone: $0, in: view) }
        case .name: try reference.name.map { try finder.named($0, in: view) }
        }
    }

    private func isConsistent(
        _ known: KnownVolunteer, with reference: VolunteerReference
    ) throws -> Bool {
        if let name = reference.name, !known.isNamed(name) { return false }
        if let given = reference.idNumber, let held = known.idNumber,
            given.uppercased() != held.uppercased()
        {
            return false
        }
        if let given = reference.volunteerNumber, let held = try known.volunteerNumber(),
            given != held
        {
            return false
        }
        return true
    }
}
