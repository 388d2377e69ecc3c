import sys

MESSAGE = "psutil no longer supports Python 2.7.\n  python2 -m pip install \"psutil==6.1.*\""
if "install" in sys.argv or "bdist_wheel" in sys.argv:
    sys.exit(MESSAGE)

from setuptools import setup

setup(name="psutil", version="7.0.0")
