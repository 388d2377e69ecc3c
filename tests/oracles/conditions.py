"""Evaluate conditions on Python's version as the Pythons that are named would.

Input: {"conditions": [text, ...], "pythons": [[major, minor, micro], ...]} as JSON. Output: for each
condition a list with true, false or null (it raises) for each Python.
"""

import collections
import json
import sys
import types

Info = collections.namedtuple("Info", "major minor micro releaselevel serial")


def world(major, minor, micro):
    text = f"{major}.{minor}.{micro}"
    fake = types.SimpleNamespace(
        version_info=Info(major, minor, micro, "final", 0),
        hexversion=major << 24 | minor << 16 | micro << 8 | 0xF0,
        version=f"{text} (main, Jan  1 2026, 00:00:00) [GCC]",
    )
    platform = types.SimpleNamespace(
        python_version=lambda: text,
        python_version_tuple=lambda: tuple(text.split(".")),
    )
    six = types.SimpleNamespace(PY2=major == 2, PY3=major == 3)
    return {
        "sys": fake,
        "platform": platform,
        "six": six,
        "version_info": fake.version_info,
        "PY2": major == 2,
        "PY3": major == 3,
        "PY_MAJOR_VERSION": major,
        "PY_MINOR_VERSION": minor,
    }


def truth(code, names):
    try:
        return bool(eval(code, dict(names)))
    except Exception:
        return None


asked = json.load(sys.stdin)
worlds = [world(*python) for python in asked["pythons"]]
answers = []
for condition in asked["conditions"]:
    code = compile(condition.strip(), "condition", "eval")
    answers.append([truth(code, names) for names in worlds])
json.dump(answers, sys.stdout)
