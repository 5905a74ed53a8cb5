public import ArgumentParser
public import Commands
public import Node
public import Texts

// Words of ours that can stand in an argument.

extension Language: ExpressibleByArgument {}

extension NodeRole: ExpressibleByArgument {}

extension HelpTopic: ExpressibleByArgument {}
