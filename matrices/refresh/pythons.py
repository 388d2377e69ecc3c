"""Write matrices/pythons.toml from the release schedule of the peps repository.

usage: python matrices/refresh/pythons.py AS_OF python-releases.toml > matrices/pythons.toml
then:  RELKIT_WRITE=1 cargo test tables

The newest release of each version is the last one that the schedule dates on or before AS_OF;
releases that came later than planned are put right in NEWEST, with the place where they were seen.
"""

import datetime
import re
import sys
import tomllib

WANTED = ["2.7", *(f"3.{minor}" for minor in range(2, 17))]
# Seen in uv 0.13.9's list of downloads.
NEWEST = {
    "3.10": "3.10.22",
    "3.11": "3.11.18",
    "3.12": "3.12.16",
    "3.13": "3.13.18",
    "3.14": "3.14.10",
    "3.15": "3.15.2",
    "3.16": "3.16.0a2",
}


def newest(version, releases, as_of):
    if version in NEWEST:
        return NEWEST[version]
    out = [r["stage"] for r in releases if r["date"] <= as_of and re.fullmatch(r"[\d.]+( final)?", r["stage"])]
    return out[-1].removesuffix(" final") if out else f"{version}.0"


def main(as_of, path):
    with open(path, "rb") as file:
        data = tomllib.load(file)
    day = datetime.date.fromisoformat(as_of)
    print(f'as_of = "{as_of}"')
    print('source = "python/peps release_management/python-releases.toml (CC0); PEP 703 and PEP 779 for free threading"')
    for version in WANTED:
        row = data["metadata"][version]
        minor = int(version.partition(".")[2])
        state = "none" if minor < 13 or version == "2.7" else "experimental" if minor == 13 else "supported"
        print(f'\n[[python]]\nversion = "{version}"\npep = {row["pep"]}')
        print(f'released = "{row["first-release"]}"\nbugfix_end = "{row["end-of-bugfix"]}"')
        print(f'end_of_life = "{row["end-of-life"]}"')
        print(f'newest = "{newest(version, data["release"][version], day)}"\nfree_threaded = "{state}"')


if __name__ == "__main__":
    main(*sys.argv[1:])
