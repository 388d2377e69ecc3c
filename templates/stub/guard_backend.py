{% if coding -%}
# -*- coding: utf-8 -*-
{% endif -%}
# Written by `relkit stub`. Stands before the real build backend and tells those whom it refuses
# what to do. In the syntax of Python 2.7. pyproject.toml names it:
#
#   [build-system]
#   build-backend = "guard_backend"
#   backend-path = ["."]
{% if marker -%}
#
# There every requirement needs the marker that spares the old Python: what cannot be installed
# hides the message.
#
#   requires = ["NAME; {{{ marker }}}"]
{% endif -%}
import sys

{% if platforms -%}
if {% for platform in platforms %}{% if not loop.first %} or {% endif %}sys.platform.startswith({{{ platform | python }}}){% endfor %}:
    sys.exit(
{{{ otherwise | python_lines(8) }}}
    )
{% endif -%}
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
