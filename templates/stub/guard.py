# >>> relkit stub: written by `relkit stub`, which replaces everything down to the closing mark.
# Keep it above all imports. An old Python reads the whole file before it runs the first line, so
# the rest of this file must be in its syntax too.
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
# <<< relkit stub
