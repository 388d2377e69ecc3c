"""A pytest plugin that only listens: what the others bring, and what the tests make use of. pytest 6 and later."""

import re
import sys

import pytest

from relkit_smoke.offers import owner

TESTS, NAMES, TEXT = 100000, 300, 1000
WORSE = {None: 0, "passed": 1, "skipped": 2, "failed": 3, "error": 4}


class Recorder:
    """Stands in for pytest's parser and its groups, and keeps the names of options and settings."""

    def __init__(self):
        self.options, self.ini = [], []

    def getgroup(self, *_, **__):
        return self

    def addoption(self, *names, **__):
        self.options += [name for name in names if isinstance(name, str) and name.startswith("-")]

    _addoption = add_option = addoption

    def addini(self, name, *_, **__):
        self.ini.append(name)

    def __getattr__(self, _):
        return lambda *_, **__: self


def recorded(plugin):
    """The options and settings that a plugin adds. Asked once more with a parser that only listens."""
    recorder = Recorder()
    add = getattr(plugin, "pytest_addoption", None)
    if callable(add):
        count = getattr(getattr(add, "__code__", None), "co_argcount", 1)
        names = add.__code__.co_varnames[:count] if hasattr(add, "__code__") else ("parser",)
        wanted = {name: recorder for name in names if name in ("parser", "pluginmanager")}
        try:
            add(**wanted)
        except Exception:
            pass  # what it added until then is known
    return sorted(set(recorder.options)), sorted(set(recorder.ini))


def defined(plugin):
    """The fixtures among a plugin's attributes: objects of a kind from pytest 8.4 on, marked functions before."""
    found = []
    for name in dir(plugin):
        try:
            value = getattr(plugin, name)
            mark = getattr(value, "_fixture_function_marker", None) or getattr(value, "_pytestfixturefunction", None)
        except Exception:
            continue
        if type(mark).__name__ == "FixtureFunctionMarker":
            found.append(mark.name or name)
    return found


