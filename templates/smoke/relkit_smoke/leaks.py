"""Call one function again and again, and tell what does not come back. Python 3.6 and later.

Argument: {"call": "MODULE:FUNCTION(ARGUMENTS)", "raises": null or the name of an exception,
"seconds": time to settle a doubt, "heap": null, "psutil" or "ctypes", "limits": {"AS": bytes, ...}}.
Arguments are literals; `...` is an object whose references are counted.

Output, one JSON object a line on the standard output (what the function itself prints goes to the
standard error): `start` with what is watched, a `round` for each repeat count with the growth of each
counter, and `end` with the verdict: clean, leak, unsettled or failed.

Each round has twice as many calls as the one before, in four equal batches. What is lost in every call
grows with the calls; caches and noise do not, so a counter is blamed only if its growth a call goes on
through three rounds, and is surely above nothing in the batches of the last two.
"""
import array
import ast
import ctypes
import gc
import importlib
import itertools
import json
import math
import mmap
import os
import sys
import time
import types

FIRST_BATCH = 5
BATCHES = 4
ROUNDS = 12
# Calls after which silence of the last two rounds is believed; fewer, once the calls alone took so long.
QUIET_CALLS = 2500
QUIET_FEWEST, QUIET_SECONDS = 1200, 0.03
SLOW_SECONDS = 0.5
# How many times the seconds asked for may be used before there is no verdict.
PATIENCE = 4
# Calls before a counter is blamed, unless it outgrows its ceiling or the time is over.
BLAME_CALLS = 10000
# Growth in a round that says nothing, whatever the round's calls.
NOISE = {"heap": 256, "mmap": 0, "blocks": 4, "vms": 16384, "fds": 0, "threads": 0, "references": 2}
# Growth a call from which a counter can be blamed, and up to which one that may as well stand still is
# not suspected: what lies between is told by more calls. One object in 100 calls is seen.
BLAMED = {"heap": 1.0, "mmap": 40, "blocks": 0.005, "vms": 16, "fds": 0.002, "threads": 0.002, "references": 0.005}
UNSEEN = {"heap": 8.0, "mmap": 80, "blocks": 0.05, "vms": 128, "fds": 0.02, "threads": 0.02, "references": 0.05}
# Growth at which calling on would do harm.
CEILING = {"heap": 128 << 20, "mmap": 128 << 20, "blocks": 1 << 21, "vms": 1 << 30, "threads": 100}
# Student's t, two-sided 95 %, by degrees of freedom.
STUDENT = {1: 12.71, 2: 4.30, 3: 3.18, 4: 2.78, 5: 2.57, 6: 2.45, 7: 2.36}


class Ctypes:
    """The allocator of the C library, asked without psutil."""

    name = "ctypes"

    def __init__(self):
        if sys.platform == "win32" or sys.platform == "darwin":
            self.open_other()
            return
        library = ctypes.CDLL(None)
        kind, self.ask = ctypes.c_size_t, getattr(library, "mallinfo2", None)
        if self.ask is None:  # glibc before 2.33: the fields are ints, and wrap
            kind, self.ask = ctypes.c_uint, library.mallinfo
        names = "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost"
        fields = [(name, kind) for name in names.split()]
        self.ask.restype = type("mallinfo", (ctypes.Structure,), {"_fields_": fields})
        self.ask.argtypes = []
        self.trim_all = library.malloc_trim
        self.trim_all.argtypes = [ctypes.c_size_t]

    def open_other(self):
        """Zones on macOS, heaps on Windows."""
        if sys.platform == "darwin":
            library = ctypes.CDLL(None)
            fields = [("blocks_in_use", ctypes.c_uint)]
            fields += [(name, ctypes.c_size_t) for name in ("size_in_use", "max_size_in_use", "size_allocated")]
            statistics = type("malloc_statistics_t", (ctypes.Structure,), {"_fields_": fields})
            fill = library.malloc_zone_statistics
            fill.argtypes = [ctypes.c_void_p, ctypes.POINTER(statistics)]
            fill.restype = None
            relieve = library.malloc_zone_pressure_relief
            relieve.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
            relieve.restype = ctypes.c_size_t
            answer = statistics()

            def read():
                fill(None, ctypes.byref(answer))
                return answer.size_in_use, 0

            self.read, self.trim = read, lambda: relieve(None, 0)
            return
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        wide = ctypes.c_size_t

        class Summary(ctypes.Structure):
            _fields_ = [("cb", ctypes.c_uint32), ("allocated", wide), ("committed", wide)]
            _fields_ += [("reserved", wide), ("max_reserve", wide)]

        kernel.GetProcessHeaps.argtypes = [ctypes.c_uint32, ctypes.c_void_p]
        kernel.HeapSummary.argtypes = [ctypes.c_void_p, ctypes.c_uint32, ctypes.c_void_p]
        kernel.HeapCompact.argtypes = [ctypes.c_void_p, ctypes.c_uint32]
        heaps, summary = (ctypes.c_void_p * 256)(), Summary()
        summary.cb = ctypes.sizeof(Summary)

        def each():
            return heaps[: min(kernel.GetProcessHeaps(256, heaps), 256)]

        def read():
            used = 0
            for heap in each():
                if kernel.HeapSummary(heap, 0, ctypes.byref(summary)):
                    used += summary.allocated
            return used, 0

        self.read, self.trim = read, lambda: [kernel.HeapCompact(heap, 0) for heap in each()]

    def read(self):
        info = self.ask()
        return info.uordblks, info.hblkhd

    def trim(self):
        self.trim_all(0)


