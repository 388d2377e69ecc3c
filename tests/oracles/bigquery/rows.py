"""Downloads as the public table has them, always the same ones: one JSON object a line.

Values are those of the table's real rows, the odd ones too. Days are 2026-11-01 to 2026-11-21, and
some rows lie just outside of them.
"""

import json
import random
import sys
from datetime import datetime, timedelta, timezone

ROWS = 4000
FIRST = datetime(2026, 11, 1, tzinfo=timezone.utc)
DAYS = 21

PYTHONS = {
    "3.10.12": 24, "3.8.18": 19, "3.9.18": 17, "3.11.7": 13, "3.12.1": 9, "3.13.0": 7, "3.14.0": 5,
    "3.14.0a4": 1, "3.15.0rc1": 1, "3.13.1+": 1, "2.7.18": 1, "3.11BYHW": 1, "Sure.0": 1, "3.12": 1,
    "": 1, None: 3,
}
INSTALLERS = {"pip": 50, "uv": 30, "poetry": 5, "Pdm": 2, "bandersnatch": 5, "Browser": 3, None: 5}
PROJECTS = {"psutil": 50, "numpy": 30, "ruamel-yaml": 20}
FILES = [
    "{p}-{v}-cp36-abi3-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
    "{p}-{v}-cp36-abi3-win_amd64.whl",
    "{p}-{v}-cp314-cp314t-manylinux_2_28_x86_64.whl",
    "{p}-{v}-cp38-cp38-macosx_11_0_arm64.whl",
    "{p}-{v}-py3-none-any.whl",
    "{p}-{v}.tar.gz",
    "{p}-{v}.zip",
    "{p}-{v}.win32-py2.7.exe",
    "{p}-{v}-cp36-abi3-win_amd64.whl.metadata",
    "{p}-{v}.tar.gz.asc",
]
SYSTEMS = {"Linux": 75, "Windows": 12, "Darwin": 10, None: 3}
RELEASES = {"Linux": "6.1.0-39-amd64", "Windows": "11", "Darwin": "24.1.0", None: None}
CPUS = {"x86_64": 60, "AMD64": 12, "aarch64": 10, "arm64": 10, "i686": 3, None: 5}


def distro(system, pick):
    if system == "Linux":
        libc = pick({("glibc", "2.36"): 6, ("glibc", "2.17"): 2, ("musl", "1.2.5"): 1, (None, None): 1})
        name, version = pick({("Debian GNU/Linux", "12"): 5, ("Alpine Linux", "3.22"): 2, ("Arch Linux", None): 1})
        return {"name": name, "version": version, "id": None, "libc": {"lib": libc[0], "version": libc[1]}}
    if system == "Darwin":
        return {"name": "macOS", "version": "15.1", "id": None, "libc": None}
    return None


def rows():
    chance = random.Random(7)

    def pick(weights):
        return chance.choices(list(weights), list(weights.values()))[0]

    for _ in range(ROWS):
        project, version, system = pick(PROJECTS), pick({"6.1.1": 3, "7.0.0": 7}), pick(SYSTEMS)
        python, file = pick(PYTHONS), chance.choice(FILES).format(p=project.replace("-", "_"), v=version)
        # A day before and a day behind, so that a window that is not exact is seen.
        seconds = chance.randrange(-86400, (DAYS + 1) * 86400)
        yield {
            "timestamp": (FIRST + timedelta(seconds=seconds)).strftime("%Y-%m-%d %H:%M:%S UTC"),
            "country_code": "DE",
            "url": f"/packages/{file}",
            "project": project,
            "file": {
                "filename": file,
                "project": project,
                "version": version,
                "type": "sdist" if file.endswith((".gz", ".zip")) else "bdist_wheel",
            },
            "details": {
                "installer": {"name": pick(INSTALLERS), "version": "25.0"},
                "python": python,
                "implementation": {"name": "CPython", "version": python},
                "distro": distro(system, pick),
                "system": {"name": system, "release": RELEASES[system]},
                "cpu": pick(CPUS),
                "openssl_version": "OpenSSL 3.0.17",
                "setuptools_version": None,
                "rustc_version": None,
                "ci": pick({True: 5, None: 5}),
            },
            "tls_protocol": "TLSv1.3",
            "tls_cipher": "TLS_AES_128_GCM_SHA256",
        }


if __name__ == "__main__":
    for row in rows():
        json.dump(row, sys.stdout)
        sys.stdout.write("\n")
