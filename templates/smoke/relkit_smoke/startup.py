"""Run pytest once with chosen plugins, and tell what it cost and what the tests made use of.
Python 3.6 and later, pytest 6 and later.

Argument: {"folder": where to run, "arguments": pytest's own, "autoload": whether plugins load by their
entry points, "plugins": names for -p, "collect_only": bool, "limits": {"AS": bytes, ...}}.

Output: one JSON object on the standard output (what pytest prints goes to the standard error) with the
plugins on offer, the seconds until pytest was loaded, configured and had collected, every test with its
outcome, markers and fixtures, and what was missing (unknown fixtures and markers, usage errors).
"""
import json
import os
import re
import sys
import time

KEPT = 100000


def offers():
    """All pytest11 entry points of this environment: [{"name", "module", "project"}].

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
            project = re.split(r"-\d", name.rsplit(".", 1)[0])[0]
            for line in group(os.path.join(folder, name, "entry_points.txt")):
                key, _, target = line.partition("=")
                target = target.split("[")[0].strip()
                if key.strip() not in seen:
                    seen.add(key.strip())
                    found.append({"name": key.strip(), "module": target.split(":")[0], "project": project})
    return found


def group(path):
    """The lines of the pytest11 section."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            lines = file.read(1 << 20).splitlines()
    except OSError:
        return
    inside = False
    for line in lines:
        line = line.strip()
        if line.startswith("["):
            inside = line == "[pytest11]"
        elif inside and "=" in line and not line.startswith(("#", ";")):
            yield line


class Probe:
    """A plugin that only listens."""

    def __init__(self, clock):
        self.clock = clock
        self.configured = self.collected = None
        self.tests, self.loaded, self.errors, self.options = {}, [], [], {}
        self.known_markers = []

    def pytest_configure(self, config):
        self.configured = self.clock()
        manager = config.pluginmanager
        pairs = [(name, plugin) for name, plugin in manager.list_name_plugin() if plugin]
        self.loaded = sorted({getattr(plugin, "__name__", name) for name, plugin in pairs})
        self.strict = bool(getattr(config.option, "strict_markers", False))

    def pytest_collection_finish(self, session):
        self.collected = self.clock()
        # Only now has every plugin declared its markers.
        lines = session.config.getini("markers")
        self.known_markers = sorted(re.split(r"[:(]", line)[0].strip() for line in lines)
        for item in session.items[:KEPT]:
            self.tests[item.nodeid] = {
                "outcome": None,
                "markers": sorted({marker.name for marker in item.iter_markers()}),
                "fixtures": self.fixtures(item),
            }

    def fixtures(self, item):
        """Name and module of each fixture of a test, and whether it came unasked."""
        info = getattr(item, "_fixtureinfo", None)
        if info is None:
            return []
        asked = set(getattr(info, "argnames", ())) | {
            name for marker in item.iter_markers("usefixtures") for name in marker.args
        }
        found = []
        for name, definitions in sorted(info.name2fixturedefs.items()):
            if definitions:
                module = getattr(definitions[-1].func, "__module__", None)
                found.append({"name": name, "module": module, "asked": name in asked})
        return found

    def pytest_runtest_logreport(self, report):
        test = self.tests.get(report.nodeid)
        if test is None:
            return
        worse = {None: 0, "passed": 1, "skipped": 2, "failed": 3, "error": 4}
        outcome = report.outcome
        if outcome == "failed" and report.when != "call":
            outcome = "error"
        if report.when != "call" and outcome == "passed":
            return
        if worse[outcome] > worse[test["outcome"]]:
            test["outcome"] = outcome
        if outcome == "error":
            self.errors.append(str(report.longrepr)[-1000:])

    def pytest_collectreport(self, report):
        if report.failed:
            self.errors.append(str(report.longrepr)[-1000:])


def missing(errors, tests, known):
    """Names of fixtures that no plugin gave, and of markers that none declared."""
    fixtures = set()
    for text in errors:
        fixtures.update(re.findall(r"fixture '([^']+)' not found", text))
    # `filterwarnings` and the like are pytest's own and always known.
    used = {marker for test in tests.values() for marker in test["markers"]}
    return sorted(fixtures), sorted(used - set(known))


def private_output():
    """A stream of our own: what the tests print must not be taken for ours."""
    sys.stdout.flush()
    own = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    return own


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


def main(request):
    limit(request.get("limits"))
    output = private_output()
    os.chdir(request["folder"])
    on_offer = offers()
    os.environ.pop("PYTEST_ADDOPTS", None)
    os.environ.pop("PYTEST_PLUGINS", None)
    os.environ.pop("PYTEST_DISABLE_PLUGIN_AUTOLOAD", None)
    if not request.get("autoload"):
        os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    arguments = ["-q", "--no-header"] if request.get("quiet", True) else []
    for name in request.get("plugins") or []:
        arguments += ["-p", name]
    if request.get("collect_only"):
        arguments.append("--collect-only")
    arguments += request.get("arguments") or []
    sys.path.insert(0, os.getcwd())  # as `python -m pytest` does
    began = time.perf_counter()

    def clock():
        return round(time.perf_counter() - began, 4)

    import pytest

    loaded = clock()
    probe = Probe(clock)
    status = pytest.main(arguments, plugins=[probe])
    total = clock()
    fixtures, markers = missing(probe.errors, probe.tests, probe.known_markers)
    answer = {
        "pytest": pytest.__version__,
        "status": int(status),
        "offers": on_offer,
        "loaded": probe.loaded,
        "seconds": {
            "import": loaded,
            "configured": probe.configured,
            "collected": probe.collected,
            "total": total,
        },
        "tests": probe.tests,
        "strict_markers": getattr(probe, "strict", None),
        "missing_fixtures": fixtures,
        "unknown_markers": markers,
        "errors": probe.errors[:20],
    }
    output.write(json.dumps(answer, sort_keys=True) + "\n")
    output.flush()


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
    sys.stderr.flush()
    os._exit(0)
