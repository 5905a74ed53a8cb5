extension Run {
    private enum Form {
        static let rows: UInt8 = 0
        static let batch: UInt8 = 1
    }

    func write(to writer: inout ByteWriter) {
        switch content {
        case .rows(let rows):
            writer.byte(Form.rows)
            writer.identifier(scope)
            writer.identifier(origin)
            writer.varint(first)
            writer.varint(rows.count)
            for row in rows { row.write(to: &writer) }
        case .batch(let batch):
            writer.byte(Form.batch)
            writer.blob(batch.bytes)
        }
        checkpoint.write(to: &writer, ofLog: origin, in: scope, through: last)
        writer.varint(proof.count)
        for hash in proof { writer.hash(hash) }
    }

    init(from reader: inout ByteReader, version: UInt8) throws(MalformedBytes) {
        let form = version == 0 ? Form.rows : try reader.byte()
        switch form {
        case Form.rows: self = try Run(rowsFrom: &reader, version: version)
        case Form.batch: self = try Run(batchFrom: &reader)
        default: throw reader.failure(.unknownForm)
        }
    }

    private init(batchFrom reader: inout ByteReader) throws(MalformedBytes) {
        let start = reader.position
        let bytes = try reader.blob(atMost: Limits.messageBytes)
        let batch: Batch
        do throws(BatchError) { batch = try Batch(bytes: bytes) } catch {
            switch error {
            case .malformed(let inner):
                throw MalformedBytes(inner.reason, at: start + inner.position)
            case .unsupportedVersion, .damaged, .missingTarget:
                throw MalformedBytes(.unknownForm, at: start)
            case .tooLarge: throw MalformedBytes(.tooMany, at: start)
            }
        }
        let checkpoint = try SignedCheckpoint(
            from: &reader, ofLog: batch.origin, in: batch.scope, through: batch.last)
        self.init(batch, checkpoint: checkpoint, proof: try Self.proof(from: &reader))
    }

    private init(rowsFrom reader: inout ByteReader, version: UInt8) throws(MalformedBytes) {
        let scope = try reader.identifier(Scope.self)
        let origin = try reader.identifier(Origin.self)
        let first = try reader.varint()
        let count = try reader.varint(in: 1...Limits.runChanges)
        guard count * Limits.rowBytes <= reader.remaining else { throw reader.failure(.truncated) }
        guard (1...Limits.logLength - UInt64(count)).contains(first) else {
            throw reader.failure(.outOfRange)
        }
        var rows: [Row] = []
        for _ in 0..<count { rows.append(try Row(from: &reader)) }
        let checkpoint =
            version == 0
            ? try SignedCheckpoint(textFrom: &reader)
            : try SignedCheckpoint(
                from: &reader, ofLog: origin, in: scope, through: first + UInt64(count) - 1)
        self.init(
            scope: scope, origin: origin, first: first, rows: rows, checkpoint: checkpoint,
            proof: try Self.proof(from: &reader))
    }

    private static func proof(from reader: inout ByteReader) throws(MalformedBytes) -> [Hash] {
        var proof: [Hash] = []
        for _ in 0..<(try reader.varint(in: 0...Limits.proofCount)) {
            proof.append(try reader.hash())
        }
        return proof
    }
}

extension Run.Row {
    private enum PersonalForm {
        static let none: UInt8 = 0
        static let held: UInt8 = 1
        static let withheld: UInt8 = 2
    }

    fileprivate func write(to writer: inout ByteWriter) {
        writer.blob(canonical)
        switch personal {
        case .none: writer.byte(PersonalForm.none)
        case .held(let part):
            writer.byte(PersonalForm.held)
            writer.raw(part.salt)
            writer.blob(part.payload)
        case .withheld(let commitment):
            writer.byte(PersonalForm.withheld)
            writer.hash(commitment)
        }
    }

    fileprivate init(from reader: inout ByteReader) throws(MalformedBytes) {
        canonical = try reader.blob(atMost: Limits.changeBytes)
        switch try reader.byte() {
        case PersonalForm.none: personal = .none
        case PersonalForm.held:
            let salt = try reader.raw(PersonalPart.saltBytes)
            let payload = try reader.blob(atMost: Limits.personalBytes)
            personal = .held(try PersonalPart(salt: salt, payload: payload))
        case PersonalForm.withheld:
            let commitment = try reader.hash()
            // Zero bytes stand for "none": a second spelling of one leaf.
            guard commitment != .zero else { throw reader.failure(.unknownForm) }
            personal = .withheld(commitment)
        default: throw reader.failure(.unknownForm)
        }
    }

    /// Bytes that the row takes on the wire, near enough for sizing.
    public var wireBytes: Int {
        canonical.count + 4 + (personal.part.map { $0.payload.count + 20 } ?? 32)
    }
}

extension Run {
    /// Bytes that the run takes on the wire, near enough for sizing.
    public var wireBytes: Int {
        let content =
            switch content {
            case .rows(let rows): rows.reduce(48) { $0 + $1.wireBytes }
            case .batch(let batch): batch.wireBytes
            }
        return content + 104 + proof.count * Hash.byteCount
    }

    /// What unpacking a batch takes, in bytes; 0 for rows.
    public var unpackedByteCount: Int {
        switch content {
        case .rows: 0
        case .batch(let batch): batch.unpackedByteCount
        }
    }
}

extension [Run] {
    var unpackedByteCount: Int { reduce(0) { $0 + $1.unpackedByteCount } }
}
