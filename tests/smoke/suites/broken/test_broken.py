"""Cannot be collected."""

import relkit_has_no_such_module  # noqa: F401
