"""Deletes its own folder and the working directory."""

import os
import shutil

shutil.rmtree(os.path.dirname(os.path.abspath(__file__)))
shutil.rmtree(os.getcwd())
