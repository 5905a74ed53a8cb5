import Foundation
import GRDB
import SyncCore

/// A disk, or a hand at the file, may leave anything in any cell. The library's subscripts end the process where
/// a cell holds another type than is asked for; nothing of ours reads a row by them.
extension Row {
    /// What a cell holds.
    /// - Throws: `StoreError.damaged`, which names the column and the source that reads it, where the cell
    ///   holds another type, or nothing and something is needed.
    func cell<Value: DatabaseValueConvertible>(
        _ index: Int, _ source: StaticString = #fileID
    ) throws -> Value {
        let found: DatabaseValue = self[index]
        guard let value = Value.fromDatabaseValue(found) else {
            throw StoreError(
                columnNames[columnNames.index(columnNames.startIndex, offsetBy: index)], source)
        }
        return value
    }

    func cell<Value: DatabaseValueConvertible>(
        _ name: String, _ source: StaticString = #fileID
    ) throws -> Value {
        let found: DatabaseValue = self[name]
        guard let value = Value.fromDatabaseValue(found) else { throw StoreError(name, source) }
        return value
    }

    /// The bytes of a cell.
    /// - Throws: `StoreError.damaged` where it holds anything else.
    func blob(_ index: Int, _ source: StaticString = #fileID) throws -> [UInt8] {
        [UInt8](try cell(index, source) as Data)
    }

    func blob(_ name: String, _ source: StaticString = #fileID) throws -> [UInt8] {
        [UInt8](try cell(name, source) as Data)
    }

    /// A count of changes, or of bytes.
    /// - Throws: `StoreError.damaged` where a cell holds no number, or one below zero.
    func length(_ index: Int, _ source: StaticString = #fileID) throws -> UInt64 {
        // The library converts exactly.
        try cell(index, source)
    }

    /// The identifier that a cell holds; nil where it holds nothing.
    /// - Throws: `StoreError.damaged` where it holds anything else.
    func identifier<Name: Identifier>(
        _ name: String, _ source: StaticString = #fileID
    ) throws -> Name? {
        guard let bytes: Data = try cell(name, source) else { return nil }
        guard let identifier = Name(bytes: bytes) else { throw StoreError(name, source) }
        return identifier
    }

    /// The bytes of a cell for an identifier, which no cell without bytes is.
    func bytes(_ index: Int) -> Data { Data.fromDatabaseValue(self[index]) ?? Data() }

    func bytes(_ name: String) -> Data { Data.fromDatabaseValue(self[name]) ?? Data() }
}

extension StoreError {
    /// A cell that holds what it cannot.
    fileprivate init(_ column: String, _ source: StaticString) {
        let file = "\(source)".split(separator: "/").last?.split(separator: ".").first ?? ""
        self = .damaged("\(column) (\(file))")
    }
}
