"""Which Python versions a range takes, as packaging says: stdin and stdout are JSON."""

import json
import sys

from packaging.specifiers import SpecifierSet

question = json.load(sys.stdin)
json.dump(
    [
        [SpecifierSet(text).contains(version, prereleases=True) for version in question["versions"]]
        for text in question["ranges"]
    ],
    sys.stdout,
)
