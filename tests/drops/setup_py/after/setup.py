#!/usr/bin/env python3
"""Sensors: a demonstration of an old setup.py."""

import sys

from setuptools import Extension, setup

PYTHON_REQUIRES = ">=3.6"
CP36_PLUS = sys.version_info[:2] >= (3, 6)

macros = []
if CP36_PLUS:
    py_limited_api = {"py_limited_api": True}
    # was py_limited_api: cp35 once
    options = {"bdist_wheel": {"py_limited_api": "cp36"}}
    macros.append(('Py_LIMITED_API', '0x03060000'))
else:
    py_limited_api = {}
    options = {}

kwargs = dict(
    version='6.1.1',
    options=options,
    ext_modules=[Extension('sensors._c', ['sensors/_c.c'], define_macros=macros)],
    python_requires=PYTHON_REQUIRES,
    install_requires=[
        'typing-extensions>=4',  # for everybody
        'mock; python_version < "3" and sys_platform == "linux"',
    ],
    extras_require={
        'test': ["pytest"],
        ':python_version < "3"': ['futures'],
    },
    classifiers=[
        'Development Status :: 5 - Production/Stable',
        'Programming Language :: C',
        # and the present
        'Programming Language :: Python :: 3',
        'Programming Language :: Python',
        'Topic :: System :: Monitoring'
    ],
)

setup(name='sensors', **kwargs)
