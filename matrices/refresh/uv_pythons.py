"""Write matrices/uv_pythons.toml from uv's own list of downloads, which is in its program.

usage: python matrices/refresh/uv_pythons.py AS_OF UV > matrices/uv_pythons.toml
then:  RELKIT_WRITE=1 cargo test tables

UV is the release that matrices/actions.toml names.
"""

import json
import subprocess
import sys

# The build platform, what runners.toml calls its machine, uv's key, and whether a version alone means
# another interpreter on that machine.
MACHINES = [
    ("manylinux_x86_64", "x86_64", "linux-x86_64-gnu", False),
    ("manylinux_aarch64", "arm64", "linux-aarch64-gnu", False),
    ("macosx_arm64", "arm64", "macos-aarch64-none", False),
    ("macosx_x86_64", "x86_64", "macos-x86_64-none", False),
    ("win32", "x86_64", "windows-x86-none", True),
    ("win_amd64", "x86_64", "windows-x86_64-none", False),
    ("win_arm64", "arm64", "windows-aarch64-none", True),
]
LIST = ["python", "list", "--offline", "--only-downloads", "--all-platforms", "--all-arches"]


def versions(rows, key, variant):
    here = {
        (row["version_parts"]["major"], row["version_parts"]["minor"])
        for row in rows
        if f"{row['os']}-{row['arch']}-{row['libc']}" == key and row["variant"] == variant
    }
    return json.dumps([f"{major}.{minor}" for major, minor in sorted(here)])


def main(as_of, uv):
    asked = subprocess.run([uv, "--version"], check=True, capture_output=True, text=True)
    release = asked.stdout.split()[1]
    listed = subprocess.run(
        [uv, *LIST, "--output-format", "json"], check=True, capture_output=True, text=True
    )
    rows = [row for row in json.loads(listed.stdout) if row["implementation"] == "cpython"]
    print(f'as_of = "{as_of}"')
    print(f'source = "uv {release}: uv {" ".join(LIST)}"')
    print(f'uv = "{release}"')
    for platform, arch, key, explicit in MACHINES:
        print("\n[[machine]]")
        print(f'platform = "{platform}"')
        print(f'arch = "{arch}"')
        print(f'key = "{key}"')
        print(f"explicit = {json.dumps(explicit)}")
        print(f"pythons = {versions(rows, key, 'default')}")
        print(f"threaded = {versions(rows, key, 'freethreaded')}")


if __name__ == "__main__":
    main(*sys.argv[1:])
