{% if coding -%}
# -*- coding: utf-8 -*-
{% endif -%}
# Written by `relkit stub`. Stands before the real build backend and tells users of an old Python
# what to do. In the syntax of Python 2.7. In pyproject.toml every requirement needs a marker that
# spares the old Python ({{{ marker }}}): what cannot be installed there hides the message.
import sys

{% for case in cases -%}
if sys.version_info[:2] == ({{{ case.major }}}, {{{ case.minor }}}):
    sys.exit(
{{{ case.text | python_lines(8) }}}
    )
{% endfor -%}
import {{{ module }}}

backend = {{{ backend }}}
for hook in (
    "get_requires_for_build_wheel",
    "get_requires_for_build_sdist",
    "get_requires_for_build_editable",
    "prepare_metadata_for_build_wheel",
    "prepare_metadata_for_build_editable",
    "build_wheel",
    "build_sdist",
    "build_editable",
):
    # A hook that the backend lacks stays unknown, which is not the same as one that fails.
    if hasattr(backend, hook):
        globals()[hook] = getattr(backend, hook)
