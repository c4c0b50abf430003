#!/usr/bin/env python3
"""Reads a Quarterday log over HTTP as C2SP tlog-tiles and makes its root.

usage: check_tiles.py LOG_URL [TOKEN]

LOG_URL is `https://…/api/v1/<council>/log`. Fetches the checkpoint, the bundles
of entries and the tiles of leaf hashes up to its size, checks that each leaf hash
is that of its entry, that the root which pymerkle makes of the entries is that of
the checkpoint, and prints size and root. Who signed the checkpoint is checked by
check_proof.py.
"""

import base64
import hashlib
import sys
import urllib.request

from pymerkle import InmemoryTree

WIDTH = 256


def name(index, width):
    """A tile's name: x001/x234/067, and .p/<width> where it is not full."""
    groups = [f"{index % 1000:03}"]
    while index >= 1000:
        index //= 1000
        groups.insert(0, f"x{index % 1000:03}")
    return "/".join(groups) + (f".p/{width}" if width < WIDTH else "")


def entries(bundle):
    """The entries of a bundle, each after its length in two bytes."""
    while bundle:
        end = 2 + int.from_bytes(bundle[:2], "big")
        yield bundle[2:end]
        bundle = bundle[end:]


def main(arguments):
    """Checks everything and prints size and root."""
    if not 1 <= len(arguments) <= 2 or arguments[0].startswith("-"):
        sys.exit(__doc__)
    headers = {"Authorization": f"Bearer {arguments[1]}"} if len(arguments) > 1 else {}

    def fetch(path):
        request = urllib.request.Request(f"{arguments[0].rstrip('/')}/{path}", headers=headers)
        with urllib.request.urlopen(request) as answer:
            return answer.read()

    _, size, root = fetch("checkpoint").decode().split("\n")[:3]
    size, root = int(size), base64.b64decode(root)
    tree = InmemoryTree(algorithm="sha256")
    for first in range(0, size, WIDTH):
        width = min(WIDTH, size - first)
        tile = name(first // WIDTH, width)
        heads = list(entries(fetch(f"tile/entries/{tile}")))
        assert len(heads) == width, f"entries/{tile} has {len(heads)} entries"
        leaves = b"".join(hashlib.sha256(b"\0" + head).digest() for head in heads)
        assert fetch(f"tile/0/{tile}") == leaves, f"0/{tile} is not of its entries"
        for head in heads:
            tree.append_entry(head)
    assert tree.get_state() == root, "the entries have another root than the checkpoint"
    print(size, root.hex())


if __name__ == "__main__":
    main(sys.argv[1:])