class Psutil:
    """The allocator of the C library, through psutil 7.2 or later."""

    name = "psutil"

    def __init__(self):
        import psutil

        self.info, self.trim = psutil.heap_info, psutil.heap_trim

    def read(self):
        info = self.info()
        return info.heap_used, info.mmap_used


def open_heap(wanted):
    """The first way to ask the allocator that works here, or None (musl, PyPy on Windows ...)."""
    # psutil where the function brought it along; loading it only for this costs as much as the measuring.
    kinds = (Psutil, Ctypes) if "psutil" in sys.modules else (Ctypes, Psutil)
    for kind in kinds:
        if wanted in (None, kind.name):
            try:
                heap = kind()
                heap.trim()
                if heap.read()[0] > 0:
                    return heap
            except Exception:
                continue
    return None


def descriptors():
    """The open file descriptors and what they are, or None where the system does not tell."""
    for folder in ("/proc/self/fd", "/dev/fd"):
        try:
            numbers = [int(name) for name in os.listdir(folder)]
        except (OSError, ValueError):
            continue
        found = {}
        for number in numbers:
            try:
                found[number] = os.readlink("%s/%d" % (folder, number))
            except OSError:
                try:
                    os.fstat(number)
                    found[number] = "descriptor %d" % number
                except OSError:
                    pass  # the one that listed the folder
        return found
    return None


class Watch:
    """All counters of this process."""

    def __init__(self, heap, objects):
        self.allocator = heap
        self.objects = objects
        self.counters = []
        self.trim = heap.trim if heap else lambda: None
        self.clear = getattr(sys, "_clear_internal_caches", None) or getattr(sys, "_clear_type_cache", None)
        if heap:
            self.counters += ["heap", "mmap"]
        if getattr(sys, "getallocatedblocks", None) and sys.getallocatedblocks():
            self.counters.append("blocks")
        if os.path.exists("/proc/self/statm"):
            self.page = os.sysconf("SC_PAGE_SIZE")
            self.counters.append("vms")
        self.fd_folder = next((f for f in ("/proc/self/fd", "/dev/fd") if os.path.isdir(f)), None)
        self.handles = None
        if self.fd_folder:
            self.counters.append("fds")
        elif sys.platform == "win32":
            self.handles = ctypes.c_uint32()
            self.count_handles = ctypes.WinDLL("kernel32").GetProcessHandleCount
            self.count_handles.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
            self.counters.append("fds")
        if os.path.isdir("/proc/self/task"):
            self.counters.append("threads")
        if hasattr(sys, "getrefcount"):
            self.counters.append("references")

    def read(self, row):
        """Writes the counters into an array that exists already: a look must not count itself."""
        gc.collect()
        if self.clear:
            self.clear()
        self.trim()
        for place, counter in enumerate(self.counters):
            row[place] = getattr(self, counter)()

    def heap(self):
        return self.allocator.read()[0]

    def mmap(self):
        return self.allocator.read()[1]

    def blocks(self):
        return sys.getallocatedblocks()

    def vms(self):
        with open("/proc/self/statm", "rb", 0) as file:
            return int(file.read(64).split(None, 1)[0]) * self.page

    def fds(self):
        if self.handles is not None:
            self.count_handles(ctypes.c_void_p(-1), ctypes.byref(self.handles))
            return self.handles.value
        return len(os.listdir(self.fd_folder))

    def threads(self):
        return len(os.listdir("/proc/self/task"))

    def references(self):
        return sum(map(sys.getrefcount, self.objects))


