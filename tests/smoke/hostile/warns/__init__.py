"""Warns while it is imported."""

import warnings

warnings.warn("hostile words", DeprecationWarning)
