/// Whom a claim means in other counties (docs/TRANSFER.md, Claims between counties): what is to be asked,
/// answered and picked, a pure function of the statements that a county holds. No number travels, nor
/// anything by which somebody could try numbers: points under masks (`NumberMask`).
public struct ClaimSearch: Sendable {
    /// A claim by a station of this county, with the number that it is about.
    public struct Claim: Hashable, Sendable {
        public let id: Entity
        public let claimant: Scope
        /// The claimant's own record.
        public let volunteer: Entity
        public let number: String

        public init(id: Entity, claimant: Scope, volunteer: Entity, number: String) {
            self.id = id
            self.claimant = claimant
            self.volunteer = volunteer
            self.number = number
        }
    }

    /// What one county asks others.
    public struct Question: Hashable, Sendable {
        public let id: Entity
        public let inquiry: TransferWord.Inquiry
        /// Of each county that is asked one station's scope.
        public let asked: [Scope]
    }

    /// What one of them has said to it.
    public struct Answer: Hashable, Sendable {
        public let id: Entity
        public let question: Entity
        public let by: Scope
        /// Milliseconds by the answerer's clock.
        public let time: Int64
        /// The number that was asked about under both masks; then those of the bucket, under the answerer's.
        public let points: [[UInt8]]
    }

    private var questions: [Entity: Question] = [:]
    private var answers: [Entity: [Answer]] = [:]
    /// By answer, each by a station.
    private var picks: [Entity: [Scope: [UInt8]]] = [:]
    /// By claim those who have said so: only the claimant's word counts.
    private var calledOff: [Entity: Set<Scope>] = [:]

    public init(_ statements: some Sequence<TransferStatement>) {
        for statement in statements {
            switch statement.word.content {
            case .inquire(let inquiry):
                questions[statement.id] = Question(
                    id: statement.id, inquiry: inquiry, asked: statement.word.told)
            case .reply(let question, let by, let points):
                answers[question, default: []].append(
                    Answer(
                        id: statement.id, question: question, by: by, time: statement.time,
                        points: points))
            case .pick(let answer, let by, let point): picks[answer, default: [:]][by] = point
            case .callOff(let claim, let by): calledOff[claim, default: []].insert(by)
            default: break
            }
        }
        for question in answers.keys { answers[question]?.sort { $0.id < $1.id } }
    }

    public var isEmpty: Bool { questions.isEmpty }

    private func isCalledOff(_ question: Question) -> Bool {
        calledOff[question.inquiry.claim]?.contains(question.inquiry.claimant) == true
    }

    /// Of one answerer no more of its points are looked at: whoever makes points up does not try many numbers.
    public static let pointLimit = 4_096

    /// Questions of one county that are answered for the first time within a day.
    public static let questionsADay = 100
}

/// At the county that asks.
extension ClaimSearch {
    /// The questions about a claim that this mask belongs to.
    private func asked(about claim: Claim, _ mask: NumberMask) -> [Question] {
        guard let point = mask.point(of: claim.number) else { return [] }
        return questions.values.filter { $0.inquiry.claim == claim.id && $0.inquiry.point == point }
            .sorted { $0.id < $1.id }
    }

    /// What is still to be asked: of every county once.
    /// - Parameter counties: of each the scopes of stations that it has opened.
    public func inquiries(
        about claim: Claim, among counties: [[Scope]], _ mask: NumberMask
    ) -> [TransferWord] {
        guard !counties.isEmpty, let point = mask.point(of: claim.number) else { return [] }
        let asked = Set(asked(about: claim, mask).flatMap(\.asked))
        let missing = counties.filter { asked.isDisjoint(with: $0) }.compactMap { $0.min() }
            .sorted()
        return stride(from: 0, to: missing.count, by: TransferWord.toldLimit).map { first in
            TransferWord(
                .inquire(
                    .init(
                        claim: claim.id, claimant: claim.claimant, volunteer: claim.volunteer,
                        bucket: NumberMask.bucket(of: claim.number), point: point)),
                of: nil, told: missing.dropFirst(first).prefix(TransferWord.toldLimit))
        }
    }

    /// Which answers hold the number, and where in them; said to whoever answered.
    /// - Parameter match: as `NumberMask.match`, remembered perhaps.
    public func picks(
        for claim: Claim, _ mask: NumberMask, match: (Answer) -> [UInt8]?
    ) -> [TransferWord] {
        var words: [TransferWord] = []
        for question in asked(about: claim, mask) {
            var looked: [Scope: Int] = [:]
            for answer in answers[question.id] ?? [] where question.asked.contains(answer.by) {
                looked[answer.by, default: 0] += answer.points.count
                guard looked[answer.by, default: 0] <= Self.pointLimit,
                    picks[answer.id]?[claim.claimant] == nil, let point = match(answer)
                else { continue }
                words.append(
                    TransferWord(
                        .pick(reply: answer.id, claimant: claim.claimant, point: point), of: nil,
                        told: [answer.by]))
            }
        }
        return words
    }

