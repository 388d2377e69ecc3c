"""What all drivers share: their request, their limits and the records that they answer. Python 2.7 and later.

A record is one JSON object on one line, ASCII only, of about `LINE` bytes at most. The first has `protocol`, and
each the `token` of the request, if it has one: what foreign code writes in their place does not know it.
"""

import io
import json
import os
import sys

PROTOCOL = 1
LINE = 60000
REQUEST = 16 << 20
ALL = (REQUEST, REQUEST)
# Characters of a string and members of a list that a record keeps: the first pair under which it fits a line.
KEPT = ((4000, 1000), (1000, 200), (200, 50), (50, 10))
TEXT = type(b"".decode("ascii"))


def request(text):
    """The object that was asked for: JSON itself, or `@` and the path of its file."""
    if text.startswith("@"):
        with io.open(text[1:], encoding="utf-8") as file:
            text = file.read(REQUEST)
    found = json.loads(text)
    if not isinstance(found, dict):
        raise ValueError("not an object")
    return found


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


def shortened(value, characters, members):
    """The same value with long strings and long lists cut."""
    if isinstance(value, (TEXT, bytes)):
        return whole(value[:characters])
    if isinstance(value, dict):
        kept = sorted(value.items())[:members]
        return dict((whole(key[:characters]), shortened(one, characters, members)) for key, one in kept)
    if isinstance(value, (list, tuple)):
        return [shortened(one, characters, members) for one in value[:members]]
    return value


def whole(text):
    """The same text without halves of characters (names of files have them), which strict readers refuse."""
    if isinstance(text, bytes):  # Python 2.7
        return text.decode("utf-8", "replace")
    return text.encode("utf-8", "replace").decode("utf-8")


def told(value):
    """`Kind: text` of an exception whose text may fail, or be no text at all."""
    try:
        text = str(value)
    except Exception:
        text = repr(getattr(value, "args", "?"))
    return "%s: %s" % (type(value).__name__, text)


class Channel(object):
    """Where the records go: what was the standard output.

    What foreign code prints must not be taken for a record, so it goes to the standard error from here on."""

    def __init__(self, token=None, number=None):
        """`number` is the descriptor of who has done that already."""
        self.stamp = {"token": token} if token else {}
        if number is None:
            sys.stdout.flush()
            number = os.dup(1)
            os.dup2(2, 1)
        self.stream = os.fdopen(number, "w")
        self.process = os.getpid()
        self.began = False

    def adopt(self):
        """Lets a fork that was meant write too. Nothing waits in the stream: every record is flushed."""
        self.process = os.getpid()

    def line(self, record, characters, members):
        return json.dumps(dict(shortened(record, characters, members), **self.stamp), sort_keys=True)

    def say(self, event, **record):
        """Writes a record at once: whatever comes next may be the end of the process."""
        if os.getpid() != self.process:
            # A child that foreign code forked, and that came back here as its parent does.
            self.stream.write(json.dumps(dict(self.stamp, event="forked")) + "\n")
            self.stream.flush()
            os._exit(0)
        record["event"] = event
        if not self.began:
            record["protocol"], self.began = PROTOCOL, True
        line = self.line(record, *ALL)
        if len(line) > LINE:
            record["cut"] = True
            for kept in KEPT:
                line = self.line(record, *kept)
                if len(line) <= LINE:
                    break
        self.stream.write(line + "\n")
        self.stream.flush()
