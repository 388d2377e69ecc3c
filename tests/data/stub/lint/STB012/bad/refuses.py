import sys


def build_wheel(*arguments, **named):
    sys.exit("psutil no longer supports Python 3.9.")
