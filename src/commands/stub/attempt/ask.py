# Says what this interpreter is and has, a line each. In the syntax of every Python since 2.6.
import os
import sys


def say(*words):
    sys.stdout.write("\t".join(("relkit",) + tuple([str(word) for word in words])) + "\n")


implementation = getattr(sys, "implementation", None)
if implementation is not None:
    name = implementation.name
elif "java" in sys.platform:
    name = "jython"
elif hasattr(sys, "pypy_version_info"):
    name = "pypy"
else:
    name = "cpython"
say("version", ".".join([str(part) for part in sys.version_info[:3]]))
say("implementation", name)
say("prefix", sys.prefix)
say("executable", sys.executable or "")


def names(folder):
    try:
        return sorted(os.listdir(folder or "."))
    except OSError:
        return []


# Nothing is imported: that costs time and may have effects.
wheels = [os.path.join(os.path.dirname(os.__file__), "ensurepip", "_bundled")]
wheels.append("/usr/share/python-wheels")
for folder in sys.path:
    wheels.append(os.path.join(folder, "virtualenv", "seed", "wheels", "embed"))
    for entry in names(folder):
        stem, end = os.path.splitext(entry)
        if end in (".dist-info", ".egg-info", ".egg") and "-" in stem:
            say("has", stem.split("-")[0].lower(), stem.split("-")[1])
for folder in wheels:
    for entry in names(folder):
        if entry.endswith(".whl"):
            say("wheel", os.path.join(folder, entry))
