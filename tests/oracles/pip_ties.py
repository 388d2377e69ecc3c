"""Ask pip which of some made-up files it would install, from an index in a temporary folder.

Input: {"target": {...}, "cases": [[{"name", "requires_python", "yanked"}, ...], ...]} (target: see
platforms.py, and `full_version`). The files of a case are listed in their order. Output: a JSON
list with the name that pip chooses for each case, or null.
"""

import contextlib
import html
import io
import json
import os
import pathlib
import sys
import tempfile
import zipfile

from pip._internal.cli.main import main as pip
from platforms import abis, platforms


def write_wheel(path):
    name, version = path.name.split("-")[:2]
    info = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")


def write_index(folder, files):
    page = folder / "simple" / "demo"
    page.mkdir(parents=True)
    links = []
    for file in files:
        write_wheel(page / file["name"])
        attributes = ""
        if file["requires_python"]:
            attributes += f' data-requires-python="{html.escape(file["requires_python"])}"'
        if file["yanked"]:
            attributes += ' data-yanked=""'
        links.append(f'<a href="{file["name"]}"{attributes}>{file["name"]}</a>')
    (page / "index.html").write_text(f"<!DOCTYPE html><html><body>{''.join(links)}</body></html>")
    return (folder / "simple").as_uri()


def choice(files, target):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        report = folder / "report.json"
        arguments = ["install", "-qq", "--dry-run", "--ignore-installed", "--no-deps", "--no-cache-dir"]
        arguments += ["--index-url", write_index(folder, files), "--only-binary", ":all:"]
        arguments += ["--target", str(folder / "out"), "--report", str(report)]
        arguments += ["--implementation", "cp", "--python-version", target["full_version"]]
        arguments += [word for abi in abis(target) for word in ("--abi", abi)]
        arguments += [word for platform in platforms(target) for word in ("--platform", platform)]
        with contextlib.redirect_stderr(io.StringIO()):
            if pip([*arguments, "demo"]) != 0:
                return None
        url = json.loads(report.read_text())["install"][0]["download_info"]["url"]
        return url.rpartition("/")[2]


# The machine's own settings must not add files.
os.environ = {key: value for key, value in os.environ.items() if not key.startswith("PIP_")}
question = json.load(sys.stdin)
json.dump([choice(files, question["target"]) for files in question["cases"]], sys.stdout)
