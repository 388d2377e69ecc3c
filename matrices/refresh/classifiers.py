"""Write matrices/classifiers.toml from the trove-classifiers that is installed.

usage: python matrices/refresh/classifiers.py AS_OF > matrices/classifiers.toml
then:  RELKIT_WRITE=1 cargo test tables

Run it in an environment with the trove-classifiers to describe (tests/oracles/requirements.txt
pins the one that the suite compares with).
"""

import importlib.metadata
import json
import sys

from trove_classifiers import classifiers, deprecated_classifiers


def main(as_of):
    version = importlib.metadata.version("trove-classifiers")
    lines = "\n".join(sorted(classifiers - deprecated_classifiers.keys()))
    print(f'as_of = "{as_of}"\nsource = "trove-classifiers, which PyPI validates with"')
    print(f'trove_classifiers = "{version}"\nnames = """\n{lines}\n"""')
    for name, instead in sorted(deprecated_classifiers.items()):
        print(f"\n[[deprecated]]\nname = {json.dumps(name)}\ninstead = {json.dumps(instead)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
