"""Comparisons, computed in Rust."""

from ._rust import same

__all__ = ["same"]
