"""Writes rows in the shape of PyPI's table of downloads, nested as BigQuery exports it.

usage: make.py OUT [--rows N] [--index]

Project names are as skewed as real ones; rows are in order of their days, and within a row group in
order of their projects, as BigQuery clusters the table. The same arguments give the same rows.
--index writes a page index, which BigQuery's exports do not have.
"""

import argparse

import numpy
import pyarrow
import pyarrow.compute
import pyarrow.parquet

GROUP = 1_000_000
DAYS = 28
FIRST = numpy.datetime64("2025-02-01T00:00:00", "us")
PROJECTS = 3000
SHARES = {
    "3.12": 24.0, "3.11": 23.0, "3.10": 18.0, "3.9": 13.0, "3.13": 9.0, "3.8": 6.0, "3.7": 2.5,
    "3.6": 0.8, "2.7": 0.4,
}


def pythons():
    """Full versions with their weights: the micro releases of each, pre-releases, junk, nothing."""
    for minor, share in SHARES.items():
        micros = 1 if minor == "2.7" else 12
        weights = 1 / numpy.arange(1, micros + 1) ** 1.2
        for micro, weight in enumerate(weights / weights.sum()):
            yield f"{minor}.{18 if micros == 1 else micros - 1 - micro}", share * weight
    yield from [("3.14.0a4", 0.02), ("3.13.0rc1", 0.01), ("3.11BYHW", 0.001), (None, 3.2)]


class Choice:
    """A column that takes its values at random."""

    def __init__(self, weights):
        values, weights = zip(*weights)
        self.values = pyarrow.array(values, pyarrow.string())
        self.weights = numpy.array(weights) / sum(weights)

    def draw(self, random, rows):
        codes = random.choice(len(self.values), size=rows, p=self.weights).astype(numpy.int32)
        return pyarrow.DictionaryArray.from_arrays(codes, self.values).cast(pyarrow.string())


PYTHON = Choice(list(pythons()))
SYSTEM = Choice([("Linux", 88), ("Windows", 6), ("Darwin", 3), (None, 3)])
CPU = Choice([("x86_64", 82), ("aarch64", 8), ("AMD64", 5), ("arm64", 2), ("i686", 0.5), (None, 3)])
INSTALLER = Choice(
    [("pip", 66), ("uv", 22), ("poetry", 4), ("bandersnatch", 2), ("Browser", 0.5),
     ("requests", 2), ("pdm", 0.5), (None, 3)]
)
LIBC = Choice([("glibc", 80), ("musl", 7), (None, 13)])
VERSION = Choice([(f"{a}.{b}.{c}", 1 / n**1.3) for n, (a, b, c) in enumerate(
    ((a, b, c) for a in (7, 6, 5) for b in range(9, -1, -1) for c in range(4)), 1)])
ENDING = Choice(
    [("-cp36-abi3-manylinux2014_x86_64.whl", 70), ("-cp313-cp313t-win_amd64.whl", 3),
     ("-py3-none-any.whl", 15), (".tar.gz", 7), ("-cp36-abi3-manylinux2014_x86_64.whl.metadata", 5)]
)
COUNTRY = Choice([("US", 60), ("DE", 10), ("IN", 8), ("JP", 5), ("BR", 5), (None, 2)])


def names():
    out = [f"project-{rank:04}" for rank in range(PROJECTS)]
    out[39] = "psutil"
    return pyarrow.array(out)


def table(random, low, high, rows):
    """One row group: days from `low` to `high`, in order of the projects."""
    weights = 1 / numpy.arange(1, PROJECTS + 1) ** 1.05
    projects = random.choice(PROJECTS, size=rows, p=weights / weights.sum()).astype(numpy.int32)
    projects = numpy.sort(projects)
    project = pyarrow.DictionaryArray.from_arrays(projects, names()).cast(pyarrow.string())
    version, ending = VERSION.draw(random, rows), ENDING.draw(random, rows)
    stem = pyarrow.compute.binary_join_element_wise(project, version, "-")
    filename = pyarrow.compute.binary_join_element_wise(stem, ending, "")
    ci = numpy.where(random.random(rows) < 0.25, True, None)
    struct = pyarrow.StructArray.from_arrays
    details = struct(
        [
            struct([INSTALLER.draw(random, rows)], ["name"]),
            PYTHON.draw(random, rows),
            struct([struct([LIBC.draw(random, rows)], ["lib"])], ["libc"]),
            struct([SYSTEM.draw(random, rows)], ["name"]),
            CPU.draw(random, rows),
            pyarrow.array(ci, pyarrow.bool_()),
        ],
        ["installer", "python", "distro", "system", "cpu", "ci"],
    )
    times = FIRST + random.integers(low, high, rows).astype("timedelta64[us]")
    return pyarrow.table(
        {
            "timestamp": pyarrow.array(times).cast(pyarrow.timestamp("us", "UTC")),
            "country_code": COUNTRY.draw(random, rows),
            "project": project,
            "file": struct([filename, project, version], ["filename", "project", "version"]),
            "details": details,
        }
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out")
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--index", action="store_true")
    asked = parser.parse_args()
    random = numpy.random.default_rng(5)
    span, writer, done = DAYS * 86_400_000_000, None, 0
    while done < asked.rows:
        rows = min(GROUP, asked.rows - done)
        low, high = span * done // asked.rows, span * (done + rows) // asked.rows
        group = table(random, low, high, rows)
        if writer is None:
            writer = pyarrow.parquet.ParquetWriter(
                asked.out, group.schema, compression="zstd", write_page_index=asked.index
            )
        writer.write_table(group, row_group_size=GROUP)
        done += rows
    writer.close()


if __name__ == "__main__":
    main()
