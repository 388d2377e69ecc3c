"""The extension: the stable ABI wherever the interpreter has one."""

import sys
import sysconfig

from setuptools import Extension, setup

FREE_THREADED = bool(sysconfig.get_config_var("Py_GIL_DISABLED"))
# Free-threaded Pythons have a stable ABI from 3.15 on (PEP 803).
LIMITED = not FREE_THREADED or sys.version_info >= (3, 15)

macros = []
options = {}
if LIMITED:
    if FREE_THREADED:
        macros.append(("Py_TARGET_ABI3T", "0x030f0000"))
        macros.append(("Py_LIMITED_API", "0x030f0000"))
        options = {"bdist_wheel": {"py_limited_api": "cp315"}}
    else:
        macros.append(("Py_LIMITED_API", "0x03090000"))
        options = {"bdist_wheel": {"py_limited_api": "cp39"}}

setup(
    ext_modules=[
        Extension(
            "demo_abi3._demo",
            sources=["src/demo_abi3/_demo.c"],
            define_macros=macros,
            py_limited_api=LIMITED,
        )
    ],
    options=options,
)
