"""Load shared libraries, and understand what the system's loader says. Python 2.7 and later."""

import re

from relkit_smoke.channel import told

# What the loaders of Linux, macOS and musl say, in this order.
LACKS = (
    ("library", r"^(?:Error loading shared library )?([^\s:]+): cannot open shared object file"),
    ("library", r"Error loading shared library ([^\s:]+): No such file"),
    ("library", r"Library not loaded: (\S+)"),
    ("version", r"version [`']([^']+)' not found"),
    ("symbol", r"undefined symbol: ([^\s,]+)"),
    ("symbol", r"[Ss]ymbol not found(?: in flat namespace)?:? '?([^'\s,]+)"),
    ("symbol", r"Error relocating [^:]+: (\S+): symbol not found"),
)


def lacks(texts):
    """What the system or the wheel should have had, by the loader's own words."""
    for text in texts:
        for kind, pattern in LACKS:
            found = re.search(pattern, text.partition(": ")[2])
            if found:
                return {kind: found.group(1)}
    return None


def load(paths, channel, clock):
    """Loads each library as `ctypes` does, with all that it needs: every symbol is looked up at once."""
    if not paths:
        return
    import ctypes

    for path in paths:
        channel.say("load", library=path)
        began, error = clock(), None
        try:
            ctypes.CDLL(path)
        except Exception as problem:
            error = told(problem)
        found = lacks([error]) if error else None
        seconds = round(clock() - began, 6)
        channel.say("library", library=path, error=error and error[:2000], lacks=found, seconds=seconds)
