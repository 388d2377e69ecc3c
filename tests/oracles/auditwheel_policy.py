"""auditwheel's verdicts and its policies.

usage: python auditwheel_policy.py wheels    < [path, ...]    > {path: policy}
       python auditwheel_policy.py policies  < null           > {libc: [policy, ...]}
"""

import json
import sys
from importlib.metadata import distribution
from pathlib import Path

from auditwheel.wheel_abi import analyze_wheel_abi
from auditwheel.wheeltools import get_wheel_architecture, get_wheel_libc


def verdict(path):
    info = analyze_wheel_abi(
        get_wheel_libc(path.name),
        get_wheel_architecture(path.name),
        path,
        frozenset(),
        disable_isa_ext_check=False,
        allow_graft=False,
    )
    return info.overall_policy.name


def main(what):
    question = json.load(sys.stdin)
    if what == "wheels":
        answer = {path: verdict(Path(path)) for path in question}
    else:
        folder = Path(distribution("auditwheel").locate_file("auditwheel/policy"))
        names = ["manylinux", "musllinux", "android"]
        answer = {name: json.loads((folder / f"{name}-policy.json").read_text()) for name in names}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