def find(text):
    """The function and its arguments. `module:name`, `module:Class.name`, with or without `(…)`."""
    module, separator, rest = text.partition(":")
    if not separator:
        raise ValueError("%r is not MODULE:FUNCTION" % text)
    tree = ast.parse(rest.strip() or "()", mode="eval").body
    positional, named = [], {}
    if isinstance(tree, ast.Call):
        for node in tree.args:
            positional.append(literal(node))
        for keyword in tree.keywords:
            if keyword.arg is None:
                raise ValueError("%r: ** is not understood" % text)
            named[keyword.arg] = literal(keyword.value)
        tree = tree.func
    names = []
    while isinstance(tree, ast.Attribute):
        names.insert(0, tree.attr)
        tree = tree.value
    if not isinstance(tree, ast.Name):
        raise ValueError("%r is not MODULE:FUNCTION(LITERALS)" % text)
    loaded = importlib.import_module(module)
    found = loaded
    for name in [tree.id] + names:
        found = getattr(found, name)
    if not callable(found):
        raise TypeError("%s is not callable but %s" % (text, type(found).__name__))
    return loaded, found, positional, named


class Sentinel(object):
    """An argument that nobody else knows."""


def literal(node):
    # A node of its own before 3.8.
    dots = isinstance(node, ast.Ellipsis) if sys.version_info < (3, 8) else getattr(node, "value", None) is Ellipsis
    if dots:
        return Sentinel()
    return ast.literal_eval(node)


def is_plain(value):
    """Whether a count of references to this value says something."""
    if isinstance(value, (bool, int, float, types.ModuleType)):
        return False
    # Immortal objects (3.12) and those whose references are deferred (free-threaded) show a huge count.
    return not hasattr(sys, "getrefcount") or sys.getrefcount(value) < 1 << 28


class Failed(Exception):
    """The function did not do what was said of it."""


class Forks:
    """Children that come back from the function as the parent does: each would call on, and fork again."""

    def __init__(self):
        self.parent = os.getpid()
        self.seen = mmap.mmap(-1, mmap.PAGESIZE)  # shared with the children

    def look(self):
        """Ends a child; in the parent, fails if one was there."""
        if os.getpid() != self.parent:
            self.seen[0] = 1
            os._exit(0)

    def fail_if_seen(self):
        if self.seen[0]:
            raise Failed("it forks, and the child returns too")


def repeater(function, positional, named, expected, forks):
    """What makes so many calls, and keeps nothing of them."""
    look = forks.look

    def run(count):
        for _ in itertools.repeat(None, count):
            try:
                function(*positional, **named)
            finally:
                look()
        forks.fail_if_seen()

    def run_raising(count):
        for _ in itertools.repeat(None, count):
            try:
                function(*positional, **named)
            except Exception as error:
                look()
                if not expected(error):
                    raise
            else:
                look()
                raise Failed("it raised nothing")
        forks.fail_if_seen()

    return run_raising if expected else run


def expectation(module, raises):
    """Tells an exception by its name, or by the name that the module has for it; None if none is expected."""
    if raises is None:
        return None
    alias = getattr(module, raises, None)

    def expected(error):
        return type(error) is alias or any(kind.__name__ == raises for kind in type(error).__mro__)

    return expected


