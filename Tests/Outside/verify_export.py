"""Checks an export of logs (docs/PROTOCOL.md, Export) with SHA-256 and Ed25519 and nothing of ours.
verify_export.py FILE [COUNTY-PUBLIC-KEY]: exits 1 at the first thing that is not as it should be."""
import base64, json, sys
from hashlib import sha256
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

keys, logs, signed, receipts, number = {}, {}, set(), 0, 0
sys.excepthook = lambda kind, error, trace: print(f"line {number}: {error!r}", file=sys.stderr)

def need(claim, words):
    if not claim: raise ValueError(words)
def sha(*parts): return sha256(b"".join(parts)).digest()
def root(level):  # RFC 6962 §2.1: neighbours are joined; a last one without a neighbour goes up as it is
    while len(level) > 1:
        level = [sha(b"\1", *level[i:i + 2]) if level[i + 1:] else level[i] for i in range(0, len(level), 2)]
    return level[0]
def consistent(first, old, second, new, proof):  # RFC 9162 §2.1.4.2
    if first == second: return old == new and not proof
    proof = ([old] if first & (first - 1) == 0 else []) + proof
    fn, sn, fr, sr = first - 1, second - 1, proof[0], proof[0]
    while fn & 1: fn, sn = fn >> 1, sn >> 1
    for c in proof[1:]:
        need(sn, "a proof that is too long")
        if fn & 1 or fn == sn:
            fr, sr = sha(b"\1", c, fr), sha(b"\1", c, sr)
            while fn and not fn & 1: fn, sn = fn >> 1, sn >> 1
        else: sr = sha(b"\1", sr, c)
        fn, sn = fn >> 1, sn >> 1
    return fr == old and sr == new and sn == 0

def varint(data, place):
    end = 1 + next(i for i in range(place, len(data)) if data[i] < 128)
    return sum((byte & 127) << 7 * i for i, byte in enumerate(data[place:end])), end

def place_of(header):  # scope, origin, sequence; the rest is walked over, to see that it ends where it says
    sequence, place = varint(header, 32)
    count, place = varint(header, varint(header, place)[1])  # after the time, the context
    for _ in range(count): place = varint(header, place + 16)[1]
    place = varint(header, place + 1 + 16 * header[place])[1]  # actor, kind
    need(place + 1 + 16 * header[place] == len(header), "a header that ends elsewhere")
    return header[:16], header[16:32], sequence

def check(line, name, kind, body):  # a signature line of a C2SP note: key id, for cosignatures the time, signature
    dash, who, text = line.split(" ")
    key, raw = keys[bytes.fromhex(name.split("/")[-1])], base64.b64decode(text, validate=True)
    need((dash, who) == ("\u2014", name) and raw[:4] == sha(name.encode(), b"\n", kind, key)[:4], "another signer")
    if kind == b"\4": body = b"cosignature/v1\ntime %d\n" % int.from_bytes(raw[4:12], "big") + body
    Ed25519PublicKey.from_public_bytes(key).verify(raw[4 if kind == b"\1" else 12:], body)
    return key.hex()

for number, text in enumerate(open(sys.argv[1], encoding="utf-8"), 1):
    line = json.loads(text)
    log = scope, origin = tuple(bytes.fromhex(line.get(member, "")) for member in ("scope", "origin"))
    if line["type"] == "origin":
        keys[origin] = bytes.fromhex(line["publicKey"])
        need(sha(keys[origin])[:16] == origin, "a key of another origin")
    elif line["type"] == "change":
        leaves, sequence = logs.setdefault(log, []), line["sequence"]
        header, rest, commitment = (bytes.fromhex(line[member]) for member in ("header", "open", "commitment"))
        need(place_of(header) == (*log, sequence) and len(commitment) == 32, "a change of another place")
        need(sequence == len(leaves) + 1 and log not in signed, "a gap, or a change behind the checkpoint")
        leaves.append(sha(b"\0", header, rest, commitment))
        need(leaves[-1].hex() == line["leaf"], "another leaf")
    else:
        name, size, top, empty, *lines = line["text"].split("\n")
        need(name == f"yizhan/{scope.hex()}/{origin.hex()}" and empty == lines.pop() == "", "a note of another log")
        body, size, top, leaves = f"{name}\n{size}\n{top}\n".encode(), int(size), base64.b64decode(top), logs[log]
        check(lines[0], name, b"\1", body)
        if line["type"] == "checkpoint":
            proof = [bytes.fromhex(hash) for hash in line.get("proof", [])]
            need(len(lines) == 1 and consistent(len(leaves), root(leaves), size, top, proof), "another root")
            signed.add(log)
        else:
            need(line["type"] == "receipt" and len(lines) == 2, "a line of unknown form")
            need(size <= len(leaves) and root(leaves[:size]) == top, "another root")
            county = check(lines[1], lines[1].split(" ")[1], b"\4", body)
            need(county in sys.argv[2:] or len(sys.argv) < 3, "a receipt of another county")
            receipts += 1
need(logs and signed == set(logs), "a log without its checkpoint")
print(f"{len(logs)} logs, {sum(map(len, logs.values()))} changes, {receipts} receipts: all as signed")
