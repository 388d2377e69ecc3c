# Makes of the sdist a source tree that is built already: handover/, whose build backend gives the
# finished wheel of wheelhouse/ that the running Python would install. A tool that builds and tests
# this tree tests that very file, with all that the project says about its tests. cibuildwheel is
# to be run inside handover/, so that {project} and test-sources mean the sdist.
import shutil
import sys
import tarfile
import tomllib
from pathlib import Path

import tomli_w

# What was done when the wheel was built, so that it is not done again (cibuildwheel's options).
DONE = {
    "before-build": "",
    "repair-wheel-command": "",
    "audit-command": "",
    "xbuild-tools": [],
}

PLATFORMS = ["linux", "macos", "windows", "android", "ios", "pyodide"]

# Runs in the build environment: Python 3.8 or newer, any implementation, also where sysconfig
# stands for another platform.
BACKEND = '''
import shutil
from pathlib import Path

HERE = Path(__file__).resolve().parent


def give(file, folder):
    shutil.copyfile(str(file), str(Path(folder, file.name)))
    return file.name


def build_sdist(sdist_directory, config_settings=None):
    return give(next(HERE.glob("*.tar.gz")), sdist_directory)


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    wheels = sorted(HERE.glob("*.whl"))
    return give(wheels[0] if len(wheels) == 1 else choose(wheels), wheel_directory)


def choose(wheels):
    try:
        from packaging import tags, utils
    except ImportError:  # no build isolation
        from pip._vendor.packaging import tags, utils
    for tag in tags.sys_tags():
        for wheel in wheels:
            if tag in utils.parse_wheel_filename(wheel.name)[-1]:
                return wheel
    names = ", ".join(wheel.name for wheel in wheels)
    raise SystemExit("handover: this Python installs none of " + names)
'''


def files(folder, pattern):
    return sorted(Path(folder).glob(pattern))


def unpack(sdist, root):
    """The content of the one folder in the sdist becomes root."""
    with tarfile.open(sdist, "r:gz") as tar:
        tar.extractall(f"{root}.part", filter="data")
    inner = files(f"{root}.part", "*")
    if len(inner) != 1 or not inner[0].is_dir():
        names = [path.name for path in inner]
        sys.exit(f"handover: {sdist.name} does not hold one folder: {names}")
    inner[0].rename(root)
    Path(f"{root}.part").rmdir()


def prepare(pyproject, wheels):
    """The project's file, with the other backend and nothing left to be done beside testing."""
    requires = ["packaging"] if len(wheels) > 1 else []
    pyproject["build-system"] = {
        "requires": requires,
        "build-backend": "handover_backend",
        "backend-path": [".handover"],
    }
    options = pyproject.setdefault("tool", {}).setdefault("cibuildwheel", {})
    layers = [options.get(platform, {}) for platform in PLATFORMS]
    for layer in layers + options.get("overrides", []):
        for name in DONE:
            layer.pop(name, None)
    options.update(DONE)
    return pyproject


def make(root, sdist, wheels):
    unpack(sdist, root)
    own = root / "pyproject.toml"
    text = own.read_text(encoding="utf-8") if own.exists() else ""
    own.write_text(tomli_w.dumps(prepare(tomllib.loads(text), wheels)), encoding="utf-8")
    folder = root / ".handover"
    folder.mkdir()
    folder.joinpath("handover_backend.py").write_text(BACKEND, encoding="utf-8")
    for path in [sdist, *wheels]:
        shutil.copy(path, folder)
    print(f"{root}/ gives {', '.join(path.name for path in wheels)}")


root = Path("handover")
sdists, wheels = files("sdist", "*.tar.gz"), files("wheelhouse", "*.whl")
if len(sdists) != 1:
    sys.exit(f"handover: one sdist is needed in sdist/, found {[path.name for path in sdists]}")
if not wheels:
    sys.exit("handover: no wheel in wheelhouse/")
if root.exists():
    sys.exit(f"handover: {root}/ is there already")
try:
    make(root, sdists[0], wheels)
except (OSError, ValueError, tarfile.TarError) as error:
    sys.exit(f"handover: cannot make {root}/ of {sdists[0].name}: {error}")
