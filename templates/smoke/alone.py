"""Import modules each by itself, as `python -I -c 'import MODULE'` does. Python 2.7 and later.

`python -I FOLDER/alone.py FILE`; FILE has these lines, and is removed before anything is imported:
  the word that every record repeats
  resource limits: NAME=NUMBER, with blanks between them
  how: `forks`, or `here`
  how many folders there are to import from before all others, then each of them
  the modules

This file imports nothing that a bare interpreter has not loaded, and leaves nothing loaded: what it brings, a wheel
that forgets to import it would find. With `forks` each package at the top is imported in a fork of this process, and
each module below it in a fork of that one: who imports `a.b` imports `a` first anyway. With `here` all modules are
imported in this process, and the last is the one that is asked about.

Records, one JSON object a line:
  alone   number: which of the modules was imported, from 0. With `forks` what is missing was not, or nobody knows
  module  with `here`: the last one raised; as the imports driver answers it
"""

import os
import sys

# What a module replaces is not what is used here.
dup, dup2, end, fork, own, wait, write = (
    os.dup,
    os.dup2,
    os._exit,
    getattr(os, "fork", None),
    os.getpid,
    getattr(os, "waitpid", None),
    os.write,
)
# Seconds for one module below its package; a fork of a process with threads may wait for them forever.
ONE = 10


def limit(words):
    """Sets this process's own limits, and leaves no module behind."""
    known = set(sys.modules)
    try:
        import resource
    except ImportError:
        return
    for word in words.split():
        name, value = word.split("=")
        kind = getattr(resource, "RLIMIT_" + name, None)
        if kind is not None:
            hard = resource.getrlimit(kind)[1]
            value = int(value) if hard == resource.RLIM_INFINITY else min(int(value), hard)
            try:
                resource.setrlimit(kind, (value, hard))
            except (ValueError, OSError):
                pass
    for name in set(sys.modules) - known:
        del sys.modules[name]


def alarm(seconds):
    """Has this process ended after so many seconds."""
    signals = sys.modules.get("_signal") or sys.modules.get("signal")
    if hasattr(signals, "alarm"):
        signals.alarm(seconds)


class Answer(object):
    """Where the records go: what was the standard output, on which everybody else writes to the standard error."""

    def __init__(self, token):
        self.token = token
        self.stream = dup(1)
        dup2(2, 1)

    def imported(self, number):
        write(self.stream, ('{"event":"alone","number":%d,"token":"%s"}\n' % (number, self.token)).encode("ascii"))

    def raised(self, name):
        """Only now, with the question answered, whatever is of use is imported."""
        error = sys.exc_info()
        folder = os.path.dirname(os.path.abspath(__file__))
        sys.path.insert(0, folder)
        from relkit_smoke import channel, imports

        found = imports.raised(name, error[1], error[2])
        channel.Channel(self.token, self.stream).say("module", seconds=0.0, **found)


def below(package, modules, answer):
    """Forks for each module of a package that this process has imported."""
    for number, name in modules:
        child = fork()
        if child == 0:
            process = own()
            alarm(ONE)
            try:
                __import__(name)
            except BaseException:
                end(1)
            # A fork of its own that comes back too has nothing to say.
            if own() == process:
                answer.imported(number)
            end(0)
        if wait(child, 0)[1] & 127:
            return  # forks of this process are not to be trusted with the rest


def forks(modules, answer):
    """Forks for each package at the top."""
    tops, order = {}, []
    for number, name in enumerate(modules):
        top = name.split(".")[0]
        if top not in tops:
            order.append(top)
        tops.setdefault(top, []).append((number, name))
    for top in order:
        child = fork()
        if child == 0:
            process = own()
            try:
                __import__(top)
            except BaseException:
                end(1)
            if own() != process:
                end(0)
            for number, name in tops[top]:
                if name == top:
                    answer.imported(number)
            below(top, [(number, name) for number, name in tops[top] if name != top], answer)
            end(0)
        wait(child, 0)


def here(modules, answer):
    """Imports all in this process; what became of those before the last is not the question."""
    for name in modules[:-1]:
        try:
            __import__(name)
        except BaseException:
            pass
    process = own()
    try:
        __import__(modules[-1])
    except BaseException:
        if own() == process:
            answer.raised(modules[-1])
        return
    if own() == process:
        answer.imported(len(modules) - 1)


def main(path):
    with open(path, "rb") as file:
        lines = file.read().decode("utf-8").split("\n")
    if bytes is str:  # Python 2.7
        lines = [line.encode("utf-8") for line in lines]
    os.remove(path)
    token, limits, how, count = lines[:4]
    folders, modules = lines[4 : 4 + int(count)], lines[4 + int(count) :]
    del sys.argv[1:]
    # Python 2.7 looks for modules beside the program.
    folder = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = folders + [one for one in sys.path if one not in ("", folder)]
    limit(limits)
    {"forks": forks, "here": here}[how](modules, Answer(token))


if __name__ == "__main__":
    main(sys.argv[1])
    sys.stderr.flush()
    end(0)
