"""Prints a gigabyte."""

import os

for _ in range(1 << 14):
    left = b"x" * 65535 + b"\n"
    while left:
        left = left[os.write(1, left) :]
