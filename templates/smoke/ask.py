"""Say what this interpreter is: one JSON object. Python 2.7 and later.

No argument. Only what the interpreter itself knows better than anybody: which file an installer would
choose for it is worked out from this by the caller.
"""
import json
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
        "extension": config("EXT_SUFFIX") or config("SO"),
        "abiflags": getattr(sys, "abiflags", None),
        "wide_unicode": sys.maxunicode > 0xFFFF,
        "debug": bool(config("Py_DEBUG")) or hasattr(sys, "gettotalrefcount"),
        "free_threaded": bool(config("Py_GIL_DISABLED")),
        "gil": enabled() if enabled else True,
        "platform": sysconfig.get_platform(),
        "machine": platform.machine(),
        "bits": 64 if sys.maxsize > 2**32 else 32,
        "macos": platform.mac_ver()[0] or None,
        "libc": library(),
        "executable": sys.executable,
        "real_executable": os.path.realpath(sys.executable),
        "prefix": sys.prefix,
        "base_prefix": getattr(sys, "base_prefix", sys.prefix),
        "venv": present("venv"),
        "pip": present("pip"),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(answer(), sort_keys=True) + "\n")
