// swift-tools-version: 6.2

import PackageDescription

/// What every target of ours is held to: Swift 6 mode comes with the tools version.
let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    // Hooks for the simulation's planted bugs; a release build has none (docs/decisions/0017).
    .define("PLANTED_BUGS", .when(configuration: .debug)),
]

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
    name: "yizhan",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "yizhan", targets: ["yizhan"])],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        // Imports point downward only; a target exists to forbid an import (docs/ARCHITECTURE.md).
        .executableTarget(
            name: "yizhan",
            dependencies: [
                "BadLine", "Commands", "NodeServer", "NodeConfiguration", "Node", "Interchange",
                "ServiceRecords", "Texts", logging,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], swiftSettings: strict),
        .target(
            name: "NodeServer",
            dependencies: [
                "Node", logging, .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ], swiftSettings: strict),
        .target(
            name: "Commands",
            dependencies: [
                "NodeConfiguration", "Node", "Store", "Authority", "Interchange", "ServiceRecords",
                "Simulation", "SyncCore", "Texts", logging,
            ], swiftSettings: strict),
        .target(
            name: "NodeConfiguration", dependencies: ["Node", "Texts", logging, yams],
            swiftSettings: strict),
        .target(
            name: "Node",
            dependencies: [
                "Store", "Transport", "Authority", "Compression", "ServiceRecords", "SyncCore",
                logging,
            ],
            swiftSettings: strict),
        .target(name: "Transport", dependencies: ["CCurl"], swiftSettings: strict),
        .target(
            name: "Store",
            dependencies: ["Compression", "SyncCore", "ServiceRecords", crypto, grdb, sqlite],
            swiftSettings: strict),
        .target(
            name: "Simulation",
            dependencies: [
                "Authority", "CVirtualDisk", "Node", "Transport", "Store", "Compression",
                "ServiceRecords", "SyncCore", logging,
            ], swiftSettings: strict),
        .target(name: "CVirtualDisk", linkerSettings: [.linkedLibrary("sqlite3")]),
        .target(
            name: "Authority",
            dependencies: [
                "SyncCore", crypto, cryptoExtras,
                .product(name: "X509", package: "swift-certificates"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
            ], swiftSettings: strict),
        .target(
            name: "Interchange", dependencies: ["CQRencode", "CZlib", "ServiceRecords"],
            swiftSettings: strict),
        .target(name: "ServiceRecords", dependencies: ["SyncCore"], swiftSettings: strict),
        .target(name: "Texts", swiftSettings: strict),
        .target(name: "Compression", dependencies: ["CZstd", "SyncCore"], swiftSettings: strict),
        .target(name: "BadLine", swiftSettings: strict),
        .target(name: "SyncCore", dependencies: [crypto], swiftSettings: strict),
        .systemLibrary(
            name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(
            name: "CQRencode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),

        .testTarget(
            name: "SyncCoreTests", dependencies: ["SyncCore", crypto], swiftSettings: strict),
        .testTarget(
            name: "CompressionTests", dependencies: ["Compression", "SyncCore"],
            exclude: ["KeptBatches"], swiftSettings: strict),
        .testTarget(
            name: "ServiceRecordsTests", dependencies: ["ServiceRecords", "SyncCore"],
            swiftSettings: strict),
        .testTarget(
            name: "InterchangeTests", dependencies: ["Interchange", "QRReader", "ServiceRecords"],
            swiftSettings: strict),
        .target(name: "QRReader", path: "Tests/QRReader", swiftSettings: strict),
        .testTarget(
            name: "StoreTests",
            dependencies: [
                "Store", "Compression", "ServiceRecords", "SyncCore", "CSyncCounter", grdb,
            ],
            swiftSettings: strict),
        .target(name: "CSyncCounter", path: "Tests/CSyncCounter"),
        .testTarget(
            name: "SimulationTests",
            dependencies: [
                "Simulation", "CVirtualDisk", "Node", "Store", "ServiceRecords", "SyncCore",
                "Transport",
            ],
            swiftSettings: strict),
        .testTarget(name: "BadLineTests", dependencies: ["BadLine"], swiftSettings: strict),
        .testTarget(name: "TransportTests", dependencies: ["Transport"], swiftSettings: strict),
        .testTarget(
            name: "NodeTests",
            dependencies: [
                "BadLine", "Compression", "Node", "NodeServer", "Store", "Transport", "Authority",
                "ServiceRecords", "SyncCore", logging, grdb,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "NodeConfigurationTests",
            dependencies: ["NodeConfiguration", "Node", "NodeServer", "Texts", logging],
            swiftSettings: strict),
        .testTarget(
            name: "YizhanTests",
            dependencies: [
                "yizhan", "BadLine", "Commands", "NodeConfiguration", "Node", "Store", "Authority",
                "Interchange", "QRReader", "ServiceRecords", "Simulation", "SyncCore", "Texts",
                "Transport", logging, grdb,
            ], swiftSettings: strict),

        // What must hold of any received bytes: for FuzzTests over Tests/Corpus, and for Scripts/fuzz.
        .target(
            name: "FuzzTargets",
            dependencies: [
                "Authority", "Compression", "Interchange", "ServiceRecords", "SyncCore",
            ],
            path: "Tests/Fuzz/Targets", swiftSettings: strict),
        .testTarget(name: "FuzzTests", dependencies: ["FuzzTargets"], swiftSettings: strict),

        // Benchmarks and their floor, a C program over plain SQLite: Scripts/bench runs them.
        .executableTarget(
            name: "yizhan-bench",
            dependencies: [
                "Authority", "BadLine", "Compression", "Node", "NodeServer", "Store",
                "ServiceRecords", "SyncCore", "Transport", logging,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Tests/Benchmarks/Bench", swiftSettings: strict),
        .executableTarget(
            name: "yizhan-floor", path: "Tests/Benchmarks/Floor",
            linkerSettings: [.linkedLibrary("sqlite3")]),
    ]
)

// The fuzzer, which Scripts/fuzz builds in a folder of its own: what reads received bytes is compiled
// anew for it, so that libFuzzer sees which way it takes.
if Context.environment["YIZHAN_FUZZ"] != nil {
    let sanitized = ["-sanitize=fuzzer,address"]
    let readers = [
        "Authority", "Compression", "Interchange", "ServiceRecords", "SyncCore", "FuzzTargets",
    ]
    for target in package.targets where readers.contains(target.name) {
        target.swiftSettings = strict + [.unsafeFlags(sanitized)]
    }
    package.targets.append(
        .executableTarget(
            name: "yizhan-fuzz", dependencies: ["FuzzTargets"], path: "Tests/Fuzz/Driver",
            swiftSettings: strict, linkerSettings: [.unsafeFlags(sanitized + ["-use-ld=lld"])]))
}
