"""Forks, and both processes come back from the import."""

import os

os.fork()
