import sys

CLASSIFIERS = """\
Development Status :: 5 - Production/Stable
Programming Language :: C
Programming Language :: Python :: 3
Programming Language :: Python :: 3.9
Programming Language :: Python :: 3.10
Programming Language :: Python :: 3 :: Only
"""

MIN = (3, 9)


def setup_package():
    from setuptools import setup
    metadata = dict(
        name='numbers',
        classifiers=[_f for _f in CLASSIFIERS.split('\n') if _f],
        python_requires=('>='
                         '3.9'),
    )
    setup(**metadata)


if __name__ == '__main__':
    setup_package()
