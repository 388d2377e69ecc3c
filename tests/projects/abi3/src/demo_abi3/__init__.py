"""Numbers, computed in C."""

from ._demo import gcd

__all__ = ["gcd"]
