"""Write matrices/stdlib.toml from the Python that runs this.

usage: python3.13 matrices/refresh/stdlib.py AS_OF > matrices/stdlib.toml
then:  RELKIT_WRITE=1 cargo test tables
"""

import sys


def main(as_of):
    version = "{}.{}".format(*sys.version_info)
    # `this` and `antigravity` are jokes, and names with an underscore are nobody's business.
    names = sorted(name for name in sys.stdlib_module_names if name[0] != "_" and name not in ("this", "antigravity"))
    lines = "\n".join(names)
    print(f'as_of = "{as_of}"\nsource = "sys.stdlib_module_names of CPython {version}"\nnames = """\n{lines}\n"""')


if __name__ == "__main__":
    main(*sys.argv[1:])
