"""Write matrices/stable_abi.toml from the abi3info that is installed.

usage: python matrices/refresh/stable_abi.py AS_OF > matrices/stable_abi.toml
then:  RELKIT_WRITE=1 cargo test tables

abi3info carries CPython's Misc/stable_abi.toml.  Run it in an environment with the release to
describe (tests/oracles/requirements.txt pins the one that the suite compares with).
"""

import importlib.metadata
import json
import sys
from collections import defaultdict

from abi3info import DATAS, FUNCTIONS

# What the conditions of the table mean for the interpreters that people run, by CPython's
# configure script and PC/pyconfig.h.in: where is the symbol?
WHERE = {
    "MS_WINDOWS": "windows",
    "HAVE_FORK": "unix",
    "PY_HAVE_THREAD_NATIVE_ID": "everywhere",
    "USE_STACKCHECK": "windows",
    "Py_REF_DEBUG": "debug",
}


def main():
    added = defaultdict(lambda: {"functions": [], "data": []})
    where = defaultdict(list)
    abi_only = []
    for kind, table in (("functions", FUNCTIONS), ("data", DATAS)):
        for symbol, item in table.items():
            added[(item.added.major, item.added.minor)][kind].append(symbol.name)
            if item.ifdef:
                place = WHERE[item.ifdef.name]
                if place != "everywhere":
                    where[place].append(symbol.name)
            if item.abi_only:
                abi_only.append(symbol.name)
    version = importlib.metadata.version("abi3info")
    print(f'as_of = "{sys.argv[1]}"')
    print(f'source = "abi3info {version}: Misc/stable_abi.toml of CPython; PEP 803 for abi3t"')
    print(f'abi3info = "{version}"')
    print(f"abi_only = {json.dumps(sorted(abi_only))}")
    print('unusable_in_abi3t = ["PyModuleDef_Init", "PyModule_Create2", "PyModule_FromDefAndSpec2"]')
    for place in sorted(where):
        print(f'\n[[only]]\nplace = "{place}"\nsymbols = {json.dumps(sorted(where[place]))}')
    for version, kinds in sorted(added.items()):
        print(f'\n[[added]]\nversion = "{version[0]}.{version[1]}"')
        for kind, names in kinds.items():
            print(f"{kind} = {json.dumps(sorted(names))}")


main()
