"""Have the leak driver judge many functions, each in a fork of one process that has imported their modules already.
Python 3.6 and later, where there is `os.fork`; for Linux: on macOS not every library survives a fork.

Request: {"calls": [{"call", "raises", "seconds", "warm", "heap"}], each as the leak driver's request, "timeout":
seconds for one function (30.0), "importing": seconds for the imports (60.0), "limits"}.

Records: `begin`, then for each call those of the leak driver and `ended`, at last `end`.
  begin  calls: how many
  ended  call; status: exit status or null; signal: number or null; late: whether it was ended for its time; seconds.
         Written by this process, after the function's own records: without an `end` before it, it is the verdict
  end    calls
Without the last `end` the process itself was ended, most likely by the import of a module: ask for each function by
itself. What a function leaves running is still there when the next is called: the caller ends the group.
"""

import faulthandler
import importlib
import os
import select
import signal
import sys
import time
import traceback

from relkit_smoke import leaks


def child_of(request, channel, done):
    """Forks, and judges the function in the child."""
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        os.close(done)
        channel.adopt()
        leaks.main(request, channel)
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def wait(child, inside, seconds):
    """The child's status, and whether it had to be ended. `inside` is at its end when the child is."""
    until, closed, pause = time.perf_counter() + seconds, False, 0.0001
    while True:
        left = until - time.perf_counter()
        if closed:
            # The status comes a moment later, unless the function closes what is not its own.
            time.sleep(pause)
            pause = min(2 * pause, 0.05)
        else:
            closed = bool(select.select([inside], [], [], max(min(left, 0.05), 0.0))[0])
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            return status, False
        if left <= 0:
            os.kill(child, signal.SIGKILL)
            return os.waitpid(child, 0)[1], True


def main(request, channel):
    calls = request["calls"]
    channel.say("begin", calls=len(calls))
    # A thread of its own, which needs no lock of the interpreter, ends an import that hangs.
    faulthandler.dump_traceback_later(request.get("importing") or 60.0, exit=True)
    for name in sorted({one["call"].partition(":")[0] for one in calls}):
        try:
            importlib.import_module(name)
        except BaseException:
            pass  # the child says so, once for each function
    faulthandler.cancel_dump_traceback_later()
    for one in calls:
        began = time.perf_counter()
        inside, outside = os.pipe()
        child = child_of(one, channel, inside)
        os.close(outside)
        status, late = wait(child, inside, request.get("timeout") or 30.0)
        os.close(inside)
        channel.say(
            "ended",
            call=one["call"],
            status=os.WEXITSTATUS(status) if os.WIFEXITED(status) else None,
            signal=os.WTERMSIG(status) if os.WIFSIGNALED(status) else None,
            late=late,
            seconds=round(time.perf_counter() - began, 4),
        )
    channel.say("end", calls=len(calls))
