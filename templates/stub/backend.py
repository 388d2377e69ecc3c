{% if coding -%}
# -*- coding: utf-8 -*-
{% endif -%}
# Written by `relkit stub`. The build backend of a source distribution that only tells why it does
# not install. In the syntax of Python 2.7, which pip 10 to 20.3 run it with; it needs nothing but
# Python, so that the message comes before any download.
import gzip
import os
import sys
import tarfile

STEM = {{{ stem | python }}}
FILES = ["PKG-INFO", "pyproject.toml", "refuses_to_build.py", "setup.py"]
TIME = {{{ time }}}


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


def build_sdist(sdist_directory, config_settings=None):
    """For the maintainer: the same files again. No installer asks for it."""
    here = os.path.dirname(os.path.abspath(__file__))
    if not os.path.isdir(sdist_directory):
        os.makedirs(sdist_directory)
    name = STEM + ".tar.gz"
    target = open(os.path.join(sdist_directory, name), "wb")
    packed = gzip.GzipFile("", "wb", 9, target, TIME)
    archive = tarfile.open(mode="w", fileobj=packed, format=tarfile.USTAR_FORMAT)
    for file in FILES:
        path = os.path.join(here, file)
        member = tarfile.TarInfo(STEM + "/" + file)
        member.size = os.path.getsize(path)
        member.mtime = TIME
        member.mode = 420  # rw-r--r--
        content = open(path, "rb")
        archive.addfile(member, content)
        content.close()
    archive.close()
    packed.close()
    target.close()
    return name
