import Commands
import Logging
import Texts

extension Shell {
    /// The node itself, to be run for long. One whose file is so broken that it does not open is put right first:
    /// whoever has switched the PC on has nobody to call.
    /// - Throws: `Problem`.
    func placeOnSoundFile(_ line: LineOptions) throws -> Workplace {
        do { return try place(line: line) } catch let problem as Problem
            where problem.code == "store-damaged"
        {
            log.error("database file broken")
            let salvage = try DatabaseCommands.salvage(in: directory, passphrase: passphrase())
            // It opens in spite of its pages, and would not for another reason.
            guard salvage.isSalvaged else { throw problem }
            let place = try place(line: line)
            place.progress(.verbatim(salvage.text(in: language)))
            return place
        }
    }
}
