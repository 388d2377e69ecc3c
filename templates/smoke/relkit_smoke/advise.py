"""Find the pytest plugins that a suite needs, so that it need not load the rest. Python 3.6 and later, pytest 6 and
later.

Request: {"folder", "arguments": pytest's own, "seconds": for one run of the suite (600), "runs": at most (40),
"repeat": measurements of each start (3), "collect_only": compare without running the tests, "path", "limits"}.
This is the one driver that runs in the surroundings of its user: what PYTEST_ADDOPTS adds is part of the suite.

The suite is run twice as it is; then without any plugin but those that its options, settings, fixtures and markers
speak of; then with more of them, until the tests, their outcomes and their markers are those of the first run.

Records: `begin`, a `run` for each, `end`.
  begin  folder
  run    number from 1; plugins [names for -p], null for all; status, tests, seconds as the start-up driver's
         what          truth, again, without, chosen, trial, proof (that the option does what the environment does),
                       time (collection only)
         differences   from the first run; null where none are sought
  end    verdict    same (the chosen plugins do all that all of them do), differs, nothing to gain, failed
         pytest     version
         plugins    names for -p, in the order in which they must be given
         evidence   [{name, project, why [words]}]: why each of them is needed
         lost       [{name, project, does [words], autouse [fixtures]}]: what is not loaded any more. No test misses it,
                    but what it does by itself is gone
         differs    {lost, new, outcomes, markers: up to 20 of each}, of the chosen plugins, [] where they are the same
         unstable   tests that differ between the first two runs: nothing is said of them; order: whether theirs was
                    the same twice
         seconds    {all, without, chosen}: median from the driver's start to the end of the collection
         ratio      all / chosen
         option     what to add to addopts; null before pytest 8.4
         environment {name: value}, which does the same for every pytest
         strict_markers whether the suite refuses unknown markers: if not, say that it should
         error      why it failed, in one line, else null
         kind       of the failure: pytest (it cannot be imported), suite (pytest finds nothing to compare), unstable (no
                    test is the same twice), slow, runs (they were not enough), lost (pytest ended without an answer)
         words      the last lines that pytest said of it
"""

import json
import os
import re
import shlex
import subprocess
import sys
import tempfile

from relkit_smoke.search import compare, does, evidence, Run, size, unasked, wanted

ALONE, ADDOPTS = "PYTEST_DISABLE_PLUGIN_AUTOLOAD", "PYTEST_ADDOPTS"
# pytest's own exit statuses (its reference, "Exit codes") with which there is nothing to compare.
STATUS = {
    2: "the tests cannot be collected",
    3: "pytest fails itself",
    4: "pytest refuses how it is called or set up",
    5: "there are no tests",
}


class Failed(Exception):
    """No answer can be had; the text says why, in one line."""

    def __init__(self, kind, text, words=()):
        super().__init__(text)
        self.kind, self.words = kind, list(words)


class Search:
    def __init__(self, request, say):
        self.request, self.say, self.number = request, say, 0
        self.left = request.get("runs") or 40

    def run(self, what, plugins, collect_only, truth=None, unstable=(), by_option=False):
        """One run of the suite in a process of its own."""
        if self.left <= 0:
            raise Failed("runs", "%d runs of the suite did not tell which plugins it needs" % (self.request.get("runs") or 40))
        self.left, self.number = self.left - 1, self.number + 1
        asked = {key: self.request[key] for key in ("folder", "arguments", "limits", "path") if key in self.request}
        asked.update(autoload=plugins is None, plugins=plugins or [], collect_only=collect_only, by_option=by_option)
        found = Run(self.ask(asked))
        differences = None if truth is None else size(compare(truth, found, unstable))
        end = found.end
        record = {"status": end["status"], "tests": len(found.tests), "seconds": end["seconds"]}
        self.say("run", number=self.number, what=what, plugins=plugins, differences=differences, **record)
        return found

    def ask(self, asked):
        with tempfile.TemporaryFile() as answer:
            command = [sys.executable, sys.argv[0], "startup", json.dumps(asked)]
            run = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=answer)
            try:
                run.wait(self.request.get("seconds") or 600)
            except subprocess.TimeoutExpired:
                run.kill()
                run.wait()
                seconds = self.request.get("seconds") or 600
                raise Failed("slow", "one run of the suite takes more than %s seconds" % seconds)
            answer.seek(0)
            records = [json.loads(line.decode("ascii")) for line in answer if line.endswith(b"}\n")]
        if not records or records[-1]["event"] != "end":
            if run.returncode < 0:
                raise Failed("lost", "pytest was ended by signal %d" % -run.returncode)
            raise Failed("lost", "pytest was ended with status %d before it was done" % run.returncode)
        if records[-1]["error"]:
            raise Failed("lost" if records[-1]["pytest"] else "pytest", records[-1]["error"])
        return records


