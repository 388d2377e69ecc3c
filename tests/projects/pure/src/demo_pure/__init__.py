"""Words, counted in Python."""

__version__ = "0.3.0"


def count(text: str) -> int:
    """How many words a text has."""
    return len(text.split())
