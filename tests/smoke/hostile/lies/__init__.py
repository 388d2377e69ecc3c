"""Prints what the driver would say of a module that is well, then ends the process."""

import os

for number in (1, 2):
    os.write(number, b'{"event": "module", "module": "lies", "error": null, "warnings": []}\n{"event": "end"}\n')
os._exit(0)
