"""The pytest plugins that an environment has on offer, and which of them something belongs to. Python 3.6 and later."""

import os
import re
import sys

BYTES = 1 << 20


def offers():
    """All pytest11 entry points: [{"name", "module", "project"}], as they are found along `sys.path`.

    Read from the folders themselves: importlib.metadata is not there before 3.8 and slow to load."""
    found, seen = [], set()
    for folder in sys.path:
        try:
            names = sorted(os.listdir(folder))
        except OSError:
            continue
        for name in names:
            if not name.endswith((".dist-info", ".egg-info")):
                continue
            project = re.sub(r"[-_.]+", "-", name.rsplit(".", 1)[0].split("-")[0]).lower()
            for line in section(os.path.join(folder, name, "entry_points.txt")):
                key, _, target = line.partition("=")
                key, target = key.strip(), target.split("[")[0].strip()
                if key not in seen:
                    seen.add(key)
                    found.append({"name": key, "module": target.split(":")[0].strip(), "project": project})
    return found


def section(path):
    """The lines of the pytest11 section."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            lines = file.read(BYTES).splitlines()
    except OSError:
        return
    inside = False
    for line in lines:
        line = line.strip()
        if line.startswith("["):
            inside = line == "[pytest11]"
        elif inside and "=" in line and not line.startswith(("#", ";")):
            yield line


def owner(module, known):
    """The name of the offer that a module belongs to: its own, else the nearest package above, else of its package."""
    if not module:
        return None
    parts = module.split(".")
    for length in range(len(parts), 0, -1):
        for offer in known:
            if offer["module"] == ".".join(parts[:length]):
                return offer["name"]
    for offer in known:
        if offer["module"].split(".")[0] == parts[0]:
            return offer["name"]
    return None