class Series:
    """What one counter did: growth and calls, batch by batch and round by round."""

    def __init__(self, counter):
        self.counter = counter
        # Room made beforehand: what is kept while a round runs must not count among what it lost.
        self.growth = array.array("q", [0] * (ROUNDS * BATCHES))
        self.counts = array.array("q", [0] * (ROUNDS * BATCHES))
        self.length = 0
        self.rounds = []

    def add(self, growth, count):
        self.growth[self.length] = growth
        self.counts[self.length] = count
        self.length += 1

    def last(self, length):
        """The last batches, as pairs of growth and calls."""
        start = max(self.length - length, 0)
        return list(zip(self.growth[start : self.length], self.counts[start : self.length]))

    def total(self):
        return sum(self.growth)

    def innocent(self, hurried):
        """Nothing was added in the last two rounds (one if there is no time), or what cannot be a leak."""
        looked = self.rounds[-1:] if hurried else self.rounds[-2:]
        if all(growth <= NOISE[self.counter] for growth, _ in looked):
            return True
        mean, width = self.slope()
        by_chance = mean - width <= 0 or mean < BLAMED[self.counter]
        if hurried and by_chance:
            # Slow calls are too few for a narrow interval; what is lost in every call grows in every batch.
            used = self.last(2 * BATCHES)
            return 2 * sum(growth <= 0 for growth, _ in used) >= len(used)
        return by_chance and mean + width <= UNSEEN[self.counter]

    def slope(self):
        """Growth a call over the batches of the last two rounds, with the half width of its 95 % interval."""
        used = self.last(2 * BATCHES)
        calls = float(sum(count for _, count in used))
        mean = sum(growth for growth, _ in used) / calls
        if len(used) < 2:
            return mean, float("inf")
        # Variance of a batch grows with its calls; so each batch weighs by them.
        spread = sum((growth - mean * count) ** 2 / count for growth, count in used) / (len(used) - 1)
        return mean, STUDENT[len(used) - 1] * math.sqrt(spread / calls)

    def guilty(self, hurried):
        """Whether it grows in every call, as far as this many calls can tell."""
        if not self.rounds or self.rounds[-1][0] <= NOISE[self.counter]:
            return False
        mean, width = self.slope()
        if mean - width <= 0 or mean < BLAMED[self.counter]:
            return False
        if sum(growth <= 0 for growth, _ in self.last(2 * BATCHES)) > 1:
            return False
        rates = [growth / float(count) for growth, count in self.rounds[-3:]]
        if len(rates) < (2 if hurried else 3):
            return False
        return all(later > 0.6 * earlier for earlier, later in zip(rates, rates[1:]))

    def outgrown(self, ceiling):
        return self.total() > ceiling


