"""The same question put to another engine, in a process of its own.

usage: ask.py duckdb|polars|pandas FILE PROJECT FIRST BEHIND

FIRST is the first day, BEHIND the day behind the last. Prints the number of rows that were counted.
"""

import datetime
import sys

engine, path, project, first, behind = sys.argv[1:]
low, high = (
    datetime.datetime.fromisoformat(day).replace(tzinfo=datetime.timezone.utc)
    for day in (first, behind)
)

if engine == "duckdb":
    import duckdb

    rows = duckdb.execute(
        r"""
        SELECT regexp_extract(details.python, '^(\d+\.\d+)') AS python, count(*)
        FROM read_parquet($1)
        WHERE project = $2 AND timestamp >= $3 AND timestamp < $4
          AND NOT suffix(file.filename, '.metadata')
        GROUP BY python
        """,
        [path, project, low, high],
    ).fetchall()
    counted = sum(downloads for _, downloads in rows)
elif engine == "polars":
    import polars

    time = polars.col("timestamp")
    counts = (
        polars.scan_parquet(path)
        .filter(
            (polars.col("project") == project)
            & (time >= low)
            & (time < high)
            & ~polars.col("file").struct.field("filename").str.ends_with(".metadata")
        )
        .select(polars.col("details").struct.field("python").str.extract(r"^(\d+\.\d+)"))
        .group_by("python")
        .len()
        .collect(engine="streaming")
    )
    counted = counts["len"].sum()
elif engine == "pandas":
    import pandas

    rows = pandas.read_parquet(
        path,
        columns=["details.python", "file.filename"],
        filters=[("project", "==", project), ("timestamp", ">=", low), ("timestamp", "<", high)],
    )
    # A nested column comes by its last name.
    rows = rows[~rows["filename"].str.endswith(".metadata")]
    counts = rows["python"].str.extract(r"^(\d+\.\d+)")[0].value_counts(dropna=False)
    counted = int(counts.sum())
else:
    sys.exit(f"no engine {engine}")

print(counted)
