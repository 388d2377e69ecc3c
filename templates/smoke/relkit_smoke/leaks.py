"""Call one function again and again, and tell what does not come back. Python 3.6 and later.

Request: {"call": "MODULE:FUNCTION(ARGUMENTS)", "raises": null or the name of an exception that every call must
raise, "seconds": to settle a doubt (2.0; up to four times as many where there is none left but it), "limit": seconds
after which the caller ends this process (none), "warm": calls before the first is counted (10; fewer of slow ones),
"heap": null, "psutil" or "ctypes", "limits"}. Arguments are literals; `...` is an object whose references are
counted. `MODULE:NAME` and `MODULE:CLASS.NAME` are called without arguments.

Records: `begin`, `loaded`, `start`, a `round` for each repeat count, `end`.
  begin    call, before its module is imported
  loaded   file of the module; the first call comes next
  start    heap: who is asked about the C heap, "ctypes", "psutil" or null
           counters   of heap, mmap, vms (bytes), blocks (Python objects and other memory), traced (bytes of those, on
                      free-threaded builds), fds, threads, references (to arguments, to what the module holds, to None
                      and the like)
  round    round from 1, calls in it, seconds since the first round began
           growth     by counter, over this round's calls
  end      verdict    clean, leak, unsettled (too slow or too noisy to say), failed (it raised, or forks)
           calls
           counters   by counter {growth in all, per_call, low, high, leaks}: growth a call in the last two rounds
                      with the bounds of its 95 % interval (null for one batch), and whether it is blamed
           fds        if blamed: up to 5 of the lost ones, "15: /dev/null"
           references if blamed: up to 5 times {object, gain}
           slow       only where the limit left no time for more calls: seconds that one took
           error      where it failed: "Kind: text"
Without `end` the way in which the process ended is the verdict, and the last record says in what: the import, the
first call, or one of many.

Each round has twice as many calls as the one before, in four equal batches. What is lost in every call
grows with the calls; caches and noise do not, so a counter is blamed only if its growth a call goes on
through three rounds, and is surely above nothing in the batches of the last two.
"""

import array
import gc
import sys
import time
from _collections_abc import AsyncGenerator, Coroutine, Generator  # loaded with the interpreter, other than `inspect`

from relkit_smoke.allocator import open_heap
from relkit_smoke.call import expectation, find, Forks, given, is_plain, repeater
from relkit_smoke.channel import told
from relkit_smoke.counters import descriptor_ceiling, descriptors, memory_room, trace, Watch
from relkit_smoke.pace import Pace
from relkit_smoke.series import BATCHES, BLAMED, ROUNDS, Series, STORE

# Calls after which silence of the last two rounds is believed; fewer, once the calls alone took so long.
QUIET_CALLS = 2500
QUIET_FEWEST, QUIET_SECONDS = 600, 0.02
SLOW_SECONDS = 0.5
# How many times the seconds asked for may be used before there is no verdict.
PATIENCE = 4
WARM = 10
# Items that are taken of what a generator gives.
ITEMS = 3
WAITS = "nothing of it runs until it is awaited: name a function that awaits it"
# What the interpreter shares among all: immortal from 3.12 on, and then not counted.
SHARED = [None, NotImplemented, (), ""]
# Calls before a counter is blamed, unless it outgrows its ceiling or the time is over.
BLAME_CALLS = 10000
# Seconds, and how often, that other threads are given to free what the calls took, before it is called lost.
PAUSE, PAUSES = 0.2, 3
# Growth at which calling on would do harm.
CEILING = {"heap": 128 << 20, "traced": 128 << 20, "mmap": 128 << 20, "blocks": 1 << 21, "vms": 1 << 30, "threads": 100}


