import Foundation
import Simulation

let args = CommandLine.arguments
let from = UInt64(args[1])!
let to = UInt64(args[2])!
let shows = args.contains("--trace")
var mix = Plan.Mix()
if args.contains("--calm") { mix.disasters = 0 }
if args.contains("--nocrash") { mix.crashes = false }
var total = Figures()
var bad = 0
let start = Date()
for seed in from...to {
    let trial = Trial(seed: seed, mix: mix)
    total += trial.figures
    if shows { for line in trial.trace.lines { print(line) } }
    if !trial.violations.isEmpty {
        bad += 1
        print("seed \(seed): \(trial.violations.prefix(4).joined(separator: "; "))")
    }
}
let elapsed = -start.timeIntervalSinceNow
print(total)
print("bad \(bad) of \(to - from + 1), \(Double(to - from + 1) / elapsed) seeds/s")