def measure(watch, run, seconds, say):
    """Round after round, until every counter is settled. The verdict and its series."""
    counters = watch.counters
    ceilings = dict(CEILING, fds=descriptor_ceiling(), references=1 << 40)
    room = memory_room(watch)
    for counter in ("heap", "mmap", "vms"):
        # What fails for want of memory stops growing, and would look like a cache that is full.
        ceilings[counter] = min(ceilings[counter], room // 2)
    series = [Series(counter) for counter in counters]
    before, after = (array.array("q", [0] * len(counters)) for _ in range(2))
    began = time.time()
    calls, calling, batch, hurried, problem, longest = 0, 0.0, FIRST_BATCH, False, None, PATIENCE * seconds
    for number in range(1, ROUNDS + 1):
        started = time.time()
        watch.read(before)
        first = array.array("q", before)
        done = 0
        for _ in range(BATCHES):
            called = time.time()
            try:
                run(batch)
            except Exception as error:
                problem = error
                break
            calling += time.time() - called
            watch.read(after)
            for place, one in enumerate(series):
                one.add(after[place] - before[place], batch)
            before, after = after, before
            done += batch
            hurried = time.time() - began > seconds
            hurried = hurried or any(one.outgrown(ceilings[one.counter]) for one in series)
            if hurried and number > 2:
                break
        if done:
            calls += done
            for place, one in enumerate(series):
                one.rounds.append((before[place] - first[place], done))
            growth = {one.counter: one.rounds[-1][0] for one in series}
            say("round", round=number, calls=done, growth=growth, seconds=round(time.time() - began, 4))
        now = time.time()
        spent = now - began
        # The next round takes twice as long as this one.
        hurried = hurried or (number > 2 and spent + 2 * (now - started) > 1.5 * seconds)
        guilty = [one for one in series if one.guilty(hurried or problem is not None)]
        if problem is not None:
            return ("leak" if guilty else "failed"), guilty, series, calls, problem
        innocent = all(one.innocent(hurried) for one in series)
        # Looking at the counters may take longer than the calls: its time does not count.
        enough = calls >= QUIET_CALLS or (calling >= QUIET_SECONDS and calls >= QUIET_FEWEST)
        enough = enough or calling >= SLOW_SECONDS
        if number > 2 and innocent and (enough or hurried):
            return "clean", [], series, calls, None
        if guilty and (hurried or calls >= BLAME_CALLS):
            return "leak", guilty, series, calls, None
        if hurried and number > 2:
            if spent > longest / 2 or any(one.outgrown(ceilings[one.counter]) for one in series):
                break
            # Neither guilty nor innocent: slow calls get more time rather than a guess.
            hurried, seconds = False, longest
        else:
            batch *= 2
    return "unsettled", [], series, calls, None


def memory_room(watch):
    """Bytes that this process may still take under its limit of address space."""
    try:
        import resource

        limit = resource.getrlimit(resource.RLIMIT_AS)[0]
        if limit != resource.RLIM_INFINITY:
            return max(limit - watch.vms(), 1 << 20)
    except (ImportError, AttributeError, OSError, ValueError):
        pass
    return 1 << 62


def descriptor_ceiling():
    try:
        import resource

        return min(400, resource.getrlimit(resource.RLIMIT_NOFILE)[0] // 3)
    except (ImportError, ValueError):
        return 400


def private_output():
    """A stream of our own: what the function prints must not be taken for ours."""
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

    def say(event, **more):
        more["event"] = event
        output.write(json.dumps(more, sort_keys=True) + "\n")
        output.flush()

    try:
        module, function, positional, named = find(request["call"])
        run = repeater(function, positional, named, expectation(module, request.get("raises")), Forks())
        run(1)
    except Exception as error:
        say("end", verdict="failed", error="%s: %s" % (type(error).__name__, error), calls=0)
        return
    heap = open_heap(request.get("heap"))
    # Arguments, the module's own objects, and what the interpreter shares among all.
    objects = list(positional) + list(named.values()) + list(vars(module).values())
    objects = [value for value in objects + [None, NotImplemented, (), ""] if is_plain(value)]
    watch = Watch(heap, objects)
    say("start", call=request["call"], counters=watch.counters, heap=heap.name if heap else None)
    try:
        run(10)
    except Exception as error:
        say("end", verdict="failed", error="%s: %s" % (type(error).__name__, error), calls=1)
        return
    row = array.array("q", [0] * len(watch.counters))
    gc.collect()
    getattr(gc, "freeze", int)()
    for _ in range(3):
        watch.read(row)
    names = [sys.getrefcount(value) for value in objects] if "references" in watch.counters else []
    opened = descriptors()
    verdict, guilty, series, calls, problem = measure(watch, run, request.get("seconds") or 2.0, say)
    end = {"verdict": verdict, "calls": calls, "counters": {}}
    for one in series:
        if one.length:
            mean, width = one.slope()
            low, high = mean - width, mean + width
            end["counters"][one.counter] = {
                "growth": one.total(),
                "per_call": round(mean, 4),
                "low": None if math.isinf(width) else round(low, 4),
                "high": None if math.isinf(width) else round(high, 4),
                "leaks": one in guilty,
            }
    if any(one.counter == "fds" for one in guilty):
        fresh = {n: what for n, what in (descriptors() or {}).items() if n not in (opened or {})}
        end["fds"] = ["%d: %s" % item for item in sorted(fresh.items())[:5]]
    if any(one.counter == "references" for one in guilty):
        end["references"] = grown(objects, names, positional, named, module, calls)
    if problem is not None:
        end["error"] = "%s: %s" % (type(problem).__name__, problem)
    say("end", **end)


def grown(objects, names, positional, named, module, calls):
    """Which objects gained references, by the name under which the caller knows them."""
    known = [("argument %d" % (place + 1), value) for place, value in enumerate(positional)]
    known += [("argument %s" % name, value) for name, value in named.items()]
    known += [("%s.%s" % (module.__name__, name), value) for name, value in vars(module).items()]
    found = []
    for value, before in zip(objects, names):
        gain = sys.getrefcount(value) - before
        if gain > calls // 200 + 8:
            name = next((name for name, other in known if other is value), repr(value)[:40])
            found.append({"object": name, "gain": gain})
    return sorted(found, key=lambda one: -one["gain"])[:5]


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
    sys.stderr.flush()
    os._exit(0)
