"""The allocator of the C library: how many bytes it has given out. Python 3.6 and later."""

import ctypes
import sys


class Ctypes:
    """The allocator of the C library, asked without psutil."""

    name = "ctypes"

    def __init__(self):
        if sys.platform == "win32" or sys.platform == "darwin":
            self.open_other()
            return
        library = ctypes.CDLL(None)
        kind, self.ask = ctypes.c_size_t, getattr(library, "mallinfo2", None)
        if self.ask is None:  # glibc before 2.33: the fields are ints, and wrap
            kind, self.ask = ctypes.c_uint, library.mallinfo
        names = "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost"
        fields = [(name, kind) for name in names.split()]
        self.ask.restype = type("mallinfo", (ctypes.Structure,), {"_fields_": fields})
        self.ask.argtypes = []
        self.trim_all = library.malloc_trim
        self.trim_all.argtypes = [ctypes.c_size_t]

    def open_other(self):
        """Zones on macOS, heaps on Windows."""
        if sys.platform == "darwin":
            library = ctypes.CDLL(None)
            fields = [("blocks_in_use", ctypes.c_uint)]
            fields += [(name, ctypes.c_size_t) for name in ("size_in_use", "max_size_in_use", "size_allocated")]
            statistics = type("malloc_statistics_t", (ctypes.Structure,), {"_fields_": fields})
            fill = library.malloc_zone_statistics
            fill.argtypes = [ctypes.c_void_p, ctypes.POINTER(statistics)]
            fill.restype = None
            relieve = library.malloc_zone_pressure_relief
            relieve.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
            relieve.restype = ctypes.c_size_t
            answer = statistics()

            def read():
                fill(None, ctypes.byref(answer))
                return answer.size_in_use, 0

            self.read, self.trim = read, lambda: relieve(None, 0)
            return
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        wide = ctypes.c_size_t

        class Summary(ctypes.Structure):
            _fields_ = [("cb", ctypes.c_uint32), ("allocated", wide), ("committed", wide)]
            _fields_ += [("reserved", wide), ("max_reserve", wide)]

        kernel.GetProcessHeaps.argtypes = [ctypes.c_uint32, ctypes.c_void_p]
        kernel.HeapSummary.argtypes = [ctypes.c_void_p, ctypes.c_uint32, ctypes.c_void_p]
        kernel.HeapCompact.argtypes = [ctypes.c_void_p, ctypes.c_uint32]
        heaps, summary = (ctypes.c_void_p * 256)(), Summary()
        summary.cb = ctypes.sizeof(Summary)

        def each():
            return heaps[: min(kernel.GetProcessHeaps(256, heaps), 256)]

        def read():
            used = 0
            for heap in each():
                if kernel.HeapSummary(heap, 0, ctypes.byref(summary)):
                    used += summary.allocated
            return used, 0

        self.read, self.trim = read, lambda: [kernel.HeapCompact(heap, 0) for heap in each()]

    def read(self):
        info = self.ask()
        return info.uordblks, info.hblkhd

    def trim(self):
        self.trim_all(0)


class Psutil:
    """The allocator of the C library, through psutil 7.2 or later."""

    name = "psutil"

    def __init__(self):
        import psutil

        self.info, self.trim = psutil.heap_info, psutil.heap_trim

    def read(self):
        info = self.info()
        return info.heap_used, info.mmap_used


def open_heap(wanted):
    """The first way to ask the allocator that works here, or None (musl, PyPy on Windows ...)."""
    # psutil where the function brought it along; loading it only for this costs as much as the measuring.
    kinds = (Psutil, Ctypes) if "psutil" in sys.modules else (Ctypes, Psutil)
    for kind in kinds:
        if wanted in (None, kind.name):
            try:
                heap = kind()
                heap.trim()
                if heap.read()[0] > 0:
                    return heap
            except Exception:
                continue
    return None
