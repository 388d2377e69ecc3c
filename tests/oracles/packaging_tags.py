"""Print, for each target on standard input, a digest of the tags that pip's calls give, in order.

Input: a JSON list of targets (see platforms.py). Output: a JSON list of [count, sha256], or with
`--full` the tags themselves.
"""

import hashlib
import json
import sys

from packaging import tags
from platforms import abis, platforms


def supported(target):
    version, on = tuple(target["python"]), platforms(target)
    interpreter = target["implementation"] + "".join(map(str, version))
    if target["implementation"] == "cp":
        yield from tags.cpython_tags(version, abis(target), on)
    else:
        yield from tags.generic_tags(interpreter, abis(target), on)
    yield from tags.compatible_tags(version, interpreter, on)


def main():
    out = []
    for target in json.load(sys.stdin):
        found = [str(tag) for tag in supported(target)]
        digest = hashlib.sha256("\n".join(found).encode()).hexdigest()
        out.append(found if "--full" in sys.argv else [len(found), digest])
    json.dump(out, sys.stdout)


main()
