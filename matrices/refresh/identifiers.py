"""Write matrices/identifiers.toml from the cibuildwheel that is installed.

usage: python matrices/refresh/identifiers.py AS_OF > matrices/identifiers.toml
then:  RELKIT_WRITE=1 cargo test tables

Run it in an environment with the cibuildwheel to describe (tests/oracles/requirements.txt pins
the one that the suite compares with).  The floors below are cibuildwheel's defaults: the default
images of resources/defaults.toml, the deployment targets of platforms/macos.py, ios.py and
android.py, and the platform versions of its Pyodide releases.
"""

import configparser
import importlib.metadata
import importlib.resources
import json
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path

from cibuildwheel.util.packaging import find_compatible_wheel

FLOORS = {
    "macosx_x86_64": [("3.9", "10_9"), ("3.12", "10_13"), ("3.14", "10_15")],
    "macosx_universal2": [("3.9", "10_9"), ("3.12", "10_13"), ("3.14", "10_15")],
    "macosx_arm64": [("3.9", "11_0")],
    "ios": [("3.13", "13_0")],
    "android": [("3.13", "24")],
    "pyodide": [("3.12", "2024_0"), ("3.13", "2025_0"), ("3.14", "2026_0"), ("3.15", "2026_5")],
}
NATIVE_FROM = {"win_arm64": "3.11"}
# Interpreters of earlier releases, by their changelogs: patterns that name them are leftovers.
GONE = "cp27 cp27m cp27mu cp33 cp34 cp35 cp36 cp37 cp38 cp313t pp27 pp36 pp37 pp38 gp311_242".split()
# A wheel of each family that can be shared, and a later identifier that could test it again.
SHARED = {
    "abi3": ("x-1-cp39-abi3-manylinux_2_28_x86_64.whl", "cp314-manylinux_x86_64"),
    "abi3t": ("x-1-cp315-abi3.abi3t-manylinux_2_28_x86_64.whl", "cp315t-manylinux_x86_64"),
    "any-python": ("x-1-py3-none-manylinux_2_28_x86_64.whl", "cp314-manylinux_x86_64"),
}
ENABLE = [
    ("cp316*", "cpython-prerelease"),
    ("pp3?-*", "pypy-eol"),
    ("pp310-*", "pypy-eol"),
    ("pp*", "pypy"),
    ("gp*", "graalpy"),
    ("cp312-pyodide_*", "pyodide-eol"),
]


def resource(name):
    return tomllib.loads((importlib.resources.files("cibuildwheel") / "resources" / name).read_text())


def images(platform):
    """The images that cibuildwheel pins by digest, each a system that wheels can be built for."""
    family, _, arch = platform.partition("_")
    if family not in ("manylinux", "musllinux"):
        return []
    pinned = configparser.ConfigParser(inline_comment_prefixes="#")
    text = importlib.resources.files("cibuildwheel") / "resources" / "pinned_docker_images.cfg"
    pinned.read_string(text.read_text())
    return [name for name in pinned[arch] if name.startswith(family)]


def floors(platform, defaults):
    family, _, arch = platform.partition("_")
    if family in ("manylinux", "musllinux"):
        image = defaults[f"{family}-{arch}-image"]
        return [("3.9", f"{image}_{arch}")]
    if family == "win32" or family == "win":
        return [("3.9", platform)]
    rows = FLOORS.get(platform) or FLOORS[family]
    prefix = {"pyodide": "pyemscripten"}.get(family, family)
    return [(python, f"{prefix}_{version}_{arch}") for python, version in rows]


def main(as_of):
    release = importlib.metadata.version("cibuildwheel")
    defaults = resource("defaults.toml")["tool"]["cibuildwheel"]
    rows = [
        row
        for platform in resource("build-platforms.toml").values()
        for row in platform["python_configurations"]
    ]
    print(f'as_of = "{as_of}"')
    print(f'source = "cibuildwheel {release}: resources/build-platforms.toml, resources/defaults.toml, selector.py, platforms/"')
    print(f'cibuildwheel = "{release}"')
    systems = resource("build-platforms.toml").keys()
    print(f"options = {json.dumps(sorted(defaults.keys() - systems))}")
    print(f"gone = {json.dumps(GONE)}")
    reused = [
        family
        for family, (wheel, identifier) in SHARED.items()
        if find_compatible_wheel([Path(wheel)], identifier)
    ]
    print(f"reused = {json.dumps(reused)}")
    seen = {}
    for row in rows:
        seen.setdefault(row["identifier"].partition("-")[2], None)
    for platform in seen:
        print(f'\n[[platform]]\nname = "{platform}"')
        if platform in NATIVE_FROM:
            print(f'native_from = "{NATIVE_FROM[platform]}"')
        if images(platform):
            print(f"images = {json.dumps(images(platform))}")
        for python, tag in floors(platform, defaults):
            print(f'\n[[platform.floor]]\nfrom = "{python}"\ntag = "{tag}"')
    for row in rows:
        name = row["identifier"]
        print(f'\n[[identifier]]\nid = "{name}"')
        group = next((group for pattern, group in ENABLE if fnmatch(name, pattern)), None)
        if group:
            print(f'enable = "{group}"')
        if name.startswith("pp"):
            place = row.get("path_str") or row["url"]
            print(f"pypy_abi = {80 if 'pp80' in place or '-v8.' in place else 73}")


if __name__ == "__main__":
    main(sys.argv[1])
