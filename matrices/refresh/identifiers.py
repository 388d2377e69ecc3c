"""Write matrices/identifiers.toml from the cibuildwheel that is installed.

usage: python matrices/refresh/identifiers.py AS_OF > matrices/identifiers.toml
then:  RELKIT_WRITE=1 cargo test tables

Run it in an environment with the cibuildwheel to describe (tests/oracles/requirements.txt pins
the one that the suite compares with).  The floors below are cibuildwheel's defaults: the default
images of resources/defaults.toml, the deployment targets of platforms/macos.py, ios.py and
android.py, and the platform versions of its Pyodide releases.
"""

import importlib.metadata
import importlib.resources
import json
import sys
import tomllib
from fnmatch import fnmatch

FLOORS = {
    "macosx_x86_64": [("3.9", "10_9"), ("3.12", "10_13"), ("3.14", "10_15")],
    "macosx_universal2": [("3.9", "10_9"), ("3.12", "10_13"), ("3.14", "10_15")],
    "macosx_arm64": [("3.9", "11_0")],
    "ios": [("3.13", "13_0")],
    "android": [("3.13", "24")],
    "pyodide": [("3.12", "2024_0"), ("3.13", "2025_0"), ("3.14", "2026_0"), ("3.15", "2026_5")],
}
NATIVE_FROM = {"win_arm64": "3.11"}
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
    seen = {}
    for row in rows:
        seen.setdefault(row["identifier"].partition("-")[2], None)
    for platform in seen:
        print(f'\n[[platform]]\nname = "{platform}"')
        if platform in NATIVE_FROM:
            print(f'native_from = "{NATIVE_FROM[platform]}"')
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
