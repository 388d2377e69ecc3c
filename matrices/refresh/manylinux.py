"""Write matrices/manylinux.toml from the policies of an installed auditwheel.

usage: PYTHON matrices/refresh/manylinux.py AS_OF > matrices/manylinux.toml
       with the Python of an environment that has auditwheel, such as that of tests/oracles
then:  RELKIT_WRITE=1 cargo test tables

auditwheel lists for each policy all that it allows; here each row says what a policy adds to the
ones before it.
"""

import importlib.metadata
import json
import sys
from pathlib import Path

# glibc of distributions and the last day of their free support, from the vendors' own pages.
SYSTEMS = [
    ("Amazon Linux 2", "2.26", "2026-06-30"),
    ("RHEL 8", "2.28", "2029-05-31"),
    ("Debian 11", "2.31", "2026-08-31"),
    ("RHEL 9", "2.34", "2032-05-31"),
    ("Amazon Linux 2023", "2.34", "2029-06-30"),
    ("Ubuntu 22.04", "2.35", "2027-04-30"),
    ("Debian 12", "2.36", "2028-06-30"),
    ("RHEL 10", "2.39", "2035-05-31"),
    ("Ubuntu 24.04", "2.39", "2029-04-30"),
    ("Debian 13", "2.41", "2030-06-30"),
]


def policies(folder, libc):
    rows = json.loads((folder / f"{libc}-policy.json").read_text(encoding="utf-8"))
    return sorted((row for row in rows if row["name"] != "linux"), key=lambda row: -row["priority"])


def strings(items):
    return "[" + ", ".join(f'"{item}"' for item in items) + "]"


def version(row):
    return ".".join(row["name"].split("_")[1:])


def write_policies(family, rows):
    known = set()
    for row in rows:
        print(f'\n[[policy]]\nlibc = "{family}"\nversion = "{version(row)}"')
        if row["aliases"]:
            print(f'alias = "{row["aliases"][0]}"')
        assert len(row["aliases"]) <= 1 and known <= set(row["lib_whitelist"])
        print(f"archs = {strings(sorted(row['symbol_versions']))}")
        print(f"libraries = {strings(sorted(set(row['lib_whitelist']) - known))}")
        known |= set(row["lib_whitelist"])


def write_symbols(rows):
    added = {}
    for row in rows:
        for arch, prefixes in row["symbol_versions"].items():
            for prefix, versions in prefixes.items():
                since = added.setdefault((prefix, arch), {})
                known = {item for items in since.values() for item in items}
                assert known <= set(versions)
                new = [item for item in versions if item not in known]
                if new:
                    since[version(row)] = new
    groups = {}
    for (prefix, arch), since in added.items():
        groups.setdefault((prefix, json.dumps(since)), []).append(arch)
    for (prefix, since), archs in sorted(groups.items()):
        print(f'\n[[symbols]]\nprefix = "{prefix}"\narchs = {strings(sorted(archs))}\n\n[symbols.since]')
        for policy, items in json.loads(since).items():
            print(f'"{policy}" = {strings(items)}')


def write_forbidden(family, rows):
    for library in sorted({library for row in rows for library in row["blacklist"]}):
        gone = {}
        left = set(rows[0]["blacklist"][library])
        for row in rows[1:]:
            names = set(row["blacklist"].get(library, []))
            assert names <= left
            if left - names:
                gone[version(row)] = sorted(left - names)
            left = names
        print(f'\n[[forbidden]]\nlibc = "{family}"\nlibrary = "{library}"\nalways = {strings(sorted(left))}\n\n[forbidden.below]')
        for policy, names in gone.items():
            print(f'"{policy}" = {strings(names)}')


def main(as_of):
    files = importlib.metadata.distribution("auditwheel")
    folder = Path(files.locate_file("auditwheel/policy"))
    print(f'as_of = "{as_of}"')
    print(f'source = "auditwheel {files.version}: policy/*.json; the support pages of the distributions"')
    for family, libc in [("glibc", "manylinux"), ("musl", "musllinux")]:
        write_policies(family, policies(folder, libc))
    write_symbols(policies(folder, "manylinux"))
    for family, libc in [("glibc", "manylinux"), ("musl", "musllinux")]:
        write_forbidden(family, policies(folder, libc))
    known = set()
    for row in policies(folder, "android"):
        print(f'\n[[android]]\napi = {version(row)}\nlibraries = {strings(sorted(set(row["lib_whitelist"]) - known))}')
        known |= set(row["lib_whitelist"])
    for name, glibc, end in SYSTEMS:
        print(f'\n[[system]]\nname = "{name}"\nglibc = "{glibc}"\nend = "{end}"')


if __name__ == "__main__":
    main(*sys.argv[1:])
