"""Call a function a few times in a child of this process, and tell what that did. Python 3.6 and later."""

import gc
import json
import os
import select
import signal
import sys
import time
import types
import warnings

from relkit_smoke.channel import told, whole
from relkit_smoke.call import Forks

CALLS = 3
ANSWER = 65536


def try_out(function, seconds):
    """{"verdict", "reason", "raises", "seconds", "ended"} of `CALLS` calls without arguments, None without `os.fork`."""
    if not hasattr(os, "fork"):
        return None
    sys.stdout.flush()
    sys.stderr.flush()
    inside, outside = os.pipe()
    forks = Forks()
    child = os.fork()
    if child == 0:
        try:
            os.close(inside)
            forks.parent = os.getpid()
            answer = call(function, forks)
            os.write(outside, json.dumps(answer).encode("ascii")[:ANSWER])
        finally:
            os._exit(0)
    os.close(outside)
    text, late = wait(inside, child, seconds)
    os.close(inside)
    status = os.waitpid(child, 0)[1]
    if late:
        return verdict("hung", "%d calls do not come back in %.1f s" % (CALLS, seconds))
    if forks.seen[0]:
        return verdict("left out", "it forks, and the child returns too")
    try:
        return json.loads(text.decode("ascii"))
    except ValueError:
        pass
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        return verdict("crashed", "it ends the process by signal %d" % number, ended=number)
    number = os.WEXITSTATUS(status)
    return verdict("exited", "it ends the process with status %d" % number, ended=number)


def wait(inside, child, seconds):
    """What the child writes until it ends, and whether it had to be ended."""
    text, until = b"", time.perf_counter() + seconds
    while len(text) < ANSWER:
        left = until - time.perf_counter()
        if left <= 0 or not select.select([inside], [], [], left)[0]:
            os.kill(child, signal.SIGKILL)
            return text, True
        more = os.read(inside, ANSWER)
        if not more:
            return text, False
        text += more
        if text.endswith(b"}"):  # children of its own may keep the pipe open
            return text, False
    os.kill(child, signal.SIGKILL)
    return text, False


def verdict(kind, reason=None, raises=None, seconds=None, ended=None):
    return {"verdict": kind, "reason": reason, "raises": raises, "seconds": seconds, "ended": ended}


def state():
    """What a function must leave as it is, lest it disturbs the measuring or escapes from it."""
    found = {"the process group": os.getpgrp(), "the session": os.getsid(0), "garbage collection": gc.isenabled()}
    tracing = sys.modules.get("tracemalloc")
    found["the tracing of memory"] = bool(tracing and tracing.is_tracing())
    found["the profile function"], found["the trace function"] = sys.getprofile() is None, sys.gettrace() is None
    for number, name in enumerate(("the standard input", "the standard output", "the standard error")):
        try:
            found[name] = os.fstat(number).st_ino
        except OSError:
            found[name] = None
    return found


def call(function, forks):
    """In the child: the calls, and what came of them."""
    warnings.simplefilter("ignore")
    before, raised, began = state(), [], time.perf_counter()
    for _ in range(CALLS):
        try:
            result = function()
            kind = type(result)
        except SystemExit:
            forks.look()
            return verdict("left out", "it ends the process: SystemExit")
        except EOFError as error:
            forks.look()
            return verdict("left out", "it reads the standard input: " + whole(told(error))[:200])
        except BaseException as error:
            forks.look()
            if type(error) is TypeError and error.__traceback__.tb_next is None:
                return verdict("needs arguments", whole(str(error))[:200])
            raised.append((type(error).__name__, whole(told(error))[:200]))
            continue
        forks.look()
        if kind is types.CoroutineType or kind is types.AsyncGeneratorType or kind is types.GeneratorType:
            return verdict("left out", "nothing of it runs until it is awaited or iterated")
    seconds = round((time.perf_counter() - began) / CALLS, 6)
    try:
        os.waitpid(-1, os.WNOHANG)
        return verdict("left out", "it starts a process", None, seconds)
    except OSError:
        pass  # as it should be: there is no child
    after = state()
    changed = sorted(what for what in before if after[what] != before[what])
    if changed:
        return verdict("left out", "it changes " + ", ".join(changed), None, seconds)
    if not raised:
        return verdict("take", None, None, seconds)
    kinds = {kind for kind, _ in raised}
    if len(raised) < CALLS or len(kinds) > 1:
        return verdict("varies", "it raises now and then: " + raised[0][1], None, seconds)
    return verdict("raises", raised[0][1], raised[0][0], seconds)
