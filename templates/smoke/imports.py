"""Import what a wheel brings, one module after the other. Python 2.7 and later.

Argument: {"modules": [names], "slowest": how many, "gil": whether to name every module that brings the GIL
back, which runs this file once more with -v, "limits": {"AS": bytes, ...}}. Warnings are told, never raised:
the caller judges them.

Output, one JSON object a line on the standard output (what the modules print goes to the standard error):
`begin` before each module, so that a crash has a culprit, `module` after it, and `end`.
"""
import json
import os
import sys
import time
import traceback
import warnings

if sys.version_info < (3, 4) or not sys.flags.isolated:
    # The folder of this file is no part of what is tried.
    sys.path[:] = [path for path in sys.path if path not in ("", os.path.dirname(os.path.abspath(__file__)))]

clock = getattr(time, "perf_counter", time.time)
GIL_LINE = "# loading module '"
KEPT = 100


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


def private_output():
    """A stream of our own: what modules print must not be taken for ours."""
    sys.stdout.flush()
    own = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    return own


def place(error_traceback):
    """File and line of the innermost frame that is not ours or the import system's."""
    frames = [frame for frame in traceback.extract_tb(error_traceback)]
    frames = [frame for frame in frames if frame[0] != __file__ and not frame[0].startswith("<frozen ")]
    return "%s:%s" % tuple(frames[-1][:2]) if frames else None


def try_module(name, times):
    """One import: its error, warnings, seconds, and whether the GIL came back."""
    found = {"module": name, "error": None}
    before, began = gil(), clock()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default")  # each place once, and none hidden as by default
        try:
            __import__(name)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # SystemExit too: a module that ends the process did not import
            chain = []
            while error is not None and len(chain) < 5:
                chain.append("%s: %s" % (type(error).__name__, error))
                error = getattr(error, "__cause__", None) or getattr(error, "__context__", None)
            found["error"], found["causes"] = chain[0][:2000], [text[:500] for text in chain[1:]]
            found["place"] = place(sys.exc_info()[2])
    found["seconds"] = round(clock() - began, 6)
    found["warnings"] = [
        {
            "category": warning.category.__name__,
            "message": str(warning.message)[:500],
            "place": "%s:%d" % (warning.filename, warning.lineno),
        }
        for warning in caught[:KEPT]
    ]
    found["gil"] = gil()
    if before is False and found["gil"]:
        found["gil_culprit"] = times.culprit or name
    module = sys.modules.get(name)
    found["file"] = getattr(module, "__file__", None)
    return found


def culprits(text):
    """The modules that `python -v` says it had to bring the GIL back for."""
    found = []
    for line in text.splitlines():
        if line.startswith(GIL_LINE) and line.rstrip().endswith("which requires the GIL"):
            name = line[len(GIL_LINE) :].split("'", 1)[0]
            if name not in found:
                found.append(name)
    return found


def ask_all_culprits(modules):
    """Runs this file again with -v. Only where the GIL came back, so it costs nothing to the innocent."""
    import subprocess

    again = json.dumps({"modules": modules, "slowest": 0})
    command = [sys.executable, "-I", "-v", __file__, again]
    run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
    found = []
    for line in run.stderr:
        found += [name for name in culprits(line.decode("utf-8", "replace")) if name not in found]
    run.wait()
    return found


def limit(limits):
    """Sets this process's own limits before anything foreign is loaded: {"AS": bytes, "CORE": 0, ...}."""
    try:
        import resource
    except ImportError:  # Windows: the caller's job object does it
        return
    for name, value in sorted((limits or {}).items()):
        kind = getattr(resource, "RLIMIT_" + name, None)
        if kind is not None:
            hard = resource.getrlimit(kind)[1]
            value = value if hard == resource.RLIM_INFINITY else min(value, hard)
            try:
                resource.setrlimit(kind, (value, hard))
            except (ValueError, OSError):
                pass  # macOS does not let every limit be set


def main():
    limit(request.get("limits"))
    output, parent = private_output(), os.getpid()

    def say(event, **more):
        if os.getpid() != parent:
            os._exit(0)
        more["event"] = event
        output.write(json.dumps(more, sort_keys=True) + "\n")
        output.flush()

    say("start", gil=gil(), modules=len(request["modules"]))
    times, back = Times(), False
    for name in request["modules"]:
        say("begin", module=name)
        found = try_module(name, times)
        back = back or "gil_culprit" in found
        say("module", **found)
    named = ask_all_culprits(request["modules"]) if back and request.get("gil") else None
    say("end", slowest=times.slowest(request.get("slowest", 5)), gil=gil(), gil_culprits=named)


if __name__ == "__main__":
    request = json.loads(sys.argv[1])
    main()
    sys.stderr.flush()
    os._exit(0)
