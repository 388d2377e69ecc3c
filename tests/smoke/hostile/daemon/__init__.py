"""Leaves a process behind that is in a session of its own and keeps every descriptor open."""

import os
import time

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for _ in range(600):
            time.sleep(1)
    os._exit(0)
os.wait()