class Probe:
    """Registered before all others; what it keeps is read when pytest is done."""

    def __init__(self, clock, on_offer):
        self.clock, self.on_offer = clock, on_offer
        self.configured = self.collected = self.config = None
        self.tests, self.errors = {}, []
        self.declared = {}  # marker -> module that declared it

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config):
        self.configured, self.config = self.clock(), config
        add = config.addinivalue_line

        def addinivalue_line(name, line):
            if name == "markers":
                module = sys._getframe(1).f_globals.get("__name__")
                self.declared[re.split(r"[:(]", line)[0].strip()] = module
            return add(name, line)

        config.addinivalue_line = addinivalue_line
        # Tests that run in workers are out of sight; the workers start as this process does.
        option = config.option
        self.workers = getattr(option, "dist", "no") != "no" or bool(getattr(option, "numprocesses", None))
        if self.workers:
            option.dist, option.numprocesses, option.tx = "no", None, []

    def pytest_collection_finish(self, session):
        self.collected = self.clock()
        for item in session.items[:TESTS]:
            self.tests[item.nodeid] = {
                "outcome": None,
                "markers": sorted({marker.name for marker in item.iter_markers()})[:NAMES],
                "fixtures": self.fixtures(item)[:NAMES],
            }

    def fixtures(self, item):
        """Each fixture of a test with its module; `asked` if the suite wants it, not only the plugin itself."""
        info = getattr(item, "_fixtureinfo", None)
        if info is None:
            return []
        definitions = {name: found[-1] for name, found in info.name2fixturedefs.items() if found}
        modules = {name: getattr(one.func, "__module__", None) for name, one in definitions.items()}
        waiting = list(getattr(info, "argnames", ())) + list(item.config.getini("usefixtures"))
        waiting += [name for marker in item.iter_markers("usefixtures") for name in marker.args]
        # What a suite's own fixtures ask for, be they used by themselves (autouse) or by name.
        waiting += [name for name, module in modules.items() if self.own(module)]
        asked = set()
        while waiting:
            name = waiting.pop()
            if name not in asked:
                asked.add(name)
                waiting += list(getattr(definitions.get(name), "argnames", ()))
        return [{"name": name, "module": modules[name], "asked": name in asked} for name in sorted(modules)]

    def own(self, module):
        """Whether a module is neither pytest's nor a plugin's on offer."""
        return bool(module) and module.split(".")[0] != "_pytest" and owner(module, self.on_offer) is None

    def pytest_runtest_logreport(self, report):
        test = self.tests.get(report.nodeid)
        outcome = report.outcome
        if test is None or (report.when != "call" and outcome == "passed"):
            return
        if outcome == "failed" and report.when != "call":
            outcome = "error"
        if WORSE.get(outcome, 3) > WORSE.get(test["outcome"], 3):
            test["outcome"] = outcome
        if outcome == "error":
            self.errors.append(str(report.longrepr)[-TEXT:])

    def pytest_collectreport(self, report):
        if report.failed:
            self.errors.append(str(report.longrepr)[-TEXT:])

    def pytest_internalerror(self, excinfo):
        """What stands in no report. Ex) a conftest.py with a hook that no loaded plugin knows."""
        self.errors.append(str(excinfo.value)[-TEXT:])

    def hooks(self):
        """Each hook that a plugin on offer brings, with the module that does."""
        known = self.config.pluginmanager.hook
        callers = ((name, getattr(known, name)) for name in dir(known) if name.startswith("pytest_"))
        spaces = ((name, getattr(getattr(one, "spec", None), "namespace", None)) for name, one in callers)
        found = ((name, getattr(space, "__module__", None) or getattr(space, "__name__", None)) for name, space in spaces)
        return [(name, module) for name, module in found if module and module.split(".")[0] != "_pytest"]

    def markers(self):
        """Every marker that was declared, by the suite's settings, by pytest or by a plugin."""
        lines = self.config.getini("markers") if self.config else []
        return {re.split(r"[:(]", line)[0].strip() for line in lines}

    def plugins(self):
        """What each plugin on offer that is loaded brings along."""
        if self.config is None:
            return []
        known = {}
        for _, plugin in self.config.pluginmanager.list_name_plugin():
            offer = owner(getattr(plugin, "__name__", None) or type(plugin).__module__, self.on_offer)
            if plugin is None or plugin is self or offer is None:
                continue
            kinds = ("options", "ini", "hooks", "brings", "markers", "fixtures")
            one = known.setdefault(offer, {kind: [] for kind in kinds})
            options, ini = recorded(plugin)
            one["options"] += options
            one["ini"] += ini
            one["fixtures"] += defined(plugin)
            one["hooks"] += [hook for hook in dir(plugin) if hook.startswith("pytest_") and hook != "pytest_addoption"]
        for marker, module in self.declared.items():
            if owner(module, self.on_offer) in known:
                known[owner(module, self.on_offer)]["markers"].append(marker)
        for hook, module in self.hooks():
            for name, one in known.items():
                # A project may have several plugins, of which one adds the hooks.
                modules = [offer["module"] for offer in self.on_offer if offer["name"] == name]
                same = any(other.split(".")[0] == module.split(".")[0] for other in modules)
                if same and "pytest_addhooks" in one["hooks"]:
                    one["brings"].append(hook)
        for test in self.tests.values():
            for fixture in test["fixtures"]:
                if owner(fixture["module"], self.on_offer) in known:
                    known[owner(fixture["module"], self.on_offer)]["fixtures"].append(fixture["name"])
        rows = [(name, {key: sorted(set(value))[:NAMES] for key, value in one.items()}) for name, one in known.items()]
        return [dict(one, name=name) for name, one in sorted(rows)]

    def settings(self):
        """The settings of the suite that plugins may be needed for."""
        if self.config is None:
            return {"addopts": [], "ini": [], "required": []}
        written = getattr(self.config, "inicfg", None) or {}
        required = self.config.getini("required_plugins") if "required_plugins" in written else []
        return {
            "addopts": [str(one) for one in self.config.getini("addopts")][:NAMES],
            "ini": sorted(str(key) for key in written)[:NAMES],
            "required": sorted(re.split(r"[^\w.-]", str(one).strip())[0] for one in required)[:NAMES],
        }
