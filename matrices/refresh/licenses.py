"""Write matrices/licenses.toml from the packaging that is installed.

usage: python matrices/refresh/licenses.py AS_OF > matrices/licenses.toml
then:  RELKIT_WRITE=1 cargo test tables

Run it in an environment with the packaging to describe (tests/oracles/requirements.txt pins the
one that the suite compares with).
"""

import importlib.metadata
import sys

from packaging.licenses._spdx import EXCEPTIONS, LICENSES, VERSION


def ids(rows, deprecated):
    return "\n".join(sorted(row["id"] for row in rows.values() if row["deprecated"] == deprecated))


def main(as_of):
    version = importlib.metadata.version("packaging")
    print(f'as_of = "{as_of}"\nsource = "the list of SPDX, as packaging {version} has it, which PyPI validates with"')
    print(f'spdx = "{VERSION}"')
    print(f'current = """\n{ids(LICENSES, False)}\n"""')
    print(f'deprecated = """\n{ids(LICENSES, True)}\n"""')
    lines = "\n".join(sorted(row["id"] for row in EXCEPTIONS.values()))
    print(f'exceptions = """\n{lines}\n"""')


if __name__ == "__main__":
    main(*sys.argv[1:])
