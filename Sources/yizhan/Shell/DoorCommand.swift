import ArgumentParser
import Commands
import Node
import ServiceRecords
import Texts

/// A command that somebody who is not the owner of the node's directory may give, too: the node does it
/// under their name. It reads and writes no file of theirs, and stays on the terminal.
protocol DoorCommand: YizhanCommand {
    /// What a role has to allow for it. Which records may be written, the store asks by itself.
    var act: Act { get }
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
    var act: Act { .read }
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
extension VolunteerCommand.Add: DoorCommand { var act: Act { .record } }
extension VolunteerCommand.Edit: DoorCommand { var act: Act { .record } }
extension VolunteerCommand.List: DoorCommand {}
extension VolunteerCommand.Show: DoorCommand {}
extension HoursCommand.Add: DoorCommand {
    var act: Act { .record }
    func checkForDoor() throws {
        guard files.isEmpty else {
            throw Problem("no-files", .usage, .people(.noFilesThroughDoor))
        }
    }
}
extension TransferCommand.List: DoorCommand {}
extension TransferCommand.Show: DoorCommand {}
extension TransferCommand.Decline: DoorCommand { var act: Act { .record } }
extension TransferCommand.Cancel: DoorCommand { var act: Act { .record } }
extension TransferCommand.Claim: DoorCommand { var act: Act { .record } }
extension HoursCommand.List: DoorCommand {}
extension HoursCommand.Show: DoorCommand {}
extension HoursCommand.Approve: DoorCommand { var act: Act { .record } }
extension HoursCommand.Reverse: DoorCommand { var act: Act { .record } }
extension HoursCommand.Total: DoorCommand {}
extension ConflictCommand.List: DoorCommand {}
extension ConflictCommand.Show: DoorCommand {}
extension ConflictCommand.Resolve: DoorCommand { var act: Act { .record } }
extension ConflictCommand.Reopen: DoorCommand { var act: Act { .record } }
extension ResyncCommand.Plan: DoorCommand {}
extension ResyncCommand.Start: DoorCommand { var act: Act { .decide } }
extension ResyncCommand.Status: DoorCommand {}
extension ResyncCommand.History: DoorCommand {}
extension ResyncCommand.Approve: DoorCommand { var act: Act { .approve } }
extension ResyncCommand.Cancel: DoorCommand { var act: Act { .decide } }
extension ResyncCommand.Undo: DoorCommand { var act: Act { .decide } }
extension QuarantineCommand.List: DoorCommand {}
extension QuarantineCommand.Show: DoorCommand {}
extension QuarantineCommand.Requeue: DoorCommand { var act: Act { .decide } }
extension QuarantineCommand.Close: DoorCommand { var act: Act { .decide } }
extension QuarantineCommand.Refuse: DoorCommand { var act: Act { .decide } }
extension StationCommand.List: DoorCommand {}
extension StationCommand.Show: DoorCommand {}
extension StationCommand.Set: DoorCommand { var act: Act { .manageStations } }
extension StationCommand.Admit: DoorCommand { var act: Act { .manageStations } }
extension StationCommand.Suspend: DoorCommand { var act: Act { .manageStations } }
extension StationCommand.Retire: DoorCommand { var act: Act { .manageStations } }
extension DivisionCommand.List: DoorCommand {}
extension LogCommand.List: DoorCommand { var act: Act { .audit } }
extension LogCommand.Show: DoorCommand { var act: Act { .audit } }
extension UserCommand.Add: DoorCommand { var act: Act { .managePeople } }
extension UserCommand.Grant: DoorCommand { var act: Act { .managePeople } }
extension UserCommand.Disable: DoorCommand { var act: Act { .managePeople } }
extension UserCommand.List: DoorCommand {}
extension ApprovalCommand.List: DoorCommand {}
extension ApprovalCommand.Approve: DoorCommand { var act: Act { .approve } }
extension ApprovalCommand.Decline: DoorCommand { var act: Act { .approve } }
extension AuditCommand.List: DoorCommand { var act: Act { .audit } }
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
extension UserCommand.Vouch: DoorCommand { var act: Act { .managePeople } }
extension UserCommand.WhoAmI: DoorCommand {}
extension UserCommand.Logout: DoorCommand { var endsSession: Bool { true } }
extension UserCommand.Passwd: DoorCommand {
    var secrets: [SecretQuestion] {
        (own ? [.init(words: .askOldPassword)] : [])
            + [.init(words: .askNewPassword, isNew: true)]
    }
}
