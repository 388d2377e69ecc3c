"""Make the wheels that the smoke tests try, for the interpreter that runs this. Python 2.7 and later.

`PYTHON tests/smoke/build.py FOLDER [NAME ...]` writes them into FOLDER and prints one JSON object a line:
{"name", "wheel": path, "modules": what it brings}. Without names all of them. Needs a C compiler (CC, else `cc`)
and the interpreter's headers; nothing is fetched. The same sources give the same bytes but for the compiler's.

  leaky, leaky_multi                    leaky.c in one phase, and by slots
  leaky_free, leaky_multi_free          the same, declaring that they run without the GIL
  leaky_multi_used                      by slots, declaring that it does not
  every folder of hostile/              a package of Python alone
  every `#ifdef HOSTILE_NAME` of hostile.c   an extension module `hostile_name`
  libraries                             a package with shared libraries that are no modules
  forkless                              a package whose forks end at once, with two extension modules
  named                                 extension modules under names that are good and bad
  beside                                two extension modules that need a library of the package; one says where it is
  elsewhere                             `leaky` under a tag that no interpreter has
"""

from __future__ import print_function

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
import sysconfig
import tempfile
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
VERSION = "1.0"
LEAKY = {
    "leaky": [],
    "leaky_multi": ["LEAKY_MULTI_PHASE"],
    "leaky_free": ["LEAKY_GIL_NOT_USED"],
    "leaky_multi_free": ["LEAKY_MULTI_PHASE", "LEAKY_GIL_NOT_USED"],
    "leaky_multi_used": ["LEAKY_MULTI_PHASE", "LEAKY_GIL_USED"],
}


def platform_tag():
    parts = sysconfig.get_platform().split("-")
    if parts[0] == "macosx" and int(parts[1].split(".")[0]) >= 11:
        parts[1] = parts[1].split(".")[0] + ".0"  # installers ask for no minor version since 11
    return re.sub(r"[-.]", "_", "-".join(parts))


def tag():
    """Of a wheel that only this interpreter can use."""
    python = "cp%d%d" % sys.version_info[:2]
    soabi = sysconfig.get_config_var("SOABI")
    if soabi:
        abi = "cp" + soabi.split("-")[1]
    else:  # Python 2.7
        abi = "cp27" + ("d" if hasattr(sys, "gettotalrefcount") else "") + "m" + ("u" if sys.maxunicode > 65535 else "")
    return "%s-%s-%s" % (python, abi, platform_tag())


def run(*command):
    status = subprocess.call(command)
    if status != 0:
        sys.exit("%s: status %d" % (" ".join(command), status))


def compiled(name, source, defines, extra=()):
    """The bytes of an extension module, under the name of its file."""
    suffix = sysconfig.get_config_var("EXT_SUFFIX") or sysconfig.get_config_var("SO")
    folder = tempfile.mkdtemp()
    path = os.path.join(folder, name + suffix)
    link = ["-bundle", "-undefined", "dynamic_lookup"] if sys.platform == "darwin" else ["-shared", "-pthread"]
    command = [os.environ.get("CC", "cc"), "-O1", "-Wall", "-Wextra", "-fPIC", "-g0"]
    command += ["-I" + sysconfig.get_paths()["include"], "-o", path]
    command += ["-D" + define for define in defines] + [os.path.join(HERE, source)]
    run(*(command + link + list(extra)))
    with open(path, "rb") as file:
        found = file.read()
    os.remove(path)
    os.rmdir(folder)
    return {name + suffix: found}


def missing_library():
    """Flags that make the linker need a library which is gone by the time anybody looks for it."""
    folder = tempfile.mkdtemp()
    source, name = os.path.join(folder, "nothere.c"), "libnothere.so"
    with open(source, "w") as file:
        file.write("int nothere(void) { return 1; }\n")
    command = [os.environ.get("CC", "cc"), "-shared", "-fPIC", "-Wl,-soname,libnothere.so.7"]
    run(*(command + ["-o", os.path.join(folder, name), source]))
    return folder, ["-L" + folder, "-Wl,--no-as-needed", "-lnothere"]


def remove(folder):
    for name in os.listdir(folder):
        os.remove(os.path.join(folder, name))
    os.rmdir(folder)


def hostile_names():
    with open(os.path.join(HERE, "hostile.c")) as file:
        return re.findall(r"defined\(HOSTILE_(\w+)\)", file.read())


def hostile(name):
    defines = ["HOSTILE_NAME=hostile_" + name.lower(), "HOSTILE_" + name]
    if name != "NEEDS":
        return compiled("hostile_" + name.lower(), "hostile.c", defines)
    folder, flags = missing_library()
    found = compiled("hostile_needs", "hostile.c", defines, flags)
    remove(folder)
    return found


def library(code, flags=()):
    """The bytes of a shared library that is no module of Python."""
    folder = tempfile.mkdtemp()
    source, target = os.path.join(folder, "library.c"), os.path.join(folder, "library.so")
    with open(source, "w") as file:
        file.write(code)
    run(*([os.environ.get("CC", "cc"), "-shared", "-fPIC", "-g0", "-o", target, source] + list(flags)))
    with open(target, "rb") as file:
        found = file.read()
    remove(folder)
    return found


def libraries():
    """One that loads, one whose own library is missing, one that aborts, one for a processor that is not this one."""
    fine = library("int fine(void) { return 1; }\n")
    folder, flags = missing_library()
    files = {
        "libraries/__init__.py": b"",
        "libraries/libaborts.so": library(
            "#include <stdlib.h>\n__attribute__((constructor)) static void start(void) { abort(); }\n"
        ),
        "libraries/libfine.so": fine,
        "libraries/libforeign.so": fine[:18] + b"\xff\xfe" + fine[20:],
        "libraries/libneeds.so.1": library("int nothere(void); int needs(void) { return nothere(); }\n", flags),
    }
    remove(folder)
    return files


