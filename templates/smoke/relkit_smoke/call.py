"""What is to be called, and calling it again and again. Python 3.6 and later."""

import ast
import importlib
import itertools
import mmap
import os
import sys
import types


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
            except BaseException as error:
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
