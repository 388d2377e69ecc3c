"""Run `cibuildwheel --print-build-identifiers` once for each question, in one process.

Input: a JSON list of {"project": folder, "platform": "linux", "machine": "x86_64", "env": {...}},
with more "arguments" where there are any; `--only` goes without a platform.
Output: a JSON list of the lists of identifiers. `machine` is what the job's runner would say:
cibuildwheel leaves some macOS builds out on Intel.
"""

import contextlib
import io
import json
import os
import platform
import sys
from unittest import mock

from cibuildwheel.__main__ import main as cibuildwheel


def identifiers(question):
    arguments = ["cibuildwheel", "--print-build-identifiers", *question.get("arguments", [])]
    if "platform" in question:
        arguments += ["--platform", question["platform"]]
    environment = {key: os.environ[key] for key in ("PATH", "SYSTEMROOT") if key in os.environ}
    out, err = io.StringIO(), io.StringIO()
    with (
        mock.patch.object(sys, "argv", [*arguments, question["project"]]),
        mock.patch.object(platform, "machine", lambda: question["machine"]),
        mock.patch.dict(os.environ, {**environment, **question["env"]}, clear=True),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            cibuildwheel()
        except SystemExit as end:
            if end.code:
                raise SystemExit(f"{question}: {end.code}\n{out.getvalue()}{err.getvalue()}") from end
    return out.getvalue().split()


json.dump([identifiers(question) for question in json.load(sys.stdin)], sys.__stdout__)
