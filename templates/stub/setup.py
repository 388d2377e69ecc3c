{% if coding -%}
# -*- coding: utf-8 -*-
{% endif -%}
# Written by `relkit stub`. A source distribution that only tells why it does not install. In the
# syntax of Python 2.7, and it needs nothing but Python: pip up to 20.3 may run it itself.
import sys

{{{ sdist }}}


if sys.argv[1:] == ["sdist"]:
    print(build_sdist("dist"))
    sys.exit(0)
{% for case in cases -%}
if sys.version_info[:2] == ({{{ case.major }}}, {{{ case.minor }}}):
    sys.exit(
{{{ case.text | python_lines(8) }}}
    )
{% endfor -%}
sys.exit(
{{{ otherwise | python_lines(4) }}}
)
