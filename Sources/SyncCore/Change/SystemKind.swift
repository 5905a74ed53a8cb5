/// The kinds that the protocol itself gives a meaning; a schema numbers its own from 32.
///
/// The first three are kinds of wrappers and say why something is carried.
public enum SystemKind {
    /// Repair after a fork: inherits the refusal of what it carries.
    public static let copy: KindNumber = 1
    /// What was refused, sent again by whoever decides it.
    public static let requeue: KindNumber = 2
    /// A statement of a transfer on its way; it states, it writes nothing.
    public static let hop: KindNumber = 3
    /// Admits an origin to a scope.
    public static let admit: KindNumber = 4
    /// Closes an origin to new writing, and says how its branches are told apart.
    public static let retire: KindNumber = 5
    /// Says how far an origin's changes count.
    public static let revoke: KindNumber = 6
    /// Says of one change that it does not count, and why.
    public static let refuse: KindNumber = 7
    /// The first change of a log: whose place its origin takes.
    public static let succeed: KindNumber = 8
    /// Says that a log of the author's predecessor has two branches.
    public static let fork: KindNumber = 9
    /// Says of a change that does not count that somebody has dealt with it (`Dismissal`).
    public static let dismiss: KindNumber = 10
    /// There is a user of this name; the user's id is that of this change.
    public static let user: KindNumber = 16
    /// A user holds a role from here on, or no longer.
    public static let role: KindNumber = 17
    /// Asks for a second person, and says what that person, or whoever carried it out, did.
    public static let request: KindNumber = 18
    public static let answer: KindNumber = 19
    /// What somebody did that no record shows.
    public static let act: KindNumber = 20

    /// An X.509 certificate for an origin, by the authority's own signer of certificates.
    public static let certify: KindNumber = 11
    /// Shows that a change which was copied had stood in its author's log (`Attestation`).
    public static let attest: KindNumber = 12
    /// The authority speaks with a station no more, or speaks with it again (`Suspension`).
    public static let suspend: KindNumber = 13
    /// Asks the authority for a certificate of the author's own signer of certificates (`SigningRequest`).
    public static let askCertificate: KindNumber = 14

    /// Asks that what identifies a person be erased; hidden from then on (`ErasureChange`).
    public static let askErasure: KindNumber = 21
    /// Erases it: the answer of the authority, by another actor.
    public static let erase: KindNumber = 22
    /// Takes a request to erase back.
    public static let withdrawErasure: KindNumber = 23
    /// Says that personal data was shown or handed out, to whom and why (`Disclosure`).
    public static let disclose: KindNumber = 24

    /// A scope that the neighbours of this one share, or a line of the directory (`Announcement`).
    public static let announce: KindNumber = 29
    /// A word of a transfer: the right to record for a volunteer (`TransferWord`).
    public static let transfer: KindNumber = 30
    /// The end of a station's scope, or what a station carries on (`BoundaryChange`).
    public static let boundary: KindNumber = 31
    /// Tells a node to do something about its copy of the scope (`ResyncChange`).
    public static let instruct: KindNumber = 25
    /// What became of an instruction at the node that carries it out.
    public static let report: KindNumber = 26
    /// Takes an instruction back.
    public static let withdraw: KindNumber = 27

    /// Whether changes of this kind carry another one; no other kind may.
    static func isWrapper(_ kind: KindNumber) -> Bool { (copy...hop).contains(kind) }

    public static let range: Range<KindNumber> = 0..<32
}
