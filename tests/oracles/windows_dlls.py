"""Print what delvewheel takes for a part of Windows and of CPython.

Input: a JSON object of ABI and platform tags under `builds` (`cp313-win_amd64`), and of names of
DLLs under `names`. Output: an object with, under `system`, those of the names that Windows has on
each machine, all names of delvewheel's own lists among them; and under `runtime` what each build
of CPython brings.
"""

import json
import re
import sys

from delvewheel import _dll_list

MACHINES = {"I386": "win32", "AMD64": "win_amd64", "ARM64": "win_arm64"}

question = json.load(sys.stdin)
system = {}
for machine, tag in MACHINES.items():
    machine = _dll_list.MachineType[machine]
    listed = _dll_list.ignore_names[machine]
    by_pattern = {
        name for name in question["names"] if any(re.fullmatch(it, name) for it in _dll_list.ignore_regexes)
    }
    system[tag] = sorted(listed | by_pattern)
runtime = {
    build: sorted({
        name
        for pattern, names in _dll_list.ignore_by_abi_platform.items()
        if re.fullmatch(pattern, build)
        for name in names
    })
    for build in question["builds"]
}
json.dump({"system": system, "runtime": runtime}, sys.stdout)
