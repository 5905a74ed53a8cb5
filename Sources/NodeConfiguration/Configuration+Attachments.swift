public import Node

extension AttachmentSettings {
    public init(_ configuration: Configuration) {
        self.init()
        maxBytes = configuration[AttachmentKeys.maxBytes]
        dailyBytes = configuration[AttachmentKeys.dailyBytes]
    }
}
