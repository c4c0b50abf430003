#!/usr/bin/env python3
"""Makes the root of a Quarterday log from its segments, with pymerkle.

usage: check_log.py SEGMENTS_FOLDER [SIZE]

Reads all records (the first SIZE), checks that each holds the data that its
head's digest is of and follows the one before, and prints how many there are and
the root of the RFC 6962 tree over the heads.
"""

import hashlib
import json
import pathlib
import sys

from pymerkle import InmemoryTree


def heads(folder):
    """The exact bytes of each record's head, in order."""
    segments = sorted(pathlib.Path(folder).glob("*.log"))
    assert segments, f"{folder} holds no segments"
    for segment in segments:
        for line in segment.read_bytes().splitlines():
            if b'"head":' not in line[:40]:
                continue
            start = line.index(b'"head":') + len(b'"head":')
            end = line.index(b',"salt":', start)
            check_digest(line[start:end], line[end:])
            yield line[start:end]


def check_digest(head, rest):
    """Salt and data are those of the head's digest; a redacted record has none."""
    if rest == b',"salt":null,"data":null}':
        return
    salt, data = rest[9:73], rest[len(b',"salt":""') + 64 + len(b',"data":') : -1]
    digest = hashlib.sha256(bytes.fromhex(salt.decode()) + data).hexdigest()
    parsed = json.loads(head)
    assert digest == parsed["digest"], f"the data of place {parsed['place']} was altered"


def main(arguments):
    """Adds each head to the tree, checking places and links on the way."""
    if not arguments or arguments[0].startswith("-"):
        sys.exit(__doc__)
    limit = int(arguments[1]) if len(arguments) > 1 else None
    tree = InmemoryTree(algorithm="sha256")
    prev = "0" * 64
    for head in heads(arguments[0]):
        if tree.get_size() == limit:
            break
        parsed = json.loads(head)
        assert parsed["place"] == tree.get_size() + 1, f"place {parsed['place']} is out of order"
        assert parsed["prev"] == prev, f"place {parsed['place']} does not follow the one before"
        prev = hashlib.sha256(b"\x00" + head).hexdigest()
        tree.append_entry(head)
    print(tree.get_size(), tree.get_state().hex())


if __name__ == "__main__":
    main(sys.argv[1:])
