"""Leaves a process behind that has a session of its own, no parent and no variables."""

import os

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for number in range(3, 64):
            try:
                os.close(number)
            except OSError:
                pass
        os.execve("/bin/sleep", ["sleep", "597"], {})
    os._exit(0)
os.wait()
