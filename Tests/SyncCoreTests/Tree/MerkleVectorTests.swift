import SyncCore
import Testing

/// The vectors of the certificate-transparency reference implementation.
@Suite struct MerkleVectorTests {
    static let contents = [
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ]
    /// The root over the first n contents, n = 0…8.
    static let roots: [(size: UInt64, root: String)] = [
        (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
        (2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
        (3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
        (4, "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"),
        (5, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"),
        (6, "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"),
        (7, "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"),
        (8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"),
    ]
    static let inclusions: [(index: UInt64, size: UInt64, proof: [String])] = [
        (0, 1, []),
        (
            0, 8,
            [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ]
        ),
        (
            5, 8,
            [
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ]
        ),
        (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
        (
            1, 5,
            [
                "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            ]
        ),
    ]
    static let consistencies: [(first: UInt64, second: UInt64, proof: [String])] = [
        (1, 1, []),
        (
            1, 8,
            [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ]
        ),
        (
            6, 8,
            [
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ]
        ),
        (
            2, 5,
            [
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            ]
        ),
    ]

    let leaves = contents.map { MerkleTree.leaf(Hex.decode($0) ?? [0xFF]) }

    @Test(arguments: roots)
    func rootsAreThePublishedOnes(size: UInt64, root: String) throws {
        #expect(try LeafList(leaves).root(size: size).hex == root)
        var frontier = Frontier()
        for leaf in leaves.prefix(Int(size)) { frontier.append(leaf) }
        #expect(frontier.root.hex == root)
    }

    @Test(arguments: inclusions)
    func inclusionProofsAreThePublishedOnes(index: UInt64, size: UInt64, proof: [String]) throws {
        let list = LeafList(leaves)
        let made = try list.inclusionProof(index: index, size: size)
        #expect(made.map(\.hex) == proof)
        #expect(
            MerkleTree.verifyInclusion(
                leaf: leaves[Int(index)], index: index, size: size, proof: made,
                root: try list.root(size: size)))
    }

    @Test(arguments: consistencies)
    func consistencyProofsAreThePublishedOnes(
        first: UInt64, second: UInt64, proof: [String]
    ) throws {
        let list = LeafList(leaves)
        let made = try list.consistencyProof(from: first, to: second)
        #expect(made.map(\.hex) == proof)
        #expect(
            MerkleTree.verifyConsistency(
                first: first, firstRoot: try list.root(size: first), second: second,
                secondRoot: try list.root(size: second), proof: made))
    }

    @Test func aLeafInPiecesIsTheLeaf() {
        let whole = MerkleTree.leaf(Array("abcdefg".utf8))
        #expect(whole.hex == "6b43f785b72386e132b275bc918c25dbc687ab8427836bef6ce4509b64f4f54d")
        #expect(MerkleTree.leaf(Array("ab".utf8), [], Array("cdefg".utf8)) == whole)
        let inPlace = Array("abc".utf8).withUnsafeBytes { left in
            Array("defg".utf8).withUnsafeBytes { right in MerkleTree.leaf(left, right) }
        }
        #expect(inPlace == whole)
    }
}
