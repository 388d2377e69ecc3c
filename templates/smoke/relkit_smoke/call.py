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
    if isinstance(node, (ast.List, ast.Tuple)):
        members = [literal(one) for one in node.elts]
        return members if isinstance(node, ast.List) else tuple(members)
    if isinstance(node, ast.Dict) and None not in node.keys:
        return {ast.literal_eval(key): literal(value) for key, value in zip(node.keys, node.values)}
    return ast.literal_eval(node)


def given(values):
    """Arguments and what is in them, each with its name, as far as their references can be counted."""
    waiting, found = list(values), []
    while waiting:
        name, value = waiting.pop(0)
        if isinstance(value, (list, tuple)):
            waiting += [("%s[%d]" % (name, place), one) for place, one in enumerate(value)]
        elif isinstance(value, dict):
            waiting += [("%s[%r]" % (name, key), one) for key, one in value.items()]
        # Small numbers belong to the whole interpreter.
        if is_mortal(value) and not isinstance(value, bool) and not (isinstance(value, int) and -6 < value < 257):
            found.append((name, value))
    return found


def is_mortal(value):
    """Whether references to a value are counted: to immortal objects (3.12) they are not, and deferred ones
    (free-threaded) show a huge count."""
    return not hasattr(sys, "getrefcount") or sys.getrefcount(value) < 1 << 28


def is_plain(value):
    """Whether a count of references to what a module holds says something: numbers may be anybody's."""
    return not isinstance(value, (bool, int, float, types.ModuleType)) and is_mortal(value)


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
