"""Ask pip which release of some made-up files it takes, wheels and source distributions alike.

Input: {"targets": [...], "files": [{"name", "requires_python", "yanked"}, ...]} (targets: see
platforms.py, and `full_version`). Output: for each target {"any": version or null, "wheel": version
or null}: what pip takes, and what it takes where it may take wheels alone.
"""

import contextlib
import html
import io
import json
import os
import pathlib
import sys
import tempfile

from pip._internal.cli.main import main as pip
from platforms import abis, platforms


def write_index(folder, files):
    page = folder / "simple" / "demo"
    page.mkdir(parents=True)
    links = []
    for file in files:
        attributes = ""
        if file["requires_python"]:
            attributes += f' data-requires-python="{html.escape(file["requires_python"])}"'
        if file["yanked"]:
            attributes += ' data-yanked=""'
        links.append(f'<a href="{file["name"]}"{attributes}>{file["name"]}</a>')
    (page / "index.html").write_text(f"<!DOCTYPE html><html><body>{''.join(links)}</body></html>")
    return (folder / "simple").as_uri()


def latest(index, target, more):
    arguments = ["index", "versions", "demo", "--index-url", index, "--no-cache-dir", *more]
    arguments += ["--implementation", target["implementation"], "--python-version", target["full_version"]]
    arguments += [word for abi in abis(target) for word in ("--abi", abi)]
    arguments += [word for platform in platforms(target) for word in ("--platform", platform)]
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        status = pip(arguments)
    if status != 0:
        return None
    # Ex) `demo (1.1)`
    return out.getvalue().splitlines()[0].partition("(")[2].rstrip(")")


# The machine's own settings must not add files.
os.environ = {key: value for key, value in os.environ.items() if not key.startswith("PIP_")}
question = json.load(sys.stdin)
with tempfile.TemporaryDirectory() as name:
    index = write_index(pathlib.Path(name), question["files"])
    answer = [
        {"any": latest(index, target, []), "wheel": latest(index, target, ["--only-binary", ":all:"])}
        for target in question["targets"]
    ]
json.dump(answer, sys.stdout)