def median(values):
    values = sorted(value for value in values if value is not None)
    return values[len(values) // 2] if values else None


def surrounding():
    """The words that the user's environment adds to every call of pytest."""
    try:
        return shlex.split(os.environ.get(ADDOPTS, ""))
    except ValueError:
        return []  # pytest refuses it in its own words


def refusal(end):
    """Why a run with all plugins has nothing to compare with."""
    lines = [line for text in end["errors"] for line in text.splitlines() if line.strip()]
    told = [line for line in lines if re.match(r"E  |ERROR|.*\berror: ", line)] or lines * (end["status"] != 5)
    last = re.sub(r"^(E +|ERROR:? |.*\berror: )", "", told[-1]).strip() if told else ""
    text = STATUS.get(end["status"], "pytest ends with status %s" % end["status"])
    return Failed("suite", text + (": " + last[:500] if last else ""), lines[-20:])


def search(find, only):
    """The runs up to the set of plugins that does what all of them do, or the best there is."""
    truth = find.run("truth", None, only)
    if truth.end["status"] not in (0, 1):
        raise refusal(truth.end)
    again = find.run("again", None, only)
    unstable = truth.unstable(again)
    if unstable.issuperset(truth.tests):
        raise Failed("unstable", "nothing stable to compare: no test is the same in two runs with every plugin")
    without = find.run("without", [], only, truth, unstable)
    chosen, why = wanted(truth, surrounding() + list(find.request.get("arguments") or []))
    # What the suite loads by itself (`-p` in its settings, `pytest_plugins`) need not be told again.
    chosen = [name for name in chosen if name not in without.names()]
    best = without
    while True:
        best = find.run("chosen", chosen, only, truth, unstable) if chosen else without
        more = evidence(truth, best, chosen)
        if not size(compare(truth, best, unstable)) or not more:
            break
        for name, words in more.items():
            chosen.append(name)
            why[name] = words
    # What nothing speaks of: each of the others in turn, as long as one of them helps.
    while size(compare(truth, best, unstable)):
        tried = []
        for name in truth.names():
            if name not in chosen:
                run = find.run("trial", chosen + [name], only, truth, unstable)
                tried.append((size(compare(truth, run, unstable)), name, run))
        if not tried or min(tried)[0] >= size(compare(truth, best, unstable)):
            break
        _, name, best = min(tried, key=lambda one: one[:2])
        chosen.append(name)
        why[name] = ["with it the suite does more of what it does with all plugins"]
    return truth, again, unstable, best, chosen, why


def timed(find, chosen):
    """Medians of the seconds up to the end of the collection, the three ways in turn."""
    seconds = {"all": [], "without": [], "chosen": []}
    for _ in range(find.request.get("repeat") or 3):
        for way, plugins in (("all", None), ("without", []), ("chosen", chosen)):
            seconds[way].append(find.run("time", plugins, True).end["seconds"]["collected"])
    return {way: median(values) for way, values in seconds.items()}


def main(request, channel):
    channel.say("begin", folder=request["folder"])
    find = Search(request, channel.say)
    try:
        truth, again, unstable, best, chosen, why = search(find, bool(request.get("collect_only")))
        find.left = max(find.left, 1 + 3 * (request.get("repeat") or 3))
        option = truth.end["disable_option"]
        if option:
            proof = find.run("proof", chosen, bool(request.get("collect_only")), truth, unstable, by_option=True)
            option = not size(compare(best, proof, unstable))
        seconds = timed(find, chosen)
    except Failed as error:
        channel.say("end", verdict="failed", error=str(error), kind=error.kind, words=error.words)
        return
    projects = {offer["name"]: offer["project"] for offer in truth.offers}
    differs = compare(truth, best, unstable)
    kept = set(chosen) | set(best.names())
    lost = [one for one in truth.end["plugins"] if one["name"] not in kept]
    verdict = "differs" if size(differs) else "same" if lost else "nothing to gain"
    line = " ".join("-p " + name for name in chosen)
    whole = " ".join(part for part in (os.environ.get(ADDOPTS, "").strip(), line) if part)
    channel.say(
        "end",
        verdict=verdict,
        pytest=truth.end["pytest"],
        plugins=chosen,
        evidence=[{"name": name, "project": projects.get(name), "why": why[name]} for name in chosen],
        lost=[
            {
                "name": one["name"],
                "project": projects.get(one["name"]),
                "does": does(one),
                "autouse": unasked(truth, one),
            }
            for one in lost
        ],
        differs={what: some[:20] for what, some in differs.items()},
        unstable=sorted(unstable)[:20],
        order=list(truth.tests) == list(again.tests),
        seconds=seconds,
        ratio=round(seconds["all"] / seconds["chosen"], 2) if seconds["all"] and seconds["chosen"] else None,
        option=("--disable-plugin-autoload " + line).strip() if option else None,
        environment={ALONE: "1", ADDOPTS: whole} if line else {ALONE: "1"},
        strict_markers=truth.end["strict_markers"],
        error=None,
    )
