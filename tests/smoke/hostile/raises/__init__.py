"""Raises, and hides the cause behind another error."""

try:
    {}["the true cause"]
except KeyError:
    raise RuntimeError("the import of raises failed")
