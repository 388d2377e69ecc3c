"""The one entry of the drivers: `python -I FOLDER/run.py DRIVER REQUEST`. Python 2.7 and later.

The folder of this file is on `sys.path` only until the drivers' package is found: what it holds has a name of its
own, and a wheel may bring modules of any other name. A file is run rather than the folder, because
the latter costs the import of `runpy` in every process.

REQUEST is a JSON object, or `@` and the path of a file that holds it. Every request may have `limits`, resource
limits by name in bytes or seconds ({"AS": 4294967296, "CORE": 0}), and `path`, folders to import from before all
others, and `token`, a word that every record repeats; what else each driver wants and answers stands at its head.
Exit status: 0 the driver came to its end, whatever it found; 2 it was asked wrongly; anything else is the doing of
what was tried.
"""

import importlib
import os
import sys

DRIVERS = ("advise", "ask", "imports", "leaks", "listing", "many", "psleak", "startup")


def main():
    folder = os.path.dirname(os.path.abspath(__file__))
    sys.path.insert(0, folder)
    from relkit_smoke import channel

    sys.path[:] = [path for path in sys.path if path not in ("", folder)]
    arguments = sys.argv[1:]
    if not 1 <= len(arguments) <= 3 or arguments[0] not in DRIVERS:
        sys.stderr.write("usage: python -I FOLDER/run.py %s REQUEST\n" % "|".join(DRIVERS))
        return 2
    driver = importlib.import_module("relkit_smoke." + arguments[0])
    try:
        request = channel.request(arguments[1] if len(arguments) > 1 else "{}")
    except (ValueError, OSError, IOError) as error:
        sys.stderr.write("request: %s\n" % error)
        return 2
    # The word that marks our records is not for what is tried.
    del sys.argv[1:]
    token = request.pop("token", None)
    channel.limit(request.get("limits"))
    # Where a wheel was unpacked for an interpreter that makes no virtual environments (2.7).
    sys.path[:0] = [str(path) for path in request.get("path") or []]
    driver.main(request, channel.Channel(token))
    if arguments[0] == "imports" and len(arguments) == 2:
        # What modules do at the end of the interpreter is a part of what they do.
        sys.exit(0)
    return 0


if __name__ == "__main__":
    status = main()
    sys.stderr.flush()
    # Without the end of the interpreter, which the imports are tried with once: it costs time, and may hang.
    os._exit(status)
