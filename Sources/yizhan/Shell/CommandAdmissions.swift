import ServiceRecords

/// The one table of what each command asks of somebody who is logged in: at the door, and of the owner of
/// the node's directory while they work under a name. A command that is not in it does not compile.
extension NodeCommand.Init { static var admission: Admission { .anybody } }
extension NodeCommand.Join { static var admission: Admission { .act(.manageStations) } }
extension NodeCommand.Serve { static var admission: Admission { .anybody } }
extension NodeCommand.Info { static var admission: Admission { .act(.read) } }
extension NodeCommand.Doctor { static var admission: Admission { .act(.read) } }
extension StatusCommand { static var admission: Admission { .act(.read) } }
extension SyncCommand.Now { static var admission: Admission { .act(.read) } }
extension SyncCommand.Log { static var admission: Admission { .act(.read) } }
extension PullCommand { static var admission: Admission { .act(.read) } }
extension BundleCommand.Export { static var admission: Admission { .act(.read) } }
extension BundleCommand.Import { static var admission: Admission { .act(.read) } }
extension BundleCommand.Inspect { static var admission: Admission { .act(.read) } }
extension BundleCommand.Receipt { static var admission: Admission { .act(.read) } }
extension DatabaseCommand.Check { static var admission: Admission { .act(.decide) } }
extension DatabaseCommand.Rebuild { static var admission: Admission { .act(.decide) } }
// Of a node that cannot be opened nobody can be asked who they are; its directory is its owner's.
extension DatabaseCommand.Salvage { static var admission: Admission { .anybody } }

extension StationCommand.Uninvite { static var admission: Admission { .act(.manageStations) } }
extension StationCommand.Invite { static var admission: Admission { .act(.manageStations) } }
extension StationCommand.Replace { static var admission: Admission { .act(.manageStations) } }
extension StationCommand.Set { static var admission: Admission { .act(.manageStations) } }
extension StationCommand.Admit { static var admission: Admission { .act(.manageStations) } }
extension StationCommand.Suspend { static var admission: Admission { .act(.manageStations) } }
extension StationCommand.Retire { static var admission: Admission { .act(.manageStations) } }
extension StationCommand.List { static var admission: Admission { .act(.read) } }
extension StationCommand.Show { static var admission: Admission { .act(.read) } }
extension StationCommand.Recode { static var admission: Admission { .act(.decide) } }
extension StationCommand.Merge { static var admission: Admission { .act(.decide) } }
extension StationCommand.Separate { static var admission: Admission { .act(.decide) } }
extension StationCommand.Split { static var admission: Admission { .act(.decide) } }
extension StationCommand.Move { static var admission: Admission { .act(.decide) } }
extension StationCommand.Adopt { static var admission: Admission { .act(.decide) } }
extension DivisionCommand.Import { static var admission: Admission { .act(.manageStations) } }
extension DivisionCommand.List { static var admission: Admission { .act(.read) } }

extension KeyCommand.Show { static var admission: Admission { .act(.read) } }
extension KeyCommand.Rotate { static var admission: Admission { .act(.manageStations) } }
extension KeyCommand.Revoke { static var admission: Admission { .act(.manageStations) } }
extension KeyCommand.Seal { static var admission: Admission { .act(.manageStations) } }
// Whoever knows the passphrase.
extension KeyCommand.Unseal { static var admission: Admission { .anybody } }

extension VolunteerCommand.Add { static var admission: Admission { .act(.record) } }
extension VolunteerCommand.Edit { static var admission: Admission { .act(.record) } }
extension VolunteerCommand.List { static var admission: Admission { .act(.read) } }
extension VolunteerCommand.Show { static var admission: Admission { .act(.read) } }
extension VolunteerCommand.Import { static var admission: Admission { .act(.record) } }
extension VolunteerCommand.Export { static var admission: Admission { .act(.record) } }
extension VolunteerCommand.Merge { static var admission: Admission { .act(.decide) } }
extension VolunteerCommand.Erase { static var admission: Admission { .act(.record) } }
extension VolunteerCommand.Erasures { static var admission: Admission { .act(.read) } }

extension TransferCommand.Release { static var admission: Admission { .act(.record) } }
extension TransferCommand.Accept { static var admission: Admission { .act(.record) } }
extension TransferCommand.Decline { static var admission: Admission { .act(.record) } }
extension TransferCommand.Cancel { static var admission: Admission { .act(.record) } }
extension TransferCommand.Close { static var admission: Admission { .act(.record) } }
extension TransferCommand.Claim { static var admission: Admission { .act(.record) } }
extension TransferCommand.List { static var admission: Admission { .act(.read) } }
extension TransferCommand.Show { static var admission: Admission { .act(.read) } }
extension TransferCommand.PassportCommand { static var admission: Admission { .act(.record) } }
extension TransferCommand.StatementCommand { static var admission: Admission { .act(.record) } }
extension TransferCommand.Verify { static var admission: Admission { .act(.read) } }
extension TransferCommand.Settle { static var admission: Admission { .act(.decide) } }

