import ArgumentParser
import Commands
import Node
import Texts

/// A command that somebody who is not the owner of the node's directory may give, too: the node does it
/// under their name. It reads and writes no file of theirs, and stays on the terminal.
protocol DoorCommand: YizhanCommand {
    /// Passwords that have to be asked for, in order.
    var secrets: [SecretQuestion] { get }
    /// Whether it is for somebody who is not logged in yet.
    var opensSession: Bool { get }
    /// Whether nobody is logged in after it.
    var endsSession: Bool { get }
    /// Refuses, with a reason, what names files of the caller's.
    func checkForDoor() throws
    /// As any command, and never waiting: somebody else waits at the door.
    func perform(_ shell: Shell) throws -> any Report
}

extension DoorCommand {
    var secrets: [SecretQuestion] { [] }
    var opensSession: Bool { false }
    var endsSession: Bool { false }
    func checkForDoor() throws {}
}

/// A password that is asked for, and typed twice where it is a new one.
struct SecretQuestion {
    let words: PeopleSentence
    var isNew = false
}

extension StatusCommand: DoorCommand {}
extension VolunteerCommand.Add: DoorCommand {}
extension VolunteerCommand.Edit: DoorCommand {}
extension VolunteerCommand.List: DoorCommand {}
extension VolunteerCommand.Show: DoorCommand {}
extension HoursCommand.Add: DoorCommand {
    func checkForDoor() throws {
        guard files.isEmpty else {
            throw Problem("no-files", .usage, .people(.noFilesThroughDoor))
        }
    }
}
extension TransferCommand.List: DoorCommand {}
extension TransferCommand.Show: DoorCommand {}
extension TransferCommand.Decline: DoorCommand {}
extension TransferCommand.Cancel: DoorCommand {}
extension TransferCommand.Claim: DoorCommand {}
extension HoursCommand.List: DoorCommand {}
extension HoursCommand.Show: DoorCommand {}
extension HoursCommand.Approve: DoorCommand {}
extension HoursCommand.Reverse: DoorCommand {}
extension HoursCommand.Total: DoorCommand {}
extension ConflictCommand.List: DoorCommand {}
extension ConflictCommand.Show: DoorCommand {}
extension ConflictCommand.Resolve: DoorCommand {}
extension ConflictCommand.Reopen: DoorCommand {}
extension ResyncCommand.Plan: DoorCommand {}
extension ResyncCommand.Start: DoorCommand {}
extension ResyncCommand.Status: DoorCommand {}
extension ResyncCommand.History: DoorCommand {}
extension ResyncCommand.Approve: DoorCommand {}
extension ResyncCommand.Cancel: DoorCommand {}
extension ResyncCommand.Undo: DoorCommand {}
extension QuarantineCommand.List: DoorCommand {}
extension QuarantineCommand.Show: DoorCommand {}
extension QuarantineCommand.Requeue: DoorCommand {}
extension QuarantineCommand.Close: DoorCommand {}
extension QuarantineCommand.Refuse: DoorCommand {}
extension StationCommand.List: DoorCommand {}
extension StationCommand.Show: DoorCommand {}
extension StationCommand.Set: DoorCommand {}
extension StationCommand.Admit: DoorCommand {}
extension StationCommand.Suspend: DoorCommand {}
extension StationCommand.Retire: DoorCommand {}
extension StationCommand.Uninvite: DoorCommand {}
extension DivisionCommand.List: DoorCommand {}
extension LogCommand.List: DoorCommand {}
extension LogCommand.Show: DoorCommand {}
extension UserCommand.Add: DoorCommand {}
extension UserCommand.Grant: DoorCommand {}
extension UserCommand.Disable: DoorCommand {}
extension UserCommand.List: DoorCommand {}
extension ApprovalCommand.List: DoorCommand {}
extension ApprovalCommand.Approve: DoorCommand {}
extension ApprovalCommand.Decline: DoorCommand {}
extension AuditCommand.List: DoorCommand {}
extension UserCommand.Login: DoorCommand {
    var secrets: [SecretQuestion] { [.init(words: .askPassword)] }
    var opensSession: Bool { true }
}
extension UserCommand.Recover: DoorCommand {
    var secrets: [SecretQuestion] {
        vouched == nil ? [] : [.init(words: .askNewPassword, isNew: true)]
    }
    var opensSession: Bool { true }
}
extension UserCommand.Vouch: DoorCommand {}
extension UserCommand.WhoAmI: DoorCommand {}
extension UserCommand.Logout: DoorCommand { var endsSession: Bool { true } }
extension UserCommand.Passwd: DoorCommand {
    var secrets: [SecretQuestion] {
        (own ? [.init(words: .askOldPassword)] : [])
            + [.init(words: .askNewPassword, isNew: true)]
    }
}
