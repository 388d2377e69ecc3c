"""Say what this Python knows of a table of backports.

Input: {"future": [name, ...], "instead": [[dotted name, [major, minor]], ...]} as JSON. Output:
{"future": {name: [major, minor] or null}, "missing": [dotted name, ...]}: since when each feature of
`__future__` is mandatory, and what should be in this Python and is not.
"""

import __future__
import builtins
import importlib
import json
import sys


def is_there(dotted):
    parts = dotted.split(".")
    if hasattr(builtins, parts[0]):
        return True
    for end in range(len(parts), 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:end]))
        except ImportError:
            continue
        for name in parts[end:]:
            if not hasattr(found, name):
                return False
            found = getattr(found, name)
        return True
    return False


asked = json.load(sys.stdin)
mandatory = {name: getattr(__future__, name).getMandatoryRelease() for name in asked["future"]}
due = [name for name, since in asked["instead"] if tuple(since) <= sys.version_info[:2]]
answer = {
    "future": {name: release and release[:2] for name, release in mandatory.items()},
    "missing": [name for name in due if not is_there(name)],
}
json.dump(answer, sys.stdout)
