"""Have psleak judge one function, in the records of the leak driver, to compare the two. Python 3.8 and later.

Wants psleak (tried with 0.1.6) and psutil to be importable, and an environment with PYTHONMALLOC=malloc and
PYTHONUNBUFFERED=1: so run it with -s in place of -I, which would not look at them. A free-threaded interpreter
does not start with PYTHONMALLOC=malloc; without it psleak skips its memory checks, and the verdict is `skipped`.

Request: {"call", "raises", "warm", "limits"} as the leak driver's.

Records: as the leak driver's, but for
  start    version of psleak; counters of heap, mmap, uss, rss, vms (bytes), fds, threads, garbage
  round    as psleak runs them: 200 calls, then half as many more each time
  end      verdict    clean, leak, failed, or skipped: psleak did not do what it was asked, which is no pass
           counters   of those in which psleak saw growth; low and high are null: it does not say how sure it is
           said       psleak's own words, where it blames the function
"""

import time
import unittest

from relkit_smoke.call import expectation, find
from relkit_smoke.channel import told

# Which of our counters an error of psleak speaks of.
SPEAKS_OF = {
    "UnclosedFdError": "fds",
    "UnclosedHandleError": "fds",
    "UnclosedNativeThreadError": "threads",
    "UnclosedPythonThreadError": "threads",
    "UnclosedHeapCreateError": "heap",
    "UncollectableGarbageError": "garbage",
}
COUNTERS = ["heap", "mmap", "uss", "rss", "vms", "fds", "threads", "garbage"]


class Unexpected(Exception):
    """The function did not raise what it must."""


def quiet(function, expected):
    """The function without the exception that it must raise."""

    def call():
        try:
            function()
        except Exception as error:
            if not expected(error):
                raise
        else:
            raise Unexpected("it raised nothing")

    return call


def case(base, say):
    """A test case of psleak that says what it measures. Its own numbers, by a method that is private to it."""

    class Case(base):
        rounds, calls, last, began = 0, 1, {}, time.perf_counter()

        def runTest(self):
            pass

        def _call_ntimes(self, function, times):
            found = super()._call_ntimes(function, times)
            self.rounds, self.calls, self.last = self.rounds + 1, self.calls + times, (times, found)
            spent = round(time.perf_counter() - self.began, 4)
            say("round", round=self.rounds, calls=times, growth=found, seconds=spent)
            return found

    return Case()


def version():
    try:
        from importlib.metadata import version as ask

        return ask("psleak")
    except Exception:
        return None


def blamed(growth, calls):
    return {"growth": growth, "per_call": round(growth / float(calls), 4), "low": None, "high": None, "leaks": True}


def main(request, channel):
    channel.say("begin", call=request["call"])
    try:
        import psleak

        module, function, positional, named = find(request["call"])
        expected = expectation(module, request.get("raises"))
        channel.say("loaded", file=getattr(module, "__file__", None))

        def call():
            function(*positional, **named)

        run = quiet(call, expected) if expected else call
        run()
        test = case(psleak.MemoryLeakTestCase, channel.say)
    except Exception as error:
        channel.say("end", verdict="failed", error=told(error), calls=0, counters={})
        return
    channel.say("start", heap="psleak", version=version(), counters=COUNTERS)
    verdict, problem, counters = "clean", None, {}
    try:
        test.setUpClass()
        test.execute(run, warmup_times=request.get("warm", 10))
    except unittest.SkipTest as error:
        verdict, problem = "skipped", error
    except psleak.Error as error:
        verdict, problem = "leak", error
        counter = SPEAKS_OF.get(type(error).__name__)
        if counter:
            counters[counter] = blamed(getattr(error, "count", 1), 1)
        elif test.last:
            times, growth = test.last
            counters = {name: blamed(value, times) for name, value in growth.items() if value > 0}
    except Exception as error:
        verdict, problem = "failed", error
    end = {"verdict": verdict, "calls": test.calls, "counters": counters}
    if problem is not None:
        # Its first line: the rounds that it goes on with are told already.
        end["said" if verdict == "leak" else "error"] = (told(problem).splitlines() or [""])[0][:4000]
    channel.say("end", **end)
