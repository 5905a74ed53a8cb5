/// Approver ≠ recorder ≠ volunteer: nobody vouches for their own hours.
public enum PersonSeparation {
    public enum Problem: Error, Hashable, Sendable, CaseIterable {
        /// Who entered the record may not approve it. Ask a second person.
        case approverIsRecorder
        /// Nobody approves their own service. Ask another person.
        case approverIsVolunteer
        /// Nobody records their own service. Have it entered by the organisation.
        case recorderIsVolunteer
    }

    /// Every way in which the three fall together. Nil is nobody yet, and equal to nobody.
    public static func problems<Person: Equatable>(
        volunteer: Person?, recorder: Person?, approver: Person?
    ) -> [Problem] {
        func isSame(_ left: Person?, _ right: Person?) -> Bool { left != nil && left == right }
        var problems: [Problem] = []
        if isSame(approver, recorder) { problems.append(.approverIsRecorder) }
        if isSame(approver, volunteer) { problems.append(.approverIsVolunteer) }
        if isSame(recorder, volunteer) { problems.append(.recorderIsVolunteer) }
        return problems
    }
}
