"""Writes what the driver would say of a module that is well wherever it can, then ends the process."""

import os

for number in range(1, 64):
    try:
        os.write(number, b'{"event": "module", "module": "lies", "error": null, "seconds": 0.0, "file": null}\n')
        os.write(number, b'{"event": "end", "gil": null, "slowest": []}\n')
    except OSError:
        pass  # it is not open, or not for writing
os._exit(0)