extension HoursCommand.Add { static var admission: Admission { .act(.record) } }
extension HoursCommand.List { static var admission: Admission { .act(.read) } }
extension HoursCommand.Show { static var admission: Admission { .act(.read) } }
extension HoursCommand.Import { static var admission: Admission { .act(.record) } }
extension HoursCommand.Export { static var admission: Admission { .act(.record) } }
extension HoursCommand.Approve { static var admission: Admission { .act(.record) } }
extension HoursCommand.Reverse { static var admission: Admission { .act(.record) } }
extension HoursCommand.Total { static var admission: Admission { .act(.read) } }
extension AttachmentCommand.Add { static var admission: Admission { .act(.record) } }
extension AttachmentCommand.List { static var admission: Admission { .act(.read) } }
extension AttachmentCommand.Fetch { static var admission: Admission { .act(.record) } }

extension UserCommand.Add { static var admission: Admission { .act(.managePeople) } }
extension UserCommand.Grant { static var admission: Admission { .act(.managePeople) } }
extension UserCommand.Disable { static var admission: Admission { .act(.managePeople) } }
extension UserCommand.Vouch { static var admission: Admission { .act(.managePeople) } }
extension UserCommand.List { static var admission: Admission { .act(.read) } }
extension UserCommand.Login { static var admission: Admission { .anybody } }
extension UserCommand.Recover { static var admission: Admission { .anybody } }
extension UserCommand.Logout { static var admission: Admission { .session } }
extension UserCommand.WhoAmI { static var admission: Admission { .session } }
// One's own; of others it asks for more.
extension UserCommand.Passwd { static var admission: Admission { .session } }
extension ApprovalCommand.List { static var admission: Admission { .act(.read) } }
extension ApprovalCommand.Approve { static var admission: Admission { .act(.approve) } }
extension ApprovalCommand.Decline { static var admission: Admission { .act(.approve) } }
extension AuditCommand.List { static var admission: Admission { .act(.audit) } }
extension AuditCommand.Export { static var admission: Admission { .act(.audit) } }

extension ConflictCommand.List { static var admission: Admission { .act(.read) } }
extension ConflictCommand.Show { static var admission: Admission { .act(.read) } }
extension ConflictCommand.Resolve { static var admission: Admission { .act(.record) } }
extension ConflictCommand.Reopen { static var admission: Admission { .act(.record) } }
extension QuarantineCommand.List { static var admission: Admission { .act(.read) } }
extension QuarantineCommand.Show { static var admission: Admission { .act(.read) } }
extension QuarantineCommand.Requeue { static var admission: Admission { .act(.decide) } }
extension QuarantineCommand.Close { static var admission: Admission { .act(.decide) } }
extension QuarantineCommand.Refuse { static var admission: Admission { .act(.decide) } }
extension ResyncCommand.Plan { static var admission: Admission { .act(.read) } }
extension ResyncCommand.Start { static var admission: Admission { .act(.decide) } }
extension ResyncCommand.Status { static var admission: Admission { .act(.read) } }
extension ResyncCommand.History { static var admission: Admission { .act(.read) } }
extension ResyncCommand.Approve { static var admission: Admission { .act(.approve) } }
extension ResyncCommand.Cancel { static var admission: Admission { .act(.decide) } }
extension ResyncCommand.Undo { static var admission: Admission { .act(.decide) } }
extension BackupCommand.Create { static var admission: Admission { .act(.decide) } }
extension BackupCommand.Verify { static var admission: Admission { .act(.decide) } }
extension BackupCommand.List { static var admission: Admission { .act(.read) } }
extension BackupCommand.Key { static var admission: Admission { .act(.managePeople) } }
extension BackupCommand.Restore { static var admission: Admission { .anybody } }

extension LogCommand.List { static var admission: Admission { .act(.audit) } }
extension LogCommand.Show { static var admission: Admission { .act(.audit) } }
extension LogCommand.Verify { static var admission: Admission { .act(.audit) } }
extension LogCommand.Proof { static var admission: Admission { .act(.read) } }
extension LogCommand.Export { static var admission: Admission { .act(.audit) } }

extension ConfigCommand.Show { static var admission: Admission { .anybody } }
extension ConfigCommand.Check { static var admission: Admission { .anybody } }
extension ConfigCommand.Explain { static var admission: Admission { .anybody } }
extension GenerateCommand { static var admission: Admission { .anybody } }
extension DemoCommand { static var admission: Admission { .anybody } }
extension SimulateCommand.Run { static var admission: Admission { .anybody } }
extension SimulateCommand.Replay { static var admission: Admission { .anybody } }
extension SimulateCommand.List { static var admission: Admission { .anybody } }
extension SimulateCommand.Shrink { static var admission: Admission { .anybody } }
extension SimulateCommand.Bugs { static var admission: Admission { .anybody } }
extension OpenAPICommand { static var admission: Admission { .anybody } }
extension HelpTopicCommand { static var admission: Admission { .anybody } }
extension CompletionCommand { static var admission: Admission { .anybody } }
extension ManualCommand { static var admission: Admission { .anybody } }
