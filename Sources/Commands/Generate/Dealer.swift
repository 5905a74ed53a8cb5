/// Deals volunteers so that nobody is dealt twice into one sitting.
struct Dealer {
    private var deck: [Int32]
    private var position = 0
    private var chance: SplitMix64

    init(count: Int, chance: SplitMix64) {
        deck = (0..<Int32(count)).map(\.self)
        self.chance = chance
        self.chance.shuffle(&deck)
    }

    mutating func begin(with hands: Int) {
        guard deck.count - position < hands else { return }
        chance.shuffle(&deck)
        position = 0
    }

    mutating func next() -> Int {
        defer { position += 1 }
        return Int(deck[position])
    }
}
