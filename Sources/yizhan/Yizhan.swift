import ArgumentParser
import Node

@main
struct Yizhan: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "yizhan",
        abstract: "Offline-first records for township social-work stations. 驿站",
        discussion: HelpTopicCommand.invitation, version: ProgramVersion.text,
        subcommands: [
            NodeCommand.self, StatusCommand.self, SyncCommand.self, PullCommand.self,
            BundleCommand.self,
            DatabaseCommand.self,
            StationCommand.self, KeyCommand.self, DivisionCommand.self, VolunteerCommand.self,
            TransferCommand.self,
            HoursCommand.self, AttachmentCommand.self, UserCommand.self, ApprovalCommand.self,
            AuditCommand.self, ResyncCommand.self, BackupCommand.self,
            ConflictCommand.self, QuarantineCommand.self, LogCommand.self, GenerateCommand.self,
            DemoCommand.self, SimulateCommand.self, ConfigCommand.self,
            OpenAPICommand.self, CompletionCommand.self, ManualCommand.self,
        ])

    /// Our own entry: usage errors exit 64, our problems with their own status.
    static func main() async {
        await Shell.run(Yizhan.self)
    }
}
