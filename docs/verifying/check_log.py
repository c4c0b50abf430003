#!/usr/bin/env python3
"""Makes the root of a Quarterday log from its segments, with pymerkle.

usage: check_log.py SEGMENTS_FOLDER [SIZE]

Reads the heads of all records (of the first SIZE) and prints how many there
are and the root of the RFC 6962 tree over them.
"""

import hashlib
import json
import pathlib
import sys

from pymerkle import InmemoryTree


def heads(folder):
    """The exact bytes of each record's head, in order."""
    for segment in sorted(pathlib.Path(folder).glob("*.log")):
        for line in segment.read_bytes().splitlines():
            if b'"head":' not in line[:40]:
                continue
            start = line.index(b'"head":') + len(b'"head":')
            yield line[start : line.index(b',"salt":', start)]


def main(arguments):
    """Adds each head to the tree, checking places and links on the way."""
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
