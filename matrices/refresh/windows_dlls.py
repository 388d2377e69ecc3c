"""Write matrices/windows_dlls.toml from the lists of an installed delvewheel.

usage: python matrices/refresh/windows_dlls.py AS_OF > matrices/windows_dlls.toml
then:  RELKIT_WRITE=1 cargo test tables

delvewheel lists the DLLs of a plain Windows for each machine, and what every release of CPython
brings. Names that several machines share stand once, under all of them.
"""

import collections
import importlib.metadata
import sys

from delvewheel import _dll_list

MACHINES = {"I386": "win32", "AMD64": "win_amd64", "ARM64": "win_arm64"}
# Windows 10 has them, delvewheel's lists begin with Windows 7: from Microsoft's documentation.
LATER = ["combase.dll", "d3d12.dll", "d3dcompiler_47.dll", "gdiplus.dll", "icu.dll", "icuin.dll", "icuuc.dll"]


def main(as_of):
    machines = collections.defaultdict(list)
    for machine, names in _dll_list.ignore_names.items():
        for name in names:
            machines[name].append(MACHINES[machine.name])
    for name in LATER:
        machines[name] = list(MACHINES.values())
    groups = collections.defaultdict(list)
    for name, on in machines.items():
        groups[tuple(sorted(on, key=list(MACHINES.values()).index))].append(name)
    version = importlib.metadata.version("delvewheel")
    print(f'as_of = "{as_of}"')
    print(f'source = "delvewheel {version}: ignore_names and ignore_by_abi_platform of _dll_list.py; Microsoft for what came after Windows 7"')
    for on, names in sorted(groups.items(), key=lambda group: (-len(group[0]), group[0])):
        print(f"\n[[system]]\nmachines = [{', '.join(map(repr, on))}]")
        print("names = '''\n" + "".join(f"{name}\n" for name in sorted(names)) + "'''")
    for python, on, names in [
        ("2.7", ["win32", "win_amd64"], ["msvcr90.dll"]),
        ("3.3", ["win32", "win_amd64"], ["msvcr100.dll"]),
        ("3.5", ["win32", "win_amd64"], ["vcruntime140.dll"]),
        ("3.9", ["win32"], ["vcruntime140.dll"]),
        ("3.9", ["win_amd64", "win_arm64"], ["vcruntime140.dll", "vcruntime140_1.dll"]),
    ]:
        print(f'\n[[runtime]]\npython = "{python}"\nmachines = {on}\nnames = {names}')


if __name__ == "__main__":
    main(sys.argv[1])
