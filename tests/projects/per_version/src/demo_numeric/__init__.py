"""Sums of buffers, computed in C."""

from ._sum import sum

__all__ = ["sum"]