def measure(watch, run, seconds, pace, say):
    """Round after round, until every counter is settled. The verdict and its series."""
    counters = watch.counters
    ceilings = dict(CEILING, fds=descriptor_ceiling(), references=1 << 40)
    room = memory_room(watch)
    for counter in ("heap", "traced", "mmap", "vms"):
        # What fails for want of memory stops growing, and would look like a cache that is full.
        ceilings[counter] = min(ceilings[counter], room // 2)
    series = [Series(counter) for counter in counters]
    store = Series(STORE) if "heap" in counters else None
    judged = series + [store] if store else series
    before, after = (array.array("q", [0] * len(counters)) for _ in range(2))
    began = time.perf_counter()
    calls, calling, batch, hurried, problem, longest = 0, 0.0, pace.batch(), False, None, PATIENCE * seconds
    for number in range(1, ROUNDS + 1):
        started = time.perf_counter()
        watch.read(before)
        first = array.array("q", before)
        done = 0
        for _ in range(BATCHES):
            if not pace.allows(batch):
                hurried = True
                break
            try:
                pace.timed(run, batch)
            except BaseException as error:
                problem = error
                break
            calling += pace.one * batch
            watch.read(after)
            for place, one in enumerate(series):
                one.add(after[place] - before[place], batch)
            if store:
                store.add(sum(one.growth[one.length - 1] for one in series[:2]), batch)
            before, after = after, before
            done += batch
            hurried = time.perf_counter() - began > seconds
            hurried = hurried or any(one.outgrown(ceilings[one.counter]) for one in series)
            if hurried and number > 2:
                break
        if done:
            calls += done
            for place, one in enumerate(series):
                one.rounds.append((before[place] - first[place], done))
            if store:
                store.rounds.append((sum(one.rounds[-1][0] for one in series[:2]), done))
            growth = {one.counter: one.rounds[-1][0] for one in series}
            say("round", round=number, calls=done, growth=growth, seconds=round(time.perf_counter() - began, 4))
        now = time.perf_counter()
        spent = now - began
        # The next round takes twice as long as this one.
        hurried = hurried or (number > 2 and spent + 2 * (now - started) > 1.5 * seconds)
        guilty = [one for one in judged if one.guilty(hurried or problem is not None)]
        if len(guilty) > 1:
            guilty = [one for one in guilty if not one.is_trace_of(guilty)]
        if any(one.counter in ("heap", "mmap") for one in guilty):
            guilty = [one for one in guilty if one is not store]
        if problem is not None:
            return ("leak" if guilty else "failed"), guilty, judged, calls, problem
        innocent = all(one.innocent(hurried) for one in judged)
        # Looking at the counters may take longer than the calls: its time does not count.
        enough = calls >= QUIET_CALLS or (calling >= QUIET_SECONDS and calls >= QUIET_FEWEST)
        enough = enough or calling >= SLOW_SECONDS
        if number > 2 and done and innocent and (enough or hurried):
            return "clean", [], judged, calls, None
        if guilty and (hurried or calls >= BLAME_CALLS):
            late = freed_later(watch, guilty, before)
            if len(late) < len(guilty):
                return "leak", [one for one in guilty if one not in late], judged, calls, None
            break
        if pace.cut:
            break
        if hurried and number > 2:
            if spent > longest / 2 or any(one.outgrown(ceilings[one.counter]) for one in series):
                break
            # Neither guilty nor innocent: slow calls get more time rather than a guess.
            hurried, seconds = False, longest
        else:
            batch *= 2
    # Swings that never climbed are no leak, if there were enough calls to tell; nor is what another thread gives back.
    open_ones = [one for one in judged if not (one.innocent(False) or one.bounded())]
    left = freed_later(watch, open_ones, before)
    freed = all(one in left and left[one] / calls < BLAMED[one.counter] for one in open_ones)
    enough = calls >= QUIET_CALLS and not pace.cut
    return ("clean" if enough and freed else "unsettled"), [], judged, calls, None


def freed_later(watch, series, before):
    """What another thread frees a while after the calls: by series, what is left then of what they took."""
    if not series or watch.is_alone():
        return {}
    freed, now = {}, array.array("q", before)
    for _ in range(PAUSES):
        time.sleep(PAUSE)
        watch.read(now)
        freed = given_back(watch, series, before, now)
        if len(freed) == len(series):
            break
    return freed


def given_back(watch, series, before, now):
    """Of which series most is gone again, and what is left of it."""
    fallen = {counter: before[place] - now[place] for place, counter in enumerate(watch.counters)}
    fallen[STORE] = fallen.get("heap", 0) + fallen.get("mmap", 0)
    left = {one: one.total() - fallen[one.counter] for one in series}
    freed = {one: rest for one, rest in left.items() if rest < one.total() / 2}
    if any(one.counter in ("heap", STORE) for one in freed):
        # The allocator keeps the address space of what it got back.
        freed.update((one, 0) for one in series if one.counter == "vms")
    return freed


def main(request, channel):
    pace = Pace(time.perf_counter(), request.get("limit"))
    channel.say("begin", call=request["call"])
    try:
        module, function, positional, named = find(request["call"])
        channel.say("loaded", file=getattr(module, "__file__", None))
        looked, expected, forks = Looked(function), expectation(module, request.get("raises")), Forks()
        try:
            pace.timed(repeater(looked, positional, named, None, forks), 1)
        except BaseException as error:
            if not (expected and expected(error)):
                raise
        if looked.waits:
            channel.say("end", verdict="failed", error=WAITS, calls=0)
            return
        run = repeater(stepped(function) if looked.steps else function, positional, named, expected, forks)
        traced = trace()
        pace.timed(run, 1)
    except BaseException as error:
        channel.say("end", verdict="failed", error=told(error), calls=0)
        return
    heap = open_heap(request.get("heap"))
    arguments = [("argument %d" % (place + 1), value) for place, value in enumerate(positional)]
    known = given(arguments + [("argument %s" % name, value) for name, value in named.items()])
    held = [(repr(value), value) for value in SHARED]
    held += [("%s.%s" % (module.__name__, name), value) for name, value in vars(module).items()]
    known += [(name, value) for name, value in held if is_plain(value)]
    objects = list({id(value): value for _, value in known}.values())
    watch = Watch(heap, objects, traced)
    channel.say("start", counters=watch.counters, heap=heap.name if heap else None)
    try:
        pace.warm(run, request.get("warm", WARM))
    except BaseException as error:
        channel.say("end", verdict="failed", error=told(error), calls=1)
        return
    row = array.array("q", [0] * len(watch.counters))
    gc.collect()
    getattr(gc, "freeze", int)()
    for _ in range(3):
        watch.read(row)
    names = [sys.getrefcount(value) for value in objects] if "references" in watch.counters else []
    opened = descriptors()
    verdict, guilty, series, calls, problem = measure(watch, run, request.get("seconds") or 2.0, pace, channel.say)
    end = {"verdict": verdict, "calls": calls, "counters": {one.counter: one.told(one in guilty) for one in series if one.counter != STORE or one in guilty}}
    if any(one.counter == "fds" for one in guilty):
        fresh = {n: what for n, what in (descriptors() or {}).items() if n not in (opened or {})}
        end["fds"] = ["%d: %s" % item for item in sorted(fresh.items())[:5]]
    if any(one.counter == "references" for one in guilty):
        end["references"] = grown(known, objects, names, calls)
    if pace.cut and verdict == "unsettled":
        end["slow"] = round(pace.one, 4)
    if problem is not None:
        end["error"] = told(problem)
    channel.say("end", **end)


class Looked:
    """Calls a function, and tells what it gave: the body of some runs only when it is asked for, and that shows in what
    they give alone (compiled ones, and those behind a decorator, look like any other function)."""

    def __init__(self, function):
        self.function, self.waits, self.steps = function, False, False

    def __call__(self, *positional, **named):
        given = self.function(*positional, **named)
        self.waits = isinstance(given, (Coroutine, AsyncGenerator))
        self.steps = isinstance(given, Generator)
        if isinstance(given, (Coroutine, Generator)):
            given.close()


def stepped(function):
    """Takes the first items of a generator, and closes it."""

    def step(*positional, **named):
        generator = function(*positional, **named)
        for _ in zip(range(ITEMS), generator):
            pass
        generator.close()

    return step


def grown(known, objects, names, calls):
    """Which objects gained references, by the name under which the caller knows them."""
    found = []
    for value, before in zip(objects, names):
        gain = sys.getrefcount(value) - before
        if gain > calls // 200 + 8:
            found.append({"object": next(name for name, other in known if other is value), "gain": gain})
    return sorted(found, key=lambda one: -one["gain"])[:5]
