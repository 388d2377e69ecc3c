"""Write matrices/docutils.toml from the docutils that is installed.

usage: python matrices/refresh/docutils.py AS_OF > matrices/docutils.toml
then:  RELKIT_WRITE=1 cargo test tables

Run it in an environment with the docutils to describe (tests/oracles/requirements.txt pins the
one that the suite compares with), and not from this folder, whose file has the package's name.
"""

import sys

sys.path.pop(0)

import docutils
from docutils.parsers.rst import directives, roles
from docutils.parsers.rst.languages import en


def lines(names, registry):
    return "\n".join(sorted(name for name, canonical in names.items() if canonical in registry))


def main(as_of):
    print(f'as_of = "{as_of}"\nsource = "docutils, which PyPI renders reStructuredText with"')
    print(f'docutils = "{docutils.__version__}"')
    print(f'directives = """\n{lines(en.directives, directives._directive_registry)}\n"""')
    print(f'roles = """\n{lines(en.roles, roles._role_registry)}\n"""')


if __name__ == "__main__":
    main(*sys.argv[1:])
