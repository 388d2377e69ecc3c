"""Run pytest once with chosen plugins, and tell what that cost and what the tests made use of.
Python 3.6 and later, pytest 6 and later.

Request: {"folder": where to run, "arguments": pytest's own, "autoload": whether plugins load by their entry points,
"plugins": names for -p, "by_option": whether to turn the loading off by --disable-plugin-autoload (pytest 8.4 and
later) instead of the environment, "collect_only", "limits"}.

Records: `start`, `test` for each test in the order of the run, `end`.
  start  folder; offers [{name, module, project}]: every pytest11 entry point of this environment
  test   id (cut after 1000 characters), markers [names], outcome passed, failed, skipped, error (in set-up or
         tear-down), null if it did not run; fixtures [{name, module, asked}]: asked is false for what a plugin
         brings by itself
  end    pytest   its version, null if it could not be imported; error then says why
         status   pytest's own: 0 all passed, 1 some failed, 2 interrupted, 3 internal, 4 usage, 5 no tests
         seconds  {import, configured, collected, total} since the start of the driver's own work, null if not reached
         plugins  [{name, options, ini, markers, fixtures, hooks}] of the loaded offers: what each brings
         settings {addopts, ini, required}: what the suite's configuration names
         missing_fixtures, unknown_markers, unknown_options, unknown_hooks   what no loaded plugin has
         strict_markers, workers, disable_option   booleans: unknown markers are errors; tests were to run in
                  workers (they ran here); this pytest has --disable-plugin-autoload
         tests    how many; errors: up to 20, the last 1000 characters of each; where there are none and pytest has
                  run no test, its last words
Without `end` the way in which the process ended is the verdict; pytest's own words are on the standard error.
"""

import os
import re
import sys
import time

from relkit_smoke.channel import told
from relkit_smoke.offers import offers

ALONE = "PYTEST_DISABLE_PLUGIN_AUTOLOAD"
IDENTIFIER = 1000
# pytest's and those of its own that nobody declares.
OWN_MARKERS = {"filterwarnings", "parametrize", "skip", "skipif", "usefixtures", "xfail", "tryfirst", "trylast"}


class Ear:
    """The standard error, of which the last words are kept: usage errors stand nowhere else."""

    def __init__(self, stream):
        self.stream, self.last = stream, ""

    def write(self, text):
        self.last = (self.last + text)[-8192:]
        return self.stream.write(text)

    def __getattr__(self, name):
        return getattr(self.stream, name)


def unknown_options(text):
    found = re.findall(r"unrecognized arguments: (.*)", text)
    found = [option.split("=")[0] for line in found for option in line.split() if option.startswith("-")]
    return sorted({option if option.startswith("--") else option[:2] for option in found})


def command_line(request):
    arguments = ["-q", "--no-header"]
    if not request.get("autoload"):
        if request.get("by_option"):
            arguments.append("--disable-plugin-autoload")
        else:
            os.environ[ALONE] = "1"
    for name in request.get("plugins") or []:
        arguments += ["-p", name]
    if request.get("collect_only"):
        arguments.append("--collect-only")
    return arguments + list(request.get("arguments") or [])


def main(request, channel):
    end = {"pytest": None, "status": None, "error": None, "tests": 0, "seconds": {}, "plugins": [], "errors": []}
    on_offer = offers()
    channel.say("start", folder=request["folder"], offers=on_offer)
    try:
        os.chdir(request["folder"])
    except OSError as error:
        channel.say("end", **dict(end, error=told(error)))
        return
    sys.path.insert(0, os.getcwd())  # as `python -m pytest` does
    # Whether plugins load is for the request to say; the user's other variables are part of the suite.
    os.environ.pop(ALONE, None)
    arguments = command_line(request)
    began = time.perf_counter()

    def clock():
        return round(time.perf_counter() - began, 4)

    try:
        import pytest

        loaded = clock()
        from relkit_smoke.probe import Probe
    except Exception as error:
        channel.say("end", **dict(end, error=told(error)))
        return
    ear = sys.stderr = Ear(sys.stderr)
    sys.argv[1:] = arguments
    probe = Probe(clock, on_offer)
    try:
        status = int(pytest.main(arguments, plugins=[probe]))
    except BaseException as error:  # a plugin that leaves, or fails where pytest does not expect it
        status, end["error"] = None, told(error)
    seconds = {"import": loaded, "configured": probe.configured, "collected": probe.collected, "total": clock()}
    sys.stderr = ear.stream
    for identifier, test in probe.tests.items():
        channel.say("test", id=identifier[:IDENTIFIER], **test)
    used = {marker for test in probe.tests.values() for marker in test["markers"]}
    missing = {name for text in probe.errors for name in re.findall(r"fixture '([^']+)' not found", text)}
    hooks = {name for text in probe.errors for name in re.findall(r"unknown hook '([^']+)'", text)}
    option = probe.config.option if probe.config else None
    end.update(
        pytest=pytest.__version__,
        status=status,
        seconds=seconds,
        tests=len(probe.tests),
        plugins=probe.plugins(),
        settings=probe.settings(),
        missing_fixtures=sorted(missing),
        unknown_hooks=sorted(hooks),
        unknown_markers=sorted(used - probe.markers() - OWN_MARKERS),
        unknown_options=unknown_options(ear.last),
        strict_markers=bool(getattr(option, "strict_markers", False)),
        workers=bool(getattr(probe, "workers", False)),
        disable_option=hasattr(option, "disable_plugin_autoload"),
        errors=probe.errors[:20] or ([ear.last[-1000:]] if status not in (0, 1) else []),
    )
    channel.say("end", **end)
