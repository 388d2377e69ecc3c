import os
import platform
import sys

MESSAGE = "psutil no longer supports Python 2.7.\n  python2 -m pip install \"psutil==6.1.*\""
if sys.version_info[:2] == (2, 7):
    sys.exit(MESSAGE)

from setuptools import setup

setup(name="psutil")
