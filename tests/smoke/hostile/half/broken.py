"""Needs what is not there."""

import relkit_has_no_such_module  # noqa: F401
