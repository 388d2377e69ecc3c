"""Say what this interpreter is. Python 2.7 and later.

Request: {"limits"}. Only what the interpreter itself knows better than anybody is told: which file an installer
would choose for it is worked out from this by the caller.

Record `answer`, the only one:
  implementation   "cpython", "pypy" ... in small letters
  version          [3, 13, 0]
  level            "final", "candidate1" ...
  cache_tag        "cpython-313", null on 2.7
  soabi            "cpython-313t-x86_64-linux-gnu", null on 2.7 and Windows
  suffixes         what the names of extension modules may end with, the first it looks for first
  abiflags         "", "m", "d", "t" ...; null on Windows and 2.7
  wide_unicode     whether a code unit holds any character: false for narrow 2.7 only (cp27m, not cp27mu)
  debug, free_threaded, venv, pip   whether it is such a build, and whether it has these modules
  gil              whether the GIL is on now
  platform         as `sysconfig.get_platform()`: "linux-x86_64", "macosx-14.0-arm64", "win-amd64"
  machine, bits    "x86_64", and 64 or 32: a 32-bit Python may run on a 64-bit machine
  macos            version of the system, else null
  libc             "glibc 2.36", null where it does not name itself (musl, macOS, Windows)
  executable, real_executable, prefix, base_prefix   paths; a virtual environment's prefixes differ
"""

import os
import platform
import sys
import sysconfig


def library():
    """Name and version of the C library as it names itself, or None (musl does not)."""
    try:
        return os.confstr("CS_GNU_LIBC_VERSION")
    except (AttributeError, ValueError, OSError):
        pass
    try:  # Python 2.7 does not know that name
        import ctypes

        version = ctypes.CDLL(None).gnu_get_libc_version
        version.restype = ctypes.c_char_p
        return "glibc " + version().decode("ascii")
    except Exception:
        return None


def present(name):
    """Whether a module is there, without loading it."""
    try:
        import importlib.util

        return importlib.util.find_spec(name) is not None
    except ImportError:  # Python 2.7
        import imp

        try:
            imp.find_module(name)
            return True
        except ImportError:
            return False


def suffixes():
    """As the import system knows them; on 2.7 without `module.so`, which is looked for last and hardly met."""
    try:
        from importlib.machinery import EXTENSION_SUFFIXES

        return list(EXTENSION_SUFFIXES)
    except ImportError:
        import imp

        found = [one[0] for one in imp.get_suffixes() if one[2] == imp.C_EXTENSION]
        return [suffix for suffix in found if suffix.startswith(".")]


def macos():
    """The version of macOS, or None. An interpreter that was built for an older one hears 10.16 of every newer one,
    unless it is started anew and told not to (pip's `packaging`, which installers ask, does the same)."""
    version = platform.mac_ver()[0]
    if not version.startswith("10.16"):
        return version or None
    import subprocess

    ask = [sys.executable, "-sS", "-c", "import platform; print(platform.mac_ver()[0])"]
    told = subprocess.Popen(ask, stdout=subprocess.PIPE, env={"SYSTEM_VERSION_COMPAT": "0"}).communicate()[0]
    return told.decode("ascii", "replace").strip() or version


def answer():
    config = sysconfig.get_config_var
    version = sys.version_info
    enabled = getattr(sys, "_is_gil_enabled", None)
    return {
        "implementation": platform.python_implementation().lower(),
        "version": [version[0], version[1], version[2]],
        "level": version[3] + ("" if version[3] == "final" else str(version[4])),
        "cache_tag": getattr(getattr(sys, "implementation", None), "cache_tag", None),
        "soabi": config("SOABI"),
        "suffixes": suffixes(),
        "abiflags": getattr(sys, "abiflags", None),
        "wide_unicode": sys.maxunicode > 0xFFFF,
        "debug": bool(config("Py_DEBUG")) or hasattr(sys, "gettotalrefcount"),
        "free_threaded": bool(config("Py_GIL_DISABLED")),
        "gil": enabled() if enabled else True,
        "platform": sysconfig.get_platform(),
        "machine": platform.machine(),
        "bits": 64 if sys.maxsize > 2**32 else 32,
        "macos": macos(),
        "libc": library(),
        "executable": sys.executable,
        "real_executable": os.path.realpath(sys.executable),
        "prefix": sys.prefix,
        "base_prefix": getattr(sys, "base_prefix", sys.prefix),
        "venv": present("venv"),
        "pip": present("pip"),
    }


def main(request, channel):
    channel.say("answer", **answer())
