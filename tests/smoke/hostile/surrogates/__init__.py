"""Raises with a text that is no text: half a character, a NUL, and a megabyte more."""

raise ValueError(b"\xed\xb3\xbf\x00".decode("utf-8", "replace") + "\udcff \x00" + "x" * (1 << 20))
