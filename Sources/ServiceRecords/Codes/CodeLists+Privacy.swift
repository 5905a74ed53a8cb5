extension CodeLists {
    /// For what the file of somebody under 14 may be opened. A region may close or add purposes.
    public static let disclosurePurpose = CodeList(
        "disclosure-purpose",
        """
        01 监护人申请 asked for by the guardian
        02 紧急救助 emergency
        03 核对登记信息 checking what was registered
        04 安排有监护人同意的服务 arranging a service to which the guardian consents
        05 处理投诉或抽查 complaint or inspection
        06 依法提供 required by law
        """)
}
