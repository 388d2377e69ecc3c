"""What two runs of a suite have in common, and which plugins the one lacks. Python 3.6 and later."""

# What a plugin may do by itself, of which no test says that it is gone.
DOES = (
    ("pytest_collection_modifyitems", "orders, selects or marks tests"),
    ("pytest_collect_file", "collects files of other kinds"),
    ("pytest_ignore_collect", "leaves files out"),
    ("pytest_generate_tests", "adds parameters"),
    ("pytest_pycollect_makeitem", "makes tests of what pytest would not"),
    ("pytest_pyfunc_call", "calls the tests in its own way"),
    ("pytest_runtest_protocol", "runs tests in its own way: again, or under a limit"),
    ("pytest_runtest_setup", "acts before each test"),
    ("pytest_runtest_call", "acts before each test"),
    ("pytest_runtest_teardown", "acts after each test"),
    ("pytest_runtest_makereport", "changes what is reported"),
    ("pytest_runtest_logreport", "listens to outcomes"),
    ("pytest_terminal_summary", "adds to the summary"),
    ("pytest_report_header", "adds to the header"),
    ("pytest_assertrepr_compare", "explains failed comparisons"),
)


def does(plugin):
    """In words, what a plugin does without being asked. A record of `plugins`."""
    return list(dict.fromkeys(words for hook, words in DOES if hook in plugin["hooks"]))


def unasked(run, plugin):
    """The fixtures of a plugin that tests get though nobody asks for them."""
    own = set(plugin["fixtures"])
    found = {one["name"] for test in run.tests.values() for one in test["fixtures"] if not one["asked"]}
    return sorted(own & found)


class Run:
    """The records of one run of the start-up driver."""

    def __init__(self, records):
        self.offers, self.end = records[0]["offers"], records[-1]
        self.tests = {record["id"]: record for record in records if record["event"] == "test"}

    def names(self):
        """The offers that were loaded."""
        return [one["name"] for one in self.end["plugins"]]

    def unstable(self, other):
        """Tests that are not the same in two runs that should be."""
        differs = compare(self, other, ())
        return {one if isinstance(one, str) else one["id"] for some in differs.values() for one in some}


def compare(truth, run, unstable):
    """{"lost", "new": [ids], "outcomes", "markers": [{"id", "before", "after"}]}, `unstable` tests apart."""
    found = {"lost": [], "new": [], "outcomes": [], "markers": []}
    for identifier in sorted(set(truth.tests) | set(run.tests)):
        if identifier in unstable:
            continue
        before, after = truth.tests.get(identifier), run.tests.get(identifier)
        if after is None:
            found["lost"].append(identifier)
        elif before is None:
            found["new"].append(identifier)
        else:
            for what, key in (("outcomes", "outcome"), ("markers", "markers")):
                if before[key] != after[key]:
                    found[what].append({"id": identifier, "before": before[key], "after": after[key]})
            # A marker that nobody declares any more does nothing: its plugin's work is not done.
            undeclared = set(run.end.get("unknown_markers", ())) - set(truth.end.get("unknown_markers", ()))
            if before["markers"] == after["markers"] and undeclared & set(after["markers"]):
                kept = [marker for marker in after["markers"] if marker not in undeclared]
                found["markers"].append({"id": identifier, "before": before["markers"], "after": kept})
    return found


def size(differs):
    return sum(len(some) for some in differs.values())


def options(words):
    """The options among the words of a command line, as plugins declare them: `-n4` is `-n`, `--cov=x` is `--cov`."""
    found = set()
    for word in words:
        if word.startswith("--"):
            found.add(word.split("=")[0])
        elif word.startswith("-") and len(word) > 1:
            found.add(word[:2])
    return found


def wanted(truth, arguments):
    """The plugins that the suite speaks of: their names in the order of their loading, and why, by name."""
    settings, why = truth.end["settings"], {}
    used = options(settings["addopts"] + list(arguments))
    markers = {marker for test in truth.tests.values() for marker in test["markers"]}
    asked = {one["name"] for test in truth.tests.values() for one in test["fixtures"] if one["asked"]}
    projects = {offer["name"]: offer["project"] for offer in truth.offers}
    for one in truth.end["plugins"]:
        words = ["option " + name for name in one["options"] if name in used]
        words += ["setting " + name for name in one["ini"] if name in settings["ini"]]
        words += ["fixture " + name for name in one["fixtures"] if name in asked]
        words += ["marker " + name for name in one["markers"] if name in markers]
        if words:
            why[one["name"]] = words[:20]
    # Of a project that is required by its name, any plugin will do.
    for name in settings["required"]:
        project = name.lower().replace("_", "-").replace(".", "-")
        loaded = [one for one in truth.names() if projects.get(one) == project]
        if loaded and not any(one in why for one in loaded):
            why[loaded[0]] = ["required_plugins"]
    return list(why), why


def evidence(truth, run, chosen):
    """The plugins that a run without them missed, and what it missed, by name."""
    end, found = run.end, {}
    missed = (("fixture", "fixtures", "missing_fixtures"), ("marker", "markers", "unknown_markers"))
    missed += (("option", "options", "unknown_options"), ("hook", "brings", "unknown_hooks"))
    for one in truth.end["plugins"]:
        if one["name"] in chosen:
            continue
        words = ["%s %s" % (word, name) for word, key, lack in missed for name in one[key] if name in end.get(lack, ())]
        if words:
            found[one["name"]] = words[:20]
    return found
