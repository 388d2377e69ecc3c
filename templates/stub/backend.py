{% if coding -%}
# -*- coding: utf-8 -*-
{% endif -%}
# Written by `relkit stub`. The build backend of a source distribution that only tells why it does
# not install. In the syntax of Python 2.7, which pip 10 to 20.3 run it with; it needs nothing but
# Python, so that the message comes before any download.
import sys


def refuse(*arguments, **named):
    # A text and not an exception: no traceback pushes the message out of sight.
{% for case in cases %}
    if sys.version_info[:2] == ({{{ case.major }}}, {{{ case.minor }}}):
        sys.exit(
{{{ case.text | python_lines(12) }}}
        )
{% endfor -%}
{% if not cases %}
{% endif -%}
{# #}    sys.exit(
{{{ otherwise | python_lines(8) }}}
    )


# Every hook of PEP 517 and PEP 660: an installer may begin with any of them.
get_requires_for_build_wheel = refuse
get_requires_for_build_editable = refuse
prepare_metadata_for_build_wheel = refuse
prepare_metadata_for_build_editable = refuse
build_wheel = refuse
build_editable = refuse


def get_requires_for_build_sdist(config_settings=None):
    return []


{{{ sdist }}}
