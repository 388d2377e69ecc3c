"""What packaging says of a target, without a machine of its kind: shared by the oracles.

A target is a mapping with `family` (glibc, musl, macos, windows, ios, android, pyemscripten),
`arch`, `version` (two numbers, or one for android), `implementation` (cp, pp, graalpy),
`python` (two numbers), `threaded`, `debug` and `abi` (PyPy, GraalPy).
"""

import sysconfig
from contextlib import contextmanager
from unittest import mock

from packaging import _manylinux, _musllinux, tags


@contextmanager
def linux(arch, glibc=None, musl=None):
    bits32 = arch in ("i686", "armv8l")
    kernel = {"i686": "x86_64", "armv8l": "aarch64"}.get(arch, arch)
    version = _manylinux._GLibCVersion(*glibc) if glibc else _manylinux._GLibCVersion(-1, -1)
    with (
        mock.patch.object(sysconfig, "get_platform", lambda: f"linux-{kernel}"),
        mock.patch.object(_manylinux, "_get_glibc_version", lambda: version),
        mock.patch.object(_manylinux, "_get_manylinux_module", lambda: None),
        mock.patch.object(_manylinux, "_is_linux_i686", lambda _: True),
        mock.patch.object(_manylinux, "_is_linux_armhf", lambda _: True),
        mock.patch.object(
            _musllinux, "_get_musl_version", lambda _: _musllinux._MuslVersion(*musl) if musl else None
        ),
    ):
        yield bits32


def platforms(target):
    family, arch = target["family"], target["arch"]
    if family in ("glibc", "musl"):
        with linux(arch, **{family: target["version"]}) as bits32:
            return list(tags._linux_platforms(bits32))
    if family == "macos":
        return list(tags.mac_platforms(tuple(target["version"]), arch))
    if family == "ios":
        return list(tags.ios_platforms(tuple(target["version"]), arch))
    if family == "android":
        return list(tags.android_platforms(target["version"][0], arch))
    if family == "windows":
        return [arch]
    if family == "pyemscripten":
        return ["pyemscripten_{}_{}_wasm32".format(*target["version"])]
    raise ValueError(family)


def abis(target):
    """The ABI tags that packaging finds inside such an interpreter."""
    if target["implementation"] != "cp":
        return [target["abi"]]
    narrow = target["family"] in ("macos", "windows")
    variables = {
        "Py_DEBUG": int(target["debug"]),
        "Py_GIL_DISABLED": int(target["threaded"]),
        "WITH_PYMALLOC": 1,
        "Py_UNICODE_SIZE": 2 if narrow else 4,
    }
    with (
        mock.patch.object(tags, "_get_config_var", lambda name, warn=False: variables[name]),
        mock.patch.object(tags, "EXTENSION_SUFFIXES", [".so"]),
    ):
        return tags._cpython_abis(tuple(target["python"]))
