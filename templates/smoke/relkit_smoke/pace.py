"""How fast a function can be called, and how often within its limit. Python 3.6 and later."""

import time

FIRST_BATCH = 5
# Seconds of a call from which fewer are made before the first is counted, and between two looks.
SLOW_CALL = 0.05
WARM_SLOW, WARM_SECONDS, BATCH_SECONDS = 2, 0.5, 0.25
# What of the limit can be used: the interpreter's start and the end take their part.
USED = 0.85


class Pace:
    """How fast calls can be made: slow ones are fewer, and end before the limit does."""

    def __init__(self, began, limit):
        self.until = began + USED * limit if limit else float("inf")
        self.one, self.cut = 0.0, False

    def allows(self, calls):
        """Whether there is time for so many calls more."""
        self.cut = self.cut or time.perf_counter() + calls * self.one > self.until
        return not self.cut

    def timed(self, run, calls):
        """Makes calls, and learns how long one takes."""
        began = time.perf_counter()
        run(calls)
        self.one = (time.perf_counter() - began) / calls

    def warm(self, run, wanted):
        """The first calls, of which one was made. A slow one may have been slow only for the first time."""
        done = 1
        while done < wanted and self.allows(1):
            self.timed(run, 1)
            done += 1
            if self.one > SLOW_CALL:
                wanted = min(wanted, max(WARM_SLOW, int(WARM_SECONDS / self.one)))

    def batch(self):
        return FIRST_BATCH if self.one <= SLOW_CALL else max(1, min(FIRST_BATCH, int(BATCH_SECONDS / self.one)))
