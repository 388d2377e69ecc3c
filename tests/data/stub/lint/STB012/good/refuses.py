import sys


def refuse(*arguments, **named):
    sys.exit("psutil no longer supports Python 3.9.")


build_wheel = build_editable = build_sdist = refuse
get_requires_for_build_wheel = refuse
get_requires_for_build_editable = refuse
get_requires_for_build_sdist = refuse
prepare_metadata_for_build_wheel = refuse
prepare_metadata_for_build_editable = refuse
