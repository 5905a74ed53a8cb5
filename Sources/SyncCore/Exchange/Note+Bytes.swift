/// Signed notes as bytes: 300 characters of hexadecimal and Base 64 say what a hundred bytes do. A note
/// that says anything else goes as its text; one that can be told in bytes has no second spelling.
private enum NoteForm {
    static let text: UInt8 = 0
    static let bytes: UInt8 = 1
}

/// The log that a checkpoint's name speaks of.
private struct LogName {
    let scope: Scope
    let origin: Origin

    init(scope: Scope, origin: Origin) {
        self.scope = scope
        self.origin = origin
    }

    /// nil for a name that is no log's.
    init?(_ name: String) {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, let scope = Scope(hex: parts[1]), let origin = Origin(hex: parts[2])
        else { return nil }
        self.init(scope: scope, origin: origin)
        guard text == name else { return nil }
    }

    var text: String { Checkpoint.name(scope: scope, origin: origin) }

    func write(to writer: inout ByteWriter) {
        writer.identifier(scope)
        writer.identifier(origin)
    }

    init(from reader: inout ByteReader) throws(MalformedBytes) {
        self.init(scope: try reader.identifier(), origin: try reader.identifier())
    }
}

extension SignedCheckpoint {
    func write(to writer: inout ByteWriter) {
        guard let log = LogName(checkpoint.name) else { return writeText(to: &writer) }
        writer.byte(NoteForm.bytes)
        log.write(to: &writer)
        writer.varint(checkpoint.size)
        writeProof(to: &writer)
    }

    init(from reader: inout ByteReader, version: UInt8) throws(MalformedBytes) {
        if version == 0 {
            try self.init(textFrom: &reader)
        } else if try reader.flag() {
            let log = try LogName(from: &reader)
            self = try Self.proof(of: log, size: try reader.varint(), from: &reader)
        } else {
            let start = reader.position
            try self.init(textFrom: &reader)
            guard LogName(checkpoint.name) == nil else {
                throw MalformedBytes(.unknownForm, at: start)
            }
        }
    }

    /// Beside a run: what it says of its own log need not say which.
    func write(
        to writer: inout ByteWriter, ofLog origin: Origin, in scope: Scope, through last: UInt64
    ) {
        guard isPlain(ofLog: origin, in: scope, through: last) else {
            return writeText(to: &writer)
        }
        writer.byte(NoteForm.bytes)
        writer.varint(checkpoint.size - last)
        writeProof(to: &writer)
    }

    init(
        from reader: inout ByteReader, ofLog origin: Origin, in scope: Scope, through last: UInt64
    ) throws(MalformedBytes) {
        if try reader.flag() {
            let beyond = try reader.varint()
            guard beyond <= Limits.logLength else { throw reader.failure(.outOfRange) }
            self = try Self.proof(
                of: LogName(scope: scope, origin: origin), size: last + beyond, from: &reader)
        } else {
            let start = reader.position
            try self.init(textFrom: &reader)
            guard !isPlain(ofLog: origin, in: scope, through: last) else {
                throw MalformedBytes(.unknownForm, at: start)
            }
        }
    }

    private func isPlain(ofLog origin: Origin, in scope: Scope, through last: UInt64) -> Bool {
        checkpoint.name == Checkpoint.name(scope: scope, origin: origin)
            && checkpoint.size >= last && checkpoint.size - last <= Limits.logLength
    }

    private func writeText(to writer: inout ByteWriter) {
        writer.byte(NoteForm.text)
        writer.text(note)
    }

    init(textFrom reader: inout ByteReader) throws(MalformedBytes) {
        let start = reader.position
        let note = try reader.text(atMost: Limits.noteBytes)
        do { try self.init(note: note) } catch { throw MalformedBytes(.notText, at: start) }
    }

    /// Root and signature.
    private func writeProof(to writer: inout ByteWriter) {
        writer.hash(checkpoint.root)
        writer.bigEndian(keyID)
        writer.raw(signature)
    }

    fileprivate static func proof(
        of log: LogName, size: UInt64, from reader: inout ByteReader
    ) throws(MalformedBytes) -> SignedCheckpoint {
        let start = reader.position
        let root = try reader.hash()
        let keyID: UInt32 = try reader.bigEndian()
        let signature = try reader.raw(Ed25519.signatureByteCount)
        do throws(NoteError) {
            return SignedCheckpoint(
                checkpoint: try Checkpoint(name: log.text, size: size, root: root), keyID: keyID,
                signature: signature)
        } catch { throw MalformedBytes(.unknownForm, at: start) }
    }
}

extension Receipt {
    func write(to writer: inout ByteWriter) {
        guard let cosigner, LogName(checkpoint.name) != nil else {
            writer.byte(NoteForm.text)
            return writer.text(note)
        }
        signed.write(to: &writer)
        writer.identifier(cosigner)
        writer.varint(cosignature.time)
        writer.bigEndian(cosignature.keyID)
        writer.raw(cosignature.signature)
    }

    /// nil for a cosigner whose name is no node's.
    private var cosigner: Origin? {
        let parts = cosignature.name.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let origin = Origin(hex: parts[1]),
            Checkpoint.cosignerName(origin) == cosignature.name
        else { return nil }
        return origin
    }

    init(from reader: inout ByteReader, version: UInt8) throws(MalformedBytes) {
        let start = reader.position
        guard version > 0, try reader.flag() else {
            let note = try reader.text(atMost: Limits.noteBytes)
            do { try self.init(note: note) } catch { throw MalformedBytes(.notText, at: start) }
            guard version == 0 || cosigner == nil || LogName(checkpoint.name) == nil else {
                throw MalformedBytes(.unknownForm, at: start)
            }
            return
        }
        let log = try LogName(from: &reader)
        let signed = try SignedCheckpoint.proof(
            of: log, size: try reader.varint(), from: &reader)
        let cosigner = try reader.identifier(Origin.self)
        let time = try reader.varint()
        let keyID: UInt32 = try reader.bigEndian()
        let signature = try reader.raw(Ed25519.signatureByteCount)
        guard time <= Cosignature.timeLimit else { throw reader.failure(.outOfRange) }
        self.init(
            signed: signed,
            cosignature: Cosignature(
                name: Checkpoint.cosignerName(cosigner), keyID: keyID, time: time,
                signature: signature))
    }
}
