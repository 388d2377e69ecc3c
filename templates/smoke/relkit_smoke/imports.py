"""Import what a wheel brings, one module after the other. Python 2.7 and later.

Request: {"modules": [names], "slowest": how many to name (5), "gil": whether to name every module that brings
the GIL back, for which this driver runs once more with -v, "libraries": [paths of shared libraries], "limits"}.
Warnings are told, never raised: the caller judges them. Packages come before their extension modules.

Records: `start`, then `begin` and `module` for each name, then `load` and `library` for each library, then `end`.
  start    modules  how many
           gil      whether the GIL is on; null where there is no question (before 3.13)
  begin    module   written before the import: if no `module` follows, this one ended the process, or hangs
  module   module, seconds, gil
           error    null, or "Kind: text" of what its import raised; SystemExit counts
           causes   the errors behind that one, nearest first, at most 4
           place    "file:line" where it was raised, null where no Python code did
           lacks    null, or {"library"|"symbol"|"version": name} where the loader says what is missing
           warnings [{category, message, place}], at most 100, each place once
           file     the module's `__file__`; `built-in` or `frozen` of the interpreter's own; null for one without
           children whether a process that it started is still there; null where nobody can tell, or one was
                    there before
  forked   written by a process that the module forked, and that came back from the import too; before the `module`
           of its parent where that can wait for it
           gil_culprit   only where the GIL came back: the first module that needs it
  load     library  its path, written before it is loaded; what its modules loaded is loaded by then
  library  library, error, lacks: as of a module; seconds
  end      gil
           gil_culprits  every module that brings the GIL back; null if not asked, if it stayed off, or if
                         the process that asks for them ended too early
           slowest  [{module, self, whole}]: seconds without and with what it imports itself; [] on 2.7
Without `end` the way in which the process ended is the verdict on the last `begin`.
"""

import os
import subprocess
import sys
import time
import traceback
import warnings

from relkit_smoke.channel import told
from relkit_smoke.loader import lacks, load

clock = getattr(time, "perf_counter", time.time)
GIL_LINE = "# loading module '"
KEPT = 100
# As this process was asked, for another that is asked the same. They are gone from `sys` by the first import.
ARGUMENTS = sys.argv[1:]


def gil():
    """Whether the GIL is on; None where there is no question."""
    enabled = getattr(sys, "_is_gil_enabled", None)
    return enabled() if enabled else None


class Times(object):
    """Seconds of each module's import, with and without those that it imports itself."""

    def __init__(self):
        self.rows, self.stack, self.culprit = [], [], None
        try:
            import _frozen_importlib as bootstrap

            self.find = bootstrap._find_and_load
            bootstrap._find_and_load = self.timed
        except (ImportError, AttributeError):
            pass  # Python 2.7: only whole modules are timed

    def timed(self, name, import_):
        began, before = clock(), gil()
        self.stack.append(0.0)
        try:
            return self.find(name, import_)
        finally:
            whole = clock() - began
            inner = self.stack.pop()
            if self.stack:
                self.stack[-1] += whole
            self.rows.append((whole - inner, whole, name))
            if self.culprit is None and before is False and gil():
                self.culprit = name

    def slowest(self, count):
        rows = sorted(self.rows, reverse=True)[:count]
        return [{"module": name, "self": round(own, 6), "whole": round(whole, 6)} for own, whole, name in rows]


def place(error_traceback):
    """File and line of the innermost frame that is not ours or the import system's."""
    own = os.path.dirname(os.path.dirname(__file__))
    frames = [frame for frame in traceback.extract_tb(error_traceback)]
    frames = [frame for frame in frames if not frame[0].startswith((own, "<frozen "))]
    return "%s:%s" % tuple(frames[-1][:2]) if frames else None


def raised(name, error, error_traceback):
    """The part of a `module` record that tells what its import raised."""
    chain = []
    while error is not None and len(chain) < 5:
        chain.append(told(error))
        error = getattr(error, "__cause__", None) or getattr(error, "__context__", None)
    found = {"module": name, "error": chain[0][:2000], "causes": [text[:500] for text in chain[1:]]}
    return dict(found, place=place(error_traceback), lacks=lacks(chain))


def try_module(name, times):
    """One import: its error, warnings, seconds, and whether the GIL came back."""
    found = {"module": name, "error": None, "causes": [], "place": None, "lacks": None}
    before, began, alone = gil(), clock(), not children()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default")  # each place once, and none hidden as by default
        try:
            __import__(name)
        except BaseException as error:  # SystemExit too: a module that ends the process did not import
            found.update(raised(name, error, sys.exc_info()[2]))
    found["seconds"] = round(clock() - began, 6)
    found["warnings"] = [
        {
            "category": warning.category.__name__,
            "message": str(warning.message)[:500],
            "place": "%s:%d" % (warning.filename, warning.lineno),
        }
        for warning in caught[:KEPT]
    ]
    found["gil"], found["children"] = gil(), children() if alone else None
    if found["children"]:
        settle()
    if before is False and found["gil"]:
        found["gil_culprit"] = times.culprit or name
    module = sys.modules.get(name)
    found["file"] = getattr(module, "__file__", None) or inside(name, module)
    return found


def inside(name, module):
    """`built-in` or `frozen`, where the interpreter has a module of this name itself."""
    origin = getattr(getattr(module, "__spec__", None), "origin", None)
    return origin if origin in ("built-in", "frozen") else "built-in" if name in sys.builtin_module_names else None


def children():
    """Whether this process has children, running or not yet asked after. They are left as they are."""
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        return True
    except AttributeError:  # Windows, macOS before 3.9, Python 2.7
        return None if not hasattr(os, "fork") else older_children()
    except OSError:
        return False


def older_children():
    """The same where the system cannot only look: who has ended is taken off the list with it."""
    try:
        return os.waitpid(-1, os.WNOHANG) is not None
    except OSError:
        return False


def settle():
    """Waits a moment for the end of a child: one that came back from the import too says so by then."""
    until = clock() + 0.3
    while clock() < until:
        try:
            if os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
                return
        except (AttributeError, OSError):
            if children() is not True:
                return
        time.sleep(0.005)


def culprits(text):
    """The modules that `python -v` says it had to bring the GIL back for."""
    found = []
    for line in text.splitlines():
        if line.startswith(GIL_LINE) and line.rstrip().endswith("which requires the GIL"):
            name = line[len(GIL_LINE) :].split("'", 1)[0]
            if name not in found:
                found.append(name)
    return found


def ask_all_culprits(name):
    """Runs this driver again with -v. Only where the GIL came back, so it costs nothing to the innocent.

    None if that process did not come to its end: then nobody knows whether there are more."""
    command = [sys.executable, "-I", "-v", sys.argv[0], name, ARGUMENTS[1], "again"]
    run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
    found = []
    for line in run.stderr:
        found += [name for name in culprits(line.decode("utf-8", "replace")) if name not in found]
    return found if run.wait() == 0 else None


def main(request, channel):
    modules, again = request["modules"], ARGUMENTS[2:] == ["again"]
    channel.say("start", gil=gil(), modules=len(modules))
    times, back = Times(), False
    for name in modules:
        channel.say("begin", module=name)
        found = try_module(name, times)
        back = back or "gil_culprit" in found
        channel.say("module", **found)
    if not again:
        load(request.get("libraries") or [], channel, clock)
    named = ask_all_culprits(ARGUMENTS[0]) if back and request.get("gil") and not again else None
    channel.say("end", slowest=times.slowest(request.get("slowest", 5)), gil=gil(), gil_culprits=named)