def beside():
    """`_a` knows where its library lies, and `_b` finds it only where `_a` has loaded it."""
    needed = library("int beside(void) { return 1; }\n", ["-Wl,-soname,librelkitbeside.so.3"])
    folder = tempfile.mkdtemp()
    with open(os.path.join(folder, "librelkitbeside.so"), "wb") as file:
        file.write(needed)
    flags = ["-L" + folder, "-Wl,--no-as-needed", "-lrelkitbeside"]
    files = {"beside/__init__.py": b"", "beside/librelkitbeside.so.3": needed}
    for name, more in (("_a", ["-Wl,-rpath,$ORIGIN"]), ("_b", [])):
        for file, found in compiled(name, "leaky.c", ["LEAKY_NAME=" + name], flags + more).items():
            files["beside/" + file] = found
    remove(folder)
    return files


def forkless():
    files = {"forkless/__init__.py": b"import os\n\nos.register_at_fork(after_in_child=os.abort)\n"}
    for name in ("_a", "_b"):
        for file, found in compiled(name, "leaky.c", ["LEAKY_NAME=" + name]).items():
            files["forkless/" + file] = found
    return files


def named():
    """One module under each kind of name: as its package, for another interpreter, and empty."""
    suffix = sysconfig.get_config_var("EXT_SUFFIX") or sysconfig.get_config_var("SO")
    whole = compiled("named", "leaky.c", ["LEAKY_NAME=named"])["named" + suffix]
    return {
        "named/__init__" + suffix: whole,
        "named/_both" + suffix: compiled("_both", "leaky.c", ["LEAKY_NAME=_both"])["_both" + suffix],
        "named/_both.cpython-399-x86_64-linux-gnu.so": whole,
        "named/_empty" + suffix: b"",
        "named/_foreign.cpython-399-x86_64-linux-gnu.so": whole,
    }


def package(name):
    """The files of a package of Python alone."""
    found, root = {}, os.path.join(HERE, "hostile")
    for folder, _, names in os.walk(os.path.join(root, name)):
        for one in sorted(names):
            if one.endswith(".py"):
                path = os.path.join(folder, one)
                with open(path, "rb") as file:
                    found[os.path.relpath(path, root).replace(os.sep, "/")] = file.read()
    return found


def wheel(folder, name, tags, files, pure):
    """Writes the archive: the files, then the metadata, RECORD last."""
    info = "%s-%s.dist-info" % (name, VERSION)
    lines = ["Wheel-Version: 1.0", "Generator: relkit-tests (1.0)", "Root-Is-Purelib: %s" % str(pure).lower()]
    python, abi, platform = tags.split("-")
    lines += ["Tag: %s-%s-%s" % (one, abi, platform) for one in python.split(".")]
    members = sorted(files.items())
    said = (name.replace("_", "-"), VERSION)
    metadata = "Metadata-Version: 2.1\nName: %s\nVersion: %s\nSummary: made for tests\n" % said
    members.append((info + "/METADATA", metadata.encode("ascii")))
    members.append((info + "/WHEEL", ("\n".join(lines) + "\n").encode("ascii")))
    record = ""
    for path, data in members:
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode("ascii")
        record += "%s,sha256=%s,%d\n" % (path, digest, len(data))
    members.append((info + "/RECORD", (record + info + "/RECORD,,\n").encode("ascii")))
    target = os.path.join(folder, "%s-%s-%s.whl" % (name, VERSION, tags))
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in members:
            entry = zipfile.ZipInfo(path, (2020, 1, 1, 0, 0, 0))
            entry.external_attr, entry.compress_type = 0o644 << 16, zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return target


def makers():
    """What can be made: the tag and files of each, by name."""
    found = {}
    for name, defines in LEAKY.items():
        found[name] = lambda name=name, defines=defines: (
            tag(),
            compiled(name, "leaky.c", ["LEAKY_NAME=" + name] + defines),
            False,
        )
    found["libraries"] = lambda: (tag(), libraries(), False)
    found["beside"] = lambda: (tag(), beside(), False)
    found["forkless"] = lambda: (tag(), forkless(), False)
    found["named"] = lambda: (tag(), named(), False)
    found["elsewhere"] = lambda: ("cp399-cp399-" + platform_tag(), compiled("leaky", "leaky.c", []), False)
    for name in hostile_names():
        found["hostile_" + name.lower()] = lambda name=name: (tag(), hostile(name), False)
    for name in sorted(os.listdir(os.path.join(HERE, "hostile"))):
        if os.path.isdir(os.path.join(HERE, "hostile", name)):
            found[name] = lambda name=name: ("py2.py3-none-any", package(name), True)
    return found


def main(folder, wanted):
    known = makers()
    strange = sorted(set(wanted) - set(known))
    if strange:
        sys.exit("unknown: %s; known: %s" % (" ".join(strange), " ".join(sorted(known))))
    if not os.path.isdir(folder):
        os.makedirs(folder)
    for name in wanted or sorted(known):
        tags, files, pure = known[name]()
        path = wheel(folder, name, tags, files, pure)
        modules = sorted({one.split("/")[0].split(".")[0] for one in files})
        print(json.dumps({"name": name, "wheel": path, "modules": modules}, sort_keys=True))
        sys.stdout.flush()


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: %s FOLDER [NAME ...]" % os.path.basename(sys.argv[0]))
    main(sys.argv[1], sys.argv[2:])
