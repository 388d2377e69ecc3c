from setuptools import setup

setup(name="psutil", version="7.0.0", install_requires=["psutil no longer supports Python 2.7"])
