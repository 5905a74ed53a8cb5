/// Which of two sets of derived tables in one connection: those of the store, or those that were derived anew
/// beside them. The latter are temporary and have the same names, so that SQLite finds them first.
enum DerivedSide: String {
    case present = "main"
    case anew = "temp"

    var other: DerivedSide { self == .present ? .anew : .present }
}