    /// How many counties were asked about a claim, and how many have answered.
    public func progress(of claim: Entity) -> (asked: Int, answered: Int) {
        let questions = questions.values.filter { $0.inquiry.claim == claim }
        let asked = Set(questions.flatMap(\.asked))
        let answered = Set(questions.flatMap { answers[$0.id] ?? [] }.map(\.by))
        return (asked.count, answered.intersection(asked).count)
    }

    /// Claims about which stations governed here have others asked, and that are not called off.
    public func pending(at governed: Set<Scope>) -> Set<Entity> {
        Set(
            questions.values.filter {
                governed.contains($0.inquiry.claimant) && !isCalledOff($0)
            }.map(\.inquiry.claim))
    }

    /// Says that nobody needs to answer about a claim any more.
    public func callOff(_ claim: Entity, by claimant: Scope) -> [TransferWord] {
        let asked = questions.values.filter {
            $0.inquiry.claim == claim && $0.inquiry.claimant == claimant
        }.flatMap(\.asked)
        let told = Set(asked).sorted()
        return stride(from: 0, to: told.count, by: TransferWord.toldLimit).map {
            TransferWord(
                .callOff(claim: claim, claimant: claimant), of: nil,
                told: told.dropFirst($0).prefix(TransferWord.toldLimit))
        }
    }
}

/// At a county that is asked.
extension ClaimSearch {
    /// Questions that stations governed here are to answer, by id.
    public func open(at governed: Set<Scope>) -> [Question] {
        questions.values.filter { question in
            !isCalledOff(question) && !governed.contains(question.inquiry.claimant)
                && question.asked.contains(where: governed.contains)
        }.sorted { $0.id < $1.id }
    }

    /// Those of them that are answered at a moment. A county that asks more within a day than counties have
    /// claims waits for the next one: nobody tries numbers one by one, or has buckets read, without end. What
    /// was asked, answered and called off counts, too.
    /// - Parameters:
    ///   - now: milliseconds, by this county's clock.
    ///   - asker: the county that asks in the name of a station; nil where nobody has heard of it, and it is
    ///     not answered.
    public func due<County: Hashable>(
        at governed: Set<Scope>, now: Int64, asker: (Scope) -> County?
    ) -> [Question] {
        func first(_ question: Question) -> Int64? {
            (answers[question.id] ?? []).filter { governed.contains($0.by) }.map(\.time).min()
        }
        let yesterday = now.subtractingReportingOverflow(86_400_000).partialValue
        var count: [County: Int] = [:]
        for question in questions.values {
            guard let time = first(question), time > yesterday,
                let county = asker(question.inquiry.claimant)
            else { continue }
            count[county, default: 0] += 1
        }
        return open(at: governed).filter { question in
            guard let county = asker(question.inquiry.claimant) else { return false }
            if first(question) != nil { return true }
            count[county, default: 0] += 1
            return count[county, default: 0] <= Self.questionsADay
        }
    }

    /// What is to be answered now: of the numbers in the bucket those that were not shown yet, and at first
    /// that there are none.
    /// - Parameters:
    ///   - asked: the station in whose name.
    ///   - points: of the numbers in the bucket, under this county's mask.
    public func replies(
        to question: Question, by asked: Scope, _ mask: NumberMask, points: [[UInt8]]
    ) -> [TransferWord] {
        guard let both = mask.point(on: question.inquiry.point) else { return [] }
        let known = (answers[question.id] ?? []).filter {
            $0.by == asked && ($0.points.isEmpty || $0.points.first == both)
        }
        let shown = Set(known.flatMap { $0.points.dropFirst() })
        let missing = Set(points).subtracting(shown).sorted { $0.lexicographicallyPrecedes($1) }
        func word(_ points: [[UInt8]]) -> TransferWord {
            TransferWord(
                .reply(inquiry: question.id, by: asked, points: points), of: nil,
                told: [question.inquiry.claimant])
        }
        if missing.isEmpty { return known.isEmpty ? [word([])] : [] }
        let room = TransferWord.pointLimit - 1
        return stride(from: 0, to: missing.count, by: room).map {
            word([both] + missing.dropFirst($0).prefix(room))
        }
    }

    /// Points of this county's answers that were found to mean whom a claim means.
    public func picked(at governed: Set<Scope>) -> [(question: Question, point: [UInt8])] {
        open(at: governed).flatMap { question in
            (answers[question.id] ?? []).filter { governed.contains($0.by) }
                .compactMap { answer in
                    picks[answer.id]?[question.inquiry.claimant].map { (question, $0) }
                }
        }
    }
}
