"""Print, for each text of core metadata on standard input, why packaging refuses it.

Input: a JSON list of texts, each as a list of bytes. Output: a JSON list of what is wrong, empty
where packaging takes the text.
"""

import json
import sys

from packaging.errors import ExceptionGroup
from packaging.metadata import Metadata


def why(text):
    try:
        Metadata.from_email(bytes(text), validate=True)
    except ExceptionGroup as group:
        return "; ".join(map(str, group.exceptions))
    return ""


json.dump([why(text) for text in json.load(sys.stdin)], sys.stdout)
