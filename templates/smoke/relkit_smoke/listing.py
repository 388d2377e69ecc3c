"""List the public functions of a module that can be called without arguments. Python 3.6 and later.

Request: {"module": name, "seconds": for the trial of one function (1.0), "total": for all trials (60.0), "most":
functions at most (5000), "limits"}.
Public is what `__all__` names, else what has no leading underscore and was not imported from elsewhere. Classes are
no functions. Whether arguments are needed is told by the flags of a C function, by a signature, or by a trial.

Records: `begin`, `start`, `function` for each one, `end`.
  begin     module, before its import
  start     file of the module, functions: how many follow, cut: how many there are beyond the most
  function  name, call: "MODULE:NAME()", as the leak driver takes it
            how        what told that it needs no argument: "flags", "signature" or "trial"; null if it does
            signature  as text, null where it has none
            verdict    take, raises (it can be tested with its `raises`), needs arguments, left out; where the
                       trial went wrong: crashed, exited, hung, varies (it raises now and then), untried (no time left)
            reason     for all but take, in words
            raises     name of the exception that every call of the trial raised, else null
            ended      the signal of one that crashed, the status of one that exited, else null
            seconds    a call took in the trial, null without one (systems without `fork`)
  end       how many of each verdict, as take, raises, needs_arguments ...; error: why the module could not be
            listed, else null
Without `end` the way in which the process ended is the verdict on the module.
"""

import importlib
import inspect
import re
import sys
import time
import types

from relkit_smoke.channel import told
from relkit_smoke.trial import try_out

NO_ARGUMENTS, ONE_ARGUMENT = 0x4, 0x8  # METH_NOARGS and METH_O of CPython's methodobject.h
MOST = 5000
VERDICTS = ("take", "raises", "needs_arguments", "left_out", "crashed", "exited", "hung", "varies", "untried")
# Words of names that no machine should call to see what happens: they end or stop the process, wait for somebody,
# start others, or touch what outlives the process.
DANGEROUS = frozenset(
    """
    abort atexit breakpoint breakpointhook browse connect crash daemon daemonize delete destroy download drop erase
    exec execl execv execve execvp exit fork forkpty getpass halt input install interrupt kill killpg login logout
    mainloop mkfs pause poweroff prompt publish purge quit reboot remove rmdir rmtree run save selftest send serve
    set_trace setpgrp setsid shell shutdown sigsegv sleep spawn suspend sync system terminate test tests uninstall
    unlink upload vfork wait wipe write
    """.split()
)


def words(name):
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)]


def dangerous(name):
    """The word of a name for which it is left alone, or None."""
    return next((word for word in words(name) + [name] if word in DANGEROUS), None)


def belongs(value, module):
    """Whether a function is the module's own, or of the private modules behind it."""
    owner = getattr(value, "__module__", None)
    if not isinstance(owner, str):
        return True
    own = module.__name__.split(".")[0].lstrip("_")
    return owner.split(".")[0].lstrip("_") == own or not owner


def functions(module):
    """Public functions by name. Attributes that cannot be had are left out, as `import *` would fail on them."""
    named = getattr(module, "__all__", None)
    names = named if named is not None else [name for name in dir(module) if not name.startswith("_")]
    found = {}
    for name in sorted({name for name in names if isinstance(name, str)}):
        try:
            value = getattr(module, name)
        except Exception:
            continue
        if isinstance(value, type) or not callable(value):
            continue
        if named is not None or belongs(value, module):
            found[name] = value
    return found


def flags(function):
    """How a C function takes its arguments (METH_*), None where nobody tells."""
    if type(function) is not types.BuiltinFunctionType:
        return None
    try:
        import ctypes

        ask = ctypes.pythonapi.PyCFunction_GetFlags
        ask.argtypes, ask.restype = [ctypes.py_object], ctypes.c_int
        return ask(function)
    except (ImportError, AttributeError):
        return None


def needed(function):
    """(how, signature, wanted): `wanted` names a needed argument, "" if none is, None if only a trial can tell."""
    try:
        signature = inspect.signature(function)
    except (ValueError, TypeError):
        signature = None
    text = None if signature is None else str(signature)[:500]
    known = flags(function)
    if known is not None and known & NO_ARGUMENTS:
        return "flags", text, ""
    if known is not None and known & ONE_ARGUMENT:
        return "flags", text, "one argument"
    if signature is None:
        return "trial", None, None
    variable = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    fixed = [one for one in signature.parameters.values() if one.kind not in variable]
    for one in fixed:
        if one.default is inspect.Parameter.empty:
            return "signature", text, one.name
    return ("signature", text, "") if fixed or not signature.parameters else ("trial", text, None)


def judge(name, function, seconds, seen):
    """The `function` record without its name and call."""
    found = dict.fromkeys(("how", "signature", "reason", "raises", "seconds", "ended"), None)
    found["verdict"] = "left out"
    how, found["signature"], wanted = needed(function)
    if wanted:
        return dict(found, verdict="needs arguments", reason="it needs %s" % wanted)
    if id(function) in seen:
        return dict(found, reason="it is %s under another name" % seen[id(function)])
    seen[id(function)] = name
    word = dangerous(name)
    if word:
        return dict(found, reason="its name says %r" % word)
    if inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function):
        return dict(found, reason="nothing of it runs until it is awaited")
    if inspect.isgeneratorfunction(function):
        return dict(found, reason="nothing of it runs until it is iterated")
    if seconds <= 0:
        return dict(found, verdict="untried", reason="there was no time left to try it")
    tried = try_out(function, seconds)
    if tried is None:  # no way to try it here
        if wanted is None:
            return dict(found, reason="nothing says whether it needs arguments")
        return dict(found, how=how, verdict="take")
    if tried["verdict"] in ("take", "raises"):
        found["how"] = how
    return dict(found, **tried)


def main(request, channel):
    name = request["module"]
    channel.say("begin", module=name)
    counts = dict.fromkeys(VERDICTS, 0)
    try:
        module = importlib.import_module(name)
        whole = sorted(functions(module).items())
    except Exception as error:
        channel.say("end", error=told(error), **counts)
        return
    found = whole[: request.get("most", MOST)]
    channel.say("start", file=getattr(module, "__file__", None), functions=len(found), cut=len(whole) - len(found))
    seen, until = {}, time.perf_counter() + (request.get("total") or 60.0)
    for public, function in found:
        left = min(request.get("seconds") or 1.0, until - time.perf_counter())
        record = judge(public, function, left, seen)
        counts[record["verdict"].replace(" ", "_")] += 1
        channel.say("function", name=public, call="%s:%s()" % (name, public), **record)
        sys.stderr.flush()
    channel.say("end", error=None, **counts)
