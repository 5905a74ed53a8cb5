import Store
import SyncCore

/// What is known of one exchange with the level above while it lasts; the next begins with none of it.
struct UpstreamExchange {
    var tally = Tally()
    /// The level above, while the exchange has the desk.
    var peer: Peer?
    /// Who has answered in the place of the level above that was asked: the exchange goes on with that one.
    var heir: Peer?
    /// This node goes on under a new origin since the exchange began.
    var isRenewed = false
    /// Under which origin this node asks.
    var asker: Origin?
    /// What it asks for again.
    var asked = Wants([])
    /// How often the two have shown each other what they hold.
    var showings = 0
    /// Whether it says how the node came by its origin.
    var introduces = false
    /// The county was shown its own signature for this node; and whether its answer to that is awaited.
    var hasReminded = false
    var isReminding = false
    /// The join file was shown; what was said of it, where that is used up.
    var hasShownSecret = false
    var usedUp: SyncOutcome?
}
