"""What one counter did over rounds of calls, and what may be said of it. Python 3.6 and later."""

import array
import math

from relkit_smoke.counters import FREE_THREADED

BATCHES = 4
ROUNDS = 12
# Growth in a round that says nothing, whatever the round's calls.
NOISE = {
    "heap": 256, "traced": 512, "mmap": 0, "blocks": 4, "vms": 16384,
    "fds": 0, "threads": 0, "references": 2,
}
# Growth a call from which a counter can be blamed, and up to which one that may as well stand still is
# not suspected: what lies between is told by more calls. One object in 100 calls is seen.
BLAMED = {
    "heap": 2.0, "traced": 1.0, "mmap": 40, "blocks": 0.005, "vms": 16,
    "fds": 0.002, "threads": 0.002, "references": 0.005,
}
UNSEEN = {
    "heap": 8.0, "traced": 8.0, "mmap": 80, "blocks": 0.05, "vms": 128,
    "fds": 0.02, "threads": 0.02, "references": 0.05,
}
# The C heap with what it maps: a block that grows moves from one to the other.
STORE = "store"
NOISE[STORE], BLAMED[STORE], UNSEEN[STORE] = NOISE["heap"], BLAMED["heap"], UNSEEN["heap"]
# So many times what is not suspected may swing up and down within a call, where it does not climb.
SWING = 4
# Rounds through which a store that doubles shows it, which grows once a round, by as much as the calls; and calls
# after which a cache with a bound would have stopped.
STEPS, STEP_CALLS = 5, 40000
# Calls in two rounds whose silence says more than what was lost before.
MANY = 600
if FREE_THREADED:
    # Python's own allocator takes address space there in large pieces, and keeps them for longer than a call.
    # `traced` tells of what Python holds; this is left for what C code maps by itself.
    BLAMED["vms"], UNSEEN["vms"] = 1024, 2048
    # What is given back late is still traced in the C heap, and the tables of that grow in steps.
    BLAMED["heap"] = BLAMED["traced"] = BLAMED[STORE] = 3.0
# Bytes of the C heap in which the tracing notes each block that it counts, with the room in its tables.
TRACE = 128
# Student's t, two-sided 95 %, by degrees of freedom.
STUDENT = {1: 12.71, 2: 4.30, 3: 3.18, 4: 2.78, 5: 2.57, 6: 2.45, 7: 2.36}


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
        if hurried and not NOISE[self.counter] and sum(growth for growth, _ in self.rounds) > 0:
            # What never stirs by chance has grown, and few calls do not tell by how much it goes on.
            looked = self.rounds[-2:]
            return sum(count for _, count in looked) >= MANY and all(growth <= 0 for growth, _ in looked)
        unseen = UNSEEN[self.counter]
        if all(-unseen * count <= growth <= NOISE[self.counter] for growth, count in looked):
            return True
        if not hurried and any(growth < -UNSEEN[self.counter] * count for growth, count in looked):
            # What fell by so much may hide what stays.
            return self.bounded()
        mean, width = self.slope()
        by_chance = mean - width <= 0 or mean < BLAMED[self.counter]
        if hurried and by_chance:
            # Slow calls are too few for a narrow interval; what is lost in every call grows in every batch.
            used = self.last(2 * BATCHES)
            return 2 * sum(growth <= 0 for growth, _ in used) >= len(used)
        return by_chance and mean + width <= UNSEEN[self.counter]

    def bounded(self):
        """It rose no higher in the last two rounds, which have most calls, than before, and its swings are too small to
        hide what grows."""
        level, levels = 0, []
        for place in range(self.length):
            level += self.growth[place]
            levels.append(level)
        before, after = levels[: -2 * BATCHES], levels[-2 * BATCHES :]
        if not before:
            return False
        calls = sum(count for _, count in self.last(2 * BATCHES))
        unseen = UNSEEN[self.counter] * calls
        return max(after) - max(before) <= unseen and max(after) - min(after) <= SWING * unseen

    def steps(self):
        """Whether it grew in each of many rounds by as much as the calls did, be it at once: a store that doubles."""
        used = self.rounds[-STEPS:]
        if len(used) < STEPS or sum(count for _, count in self.rounds) < STEP_CALLS:
            return False
        if any(growth <= NOISE[self.counter] for growth, _ in used):
            return False
        rates = [growth / float(count) for growth, count in used]
        return all(0.6 * earlier < later < 1.7 * earlier for earlier, later in zip(rates, rates[1:]))

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
        if mean < BLAMED[self.counter]:
            return False
        if not hurried and self.steps():
            return True
        if mean - width <= 0:
            return False
        if sum(growth <= 0 for growth, _ in self.last(2 * BATCHES)) > 1:
            return False
        if min(growth for growth, _ in self.rounds[-5:]) < -self.total() / 2.0:
            # It falls by as much as it grows: a store that fills and empties, met at the same point of its way.
            return False
        rates = [growth / float(count) for growth, count in self.rounds[-3:]]
        if len(rates) < (2 if hurried else 3):
            return False
        return all(later > 0.6 * earlier for earlier, later in zip(rates, rates[1:]))

    def is_trace_of(self, all_series):
        """Whether this is the C heap, and grows only by what the tracing of blamed memory notes there."""
        rates = {one.counter: one.slope()[0] for one in all_series if one.length}
        if self.counter not in ("heap", STORE) or "traced" not in rates:
            return False
        return rates[self.counter] <= TRACE * rates.get("blocks", 0.0)

    def outgrown(self, ceiling):
        return self.total() > ceiling

    def told(self, leaks):
        """What the last record says of this counter."""
        found = {"growth": self.total(), "per_call": 0.0, "low": None, "high": None, "leaks": leaks}
        if self.length:
            mean, width = self.slope()
            found["per_call"] = round(mean, 4)
            if not math.isinf(width):
                found["low"], found["high"] = round(mean - width, 4), round(mean + width, 4)
        return found
