"""Bring the files of a manifest from the index into a folder.

usage: python fetch.py MANIFEST.tsv FOLDER SET...

The manifest has the columns set, project, version, file, size, sha256. A file that is there with
the right digest stays; one that comes with another digest is refused and nothing of it is kept.
"""

import csv
import hashlib
import os
import pathlib
import sys
from concurrent.futures import ThreadPoolExecutor

from index import links, session


def digest(path):
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fetch(row, url, connection, folder):
    answer = connection.get(url, timeout=300, headers={"Accept-Encoding": "identity"})
    answer.raise_for_status()
    if (got := hashlib.sha256(answer.content).hexdigest()) != row["sha256"]:
        raise SystemExit(f"{row['file']}: sha256 {got}, expected {row['sha256']}")
    part = folder / f"{row['file']}.part-{os.getpid()}"
    part.write_bytes(answer.content)
    part.replace(folder / row["file"])


def main(manifest, folder, sets):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with open(manifest, newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["set"] in sets]
    if not rows:
        raise SystemExit(f"{manifest} has no row of {', '.join(sets)}")
    missing = [
        row
        for row in rows
        if not (path := folder / row["file"]).exists() or digest(path) != row["sha256"]
    ]
    connection = session()
    urls = {
        link.filename: link.url_without_fragment
        for project in sorted({row["project"] for row in missing})
        for link in links(project, connection)
    }
    if unknown := [row["file"] for row in missing if row["file"] not in urls]:
        raise SystemExit(f"not on the index: {', '.join(unknown)}")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda row: fetch(row, urls[row["file"]], connection, folder), missing))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
