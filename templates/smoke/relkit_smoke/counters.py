"""What a process holds, as numbers that are to be the same before and after. Python 3.6 and later."""

import array
import ctypes
import gc
import os
import sys

# Where the GIL can be off. `sysconfig` says it too, and reads all of a build's settings for it.
FREE_THREADED = "free-threading" in sys.version


def descriptors():
    """The open file descriptors and what they are, or None where the system does not tell."""
    for folder in ("/proc/self/fd", "/dev/fd"):
        try:
            numbers = [int(name) for name in os.listdir(folder)]
        except (OSError, ValueError):
            continue
        found = {}
        for number in numbers:
            try:
                found[number] = os.readlink("%s/%d" % (folder, number))
            except OSError:
                try:
                    os.fstat(number)
                    found[number] = "descriptor %d" % number
                except OSError:
                    pass  # the one that listed the folder
        return found
    return None


def trace():
    """Has the bytes of Python's own memory counted from here on, where nothing else tells them.

    Free-threaded builds take it from an allocator of their own, which gets it from the system in pieces so large
    that neither the C heap nor the address space shows what a call keeps."""
    if not FREE_THREADED:
        return None
    try:
        import _tracemalloc  # the module of Python around it takes longer to load than some measurements

        _tracemalloc.start(1)
        return _tracemalloc.get_traced_memory
    except (ImportError, AttributeError, RuntimeError):
        return None


class Watch:
    """All counters of this process."""

    def __init__(self, heap, objects, traced=None):
        self.allocator = heap
        self.objects = objects
        self.ask_traced = traced
        self.settled = 0
        self.counters = []
        self.trim = heap.trim if heap else lambda: None
        self.clear = getattr(sys, "_clear_internal_caches", None) or getattr(sys, "_clear_type_cache", None)
        if heap:
            self.counters += ["heap", "mmap"]
        if getattr(sys, "getallocatedblocks", None) and sys.getallocatedblocks():
            self.counters.append("blocks")
        if traced:
            self.counters.append("traced")
        if os.path.exists("/proc/self/statm"):
            self.page = os.sysconf("SC_PAGE_SIZE")
            self.counters.append("vms")
        self.fd_folder = next((f for f in ("/proc/self/fd", "/dev/fd") if os.path.isdir(f)), None)
        self.handles = None
        if self.fd_folder:
            self.counters.append("fds")
        elif sys.platform == "win32":
            self.handles = ctypes.c_uint32()
            self.count_handles = ctypes.WinDLL("kernel32").GetProcessHandleCount
            self.count_handles.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
            self.counters.append("fds")
        if os.path.isdir("/proc/self/task"):
            self.counters.append("threads")
        if hasattr(sys, "getrefcount"):
            self.counters.append("references")
        # Without the GIL, what one collection frees may be held back until the next: seen on 3.13 as blocks that come
        # and go by the thousand. The words are those of CPython's "Python support for free threading".
        is_held = "free-threading build" in sys.version and "blocks" in self.counters
        self.held = self.counters.index("blocks") if is_held else None
        self.seen = array.array("q", [0])

    def read(self, row):
        """Writes the counters into an array that exists already: a look must not count itself."""
        # What was printed waits in pieces, and would look like a cache or, seen at the wrong moments, like a leak.
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except (AttributeError, OSError, ValueError):
                pass  # closed, or replaced by something else
        gc.collect()
        if self.clear:
            self.clear()
        if FREE_THREADED:
            self.settle()
        self.trim()
        self.fill(row)
        if self.held is not None:
            if row[self.held] != self.seen[0]:
                gc.collect()
                self.trim()
                self.fill(row)
            self.seen[0] = row[self.held]

    def fill(self, row):
        for place, counter in enumerate(self.counters):
            row[place] = getattr(self, counter)()

    def settle(self):
        """Collects until nothing more is given back.

        Free-threaded builds put off the freeing of what another thread might be reading still: most of what one
        collection found comes back in the next. As long as nothing was taken there is nothing to wait for."""
        for _ in range(3):
            before = sys.getallocatedblocks()
            if before <= self.settled:
                break
            gc.collect()
            if sys.getallocatedblocks() >= before:
                break
        self.settled = sys.getallocatedblocks()

    def heap(self):
        return self.allocator.read()[0]

    def mmap(self):
        return self.allocator.read()[1]

    def blocks(self):
        return sys.getallocatedblocks()

    def traced(self):
        return self.ask_traced()[0]

    def vms(self):
        with open("/proc/self/statm", "rb", 0) as file:
            return int(file.read(64).split(None, 1)[0]) * self.page

    def fds(self):
        if self.handles is not None:
            self.count_handles(ctypes.c_void_p(-1), ctypes.byref(self.handles))
            return self.handles.value
        return len(os.listdir(self.fd_folder))

    def threads(self):
        return len(os.listdir("/proc/self/task"))

    def is_alone(self):
        """Whether no other thread is there, as far as the system or Python knows."""
        return (self.threads() if "threads" in self.counters else len(sys._current_frames())) == 1

    def references(self):
        return sum(map(sys.getrefcount, self.objects))


def memory_room(watch):
    """Bytes that this process may still take under its limit of address space."""
    try:
        import resource

        limit = resource.getrlimit(resource.RLIMIT_AS)[0]
        if limit != resource.RLIM_INFINITY:
            return max(limit - watch.vms(), 1 << 20)
    except (ImportError, AttributeError, OSError, ValueError):
        pass
    return 1 << 62


def descriptor_ceiling():
    try:
        import resource

        return min(400, resource.getrlimit(resource.RLIMIT_NOFILE)[0] // 3)
    except (ImportError, ValueError):
        return 400
