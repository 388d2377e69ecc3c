"""Ask pip itself which file it would install, for each release and each target.

Input: {"releases": ["NAME==VERSION", ...], "targets": [...]} (targets: see platforms.py, and
`full_version`). Output: {"files": {release: [{"name", "requires_python", "yanked"}]},
"chosen": [{release: file name or null}, ...]}, in the order of the targets.
"""

import contextlib
import io
import json
import os
import sys
import tempfile

from index import links, session
from packaging.utils import canonicalize_name
from pip._internal.cli.main import main as pip
from platforms import abis, platforms


def install_arguments(target, report):
    arguments = ["install", "--quiet", "--quiet", "--dry-run", "--ignore-installed", "--no-deps"]
    arguments += ["--only-binary", ":all:", "--target", os.path.dirname(report), "--report", report]
    arguments += ["--implementation", target["implementation"], "--python-version", target["full_version"]]
    for abi in abis(target):
        arguments += ["--abi", abi]
    for platform in platforms(target):
        arguments += ["--platform", platform]
    return arguments


def dry_run(target, releases, folder):
    report = os.path.join(folder, "report.json")
    with contextlib.redirect_stderr(io.StringIO()):
        status = pip([*install_arguments(target, report), *releases])
    if status != 0:
        return None
    with open(report) as file:
        urls = [entry["download_info"]["url"] for entry in json.load(file)["install"]]
    return [url.rpartition("/")[2].partition("#")[0] for url in urls]


def chosen(target, releases, folder):
    together = dry_run(target, releases, folder)
    if together is not None:
        named = {canonicalize_name(name.split("-")[0]): name for name in together}
        return {release: named[canonicalize_name(release.split("==")[0])] for release in releases}
    # One of them has no file for the target: ask one by one.
    alone = {release: dry_run(target, [release], folder) for release in releases}
    return {release: found[0] if found else None for release, found in alone.items()}


def listed(release, connection):
    """Every file of the release, in the index's order."""
    name, _, version = release.partition("==")
    stem = f"{name}-{version}".replace("-", "_", name.count("-")).lower()
    return [
        {"name": link.filename, "requires_python": link.requires_python, "yanked": link.is_yanked}
        for link in links(name, connection)
        if link.filename.lower().startswith((stem + "-", stem + ".tar.gz"))
    ]


def main():
    question = json.load(sys.stdin)
    connection = session()
    with tempfile.TemporaryDirectory() as folder:
        answer = {
            "files": {release: listed(release, connection) for release in question["releases"]},
            "chosen": [chosen(target, question["releases"], folder) for target in question["targets"]],
        }
    json.dump(answer, sys.stdout)


main()
