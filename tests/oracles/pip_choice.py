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

from packaging.utils import canonicalize_name
from pip._internal.cli.main import main as pip
from pip._internal.configuration import Configuration
from pip._internal.index.collector import LinkCollector, parse_links
from pip._internal.models.index import PyPI
from pip._internal.models.search_scope import SearchScope
from pip._internal.network.session import PipSession
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


def index_url():
    """The index that pip is set to: its environment, then its files, then its own default."""
    settings = Configuration(isolated=False)
    settings.load()
    for _, values in reversed(list(settings.items())):
        for key in (":env:.index-url", "global.index-url"):
            if key in values:
                return values[key]
    return PyPI.simple_url


def listed(release, session):
    """Every file of the release, in the index's order."""
    name, _, version = release.partition("==")
    scope = SearchScope.create(find_links=[], index_urls=[index_url()], no_index=False)
    collector = LinkCollector(session=session, search_scope=scope)
    links = []
    for source in collector.collect_sources(name, lambda link: []).index_urls:
        page = collector.fetch_response(source.link)
        links += parse_links(page) if page else []
    stem = f"{name}-{version}".replace("-", "_", name.count("-")).lower()
    return [
        {"name": link.filename, "requires_python": link.requires_python, "yanked": link.is_yanked}
        for link in links
        if link.filename.lower().startswith((stem + "-", stem + ".tar.gz"))
    ]


def main():
    question = json.load(sys.stdin)
    session = PipSession(retries=3)
    with tempfile.TemporaryDirectory() as folder:
        answer = {
            "files": {release: listed(release, session) for release in question["releases"]},
            "chosen": [chosen(target, question["releases"], folder) for target in question["targets"]],
        }
    json.dump(answer, sys.stdout)


main()
