#!/usr/bin/env python3
"""Checks a proof of a Quarterday log entry with libraries that others wrote.

usage: check_proof.py PROOF.json [--record RECORD.txt]

PROOF.json is what `quarterday prove --format json` prints. RECORD.txt holds the
record line itself, to check the data behind the digest too. Needs the packages
pymerkle (6.1) and cryptography. Ends with 0 if everything holds.
"""

import base64
import hashlib
import json
import sys

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pymerkle import verify_inclusion
from pymerkle.proof import MerkleProof


def sides(index, size):
    """Whether each hash of an RFC 6962 path stands left (1) or right (0)."""
    found = []
    last = size - 1
    while last > 0:
        if index % 2 == 1:
            found.append(1)
        elif index < last:
            found.append(0)
        index //= 2
        last //= 2
    return found


def check_inclusion(proof):
    """The leaf of the head leads to the root by the path."""
    leaf = hashlib.sha256(b"\x00" + proof["head"].encode()).digest()
    assert leaf.hex() == proof["leaf"], "the leaf is not that of the head"
    head = json.loads(proof["head"])
    assert head["place"] == proof["place"] == proof["index"] + 1, "another place"
    path = [leaf] + [bytes.fromhex(step) for step in proof["path"]]
    on = sides(proof["index"], proof["size"])
    assert len(on) == len(proof["path"]), "the path has not the right length"
    # pymerkle's rule has an entry a step, 1 where the hash of the path goes to
    # the left of the running one, and a last entry that it does not read.
    rule = on + [0]
    merkle = MerkleProof("sha256", True, proof["size"], rule, [], path)
    verify_inclusion(leaf, bytes.fromhex(proof["root"]), merkle)


def check_checkpoint(proof):
    """The checkpoint names size and root and is signed (C2SP signed note)."""
    text, signatures = proof["checkpoint"].split("\n\n", 1)
    text += "\n"
    origin, size, root = text.split("\n")[:3]
    assert int(size) == proof["size"], "the checkpoint is of another size"
    assert base64.b64decode(root).hex() == proof["root"], "the checkpoint is of another root"
    name, key_id, encoded = proof["verifier_key"].strip().split("+", 2)
    assert name == origin, "the key is of another log"
    key = base64.b64decode(encoded)
    assert key[0] == 1, "the key is no Ed25519 key"
    expected = hashlib.sha256(name.encode() + b"\n" + key).digest()[:4]
    assert expected.hex() == key_id, "the key's id does not fit it"
    for line in signatures.strip().split("\n"):
        _, signer, signature = line.split(" ")
        raw = base64.b64decode(signature)
        if signer == name and raw[:4] == expected:
            Ed25519PublicKey.from_public_bytes(key[1:]).verify(raw[4:], text.encode())
            return
    raise AssertionError("no signature of this key")


def check_record(proof, line):
    """The data behind the digest is what was recorded."""
    record = json.loads(line)
    assert '"head":' + proof["head"] in line, "the record has another head"
    start = line.index('"data":') + len('"data":')
    data = line.rstrip("\n")[start:-1].encode()
    digest = hashlib.sha256(bytes.fromhex(record["salt"]) + data).hexdigest()
    assert digest == json.loads(proof["head"])["digest"], "the data is not what was recorded"


def main(arguments):
    """Checks everything and says so."""
    if not arguments or arguments[0].startswith("-"):
        sys.exit(__doc__)
    with open(arguments[0], encoding="utf-8") as file:
        proof = json.load(file)
    check_inclusion(proof)
    check_checkpoint(proof)
    if arguments[1:2] == ["--record"]:
        with open(arguments[2], encoding="utf-8") as file:
            check_record(proof, file.read())
    print(f"place {proof['place']} is in the log of {proof['size']} places with root {proof['root']}")


if __name__ == "__main__":
    main(sys.argv[1:])
