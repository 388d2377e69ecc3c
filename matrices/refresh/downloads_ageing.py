"""Write matrices/downloads_ageing.toml from a monthly history of downloads by Python.

usage: python matrices/refresh/downloads_ageing.py history.csv > matrices/downloads_ageing.toml
then:  RELKIT_WRITE=1 cargo test tables

history.csv has the columns package, month, source, python_minor and downloads: the monthly results
that hugovk/pypi-tools keeps in data/, one row a Python. Rows of two sources are never joined: they
count different installers.

A point is one package, Python, month and horizon: the change of the logit of the Python's share
from the month to the one so many months later. A cell of the table pools the points of all packages
and Pythons of nearly one age, each Python with the same weight, and keeps three quantiles.

The check leaves one Python out at a time, makes the table of the others, and counts how many of its
real shares lie between low and high: it is meant to be 80 of 100.
"""

import collections
import csv
import datetime
import math
import pathlib
import sys
import tomllib

SOURCE = (
    "hugovk/pypi-tools data/: downloads by month and Python of {packages} packages, {first} to {last}, "
    "counts derived from PyPI's BigQuery tables (CC BY 4.0)"
)
HORIZONS = [1, 3, 6, 12, 18, 24, 36]
STEP = 6  # months between two ages of the table
HALF = 3  # months to each side of an age whose points it pools
OLDEST = 180
NOISE = 0.05  # percent: a smaller share counts as this
LEAST_SHARE = 0.2  # percent, of the Python in the first month of a point
LEAST_DOWNLOADS = 100  # of the Python in the first month of a point
LEAST_TOTAL = 1000  # of the package in a month
LEAST_POINTS = 20  # of a Python in a cell
LEAST_PYTHONS = 2  # in a cell: one alone has no range
YOUNGEST = 12  # months: before that shares jump
# 2.7 lived ten years with its own successor beside it, and what is older has no history.
FIRST = (3, 4)


def month_of(text):
    return int(text[:4]) * 12 + int(text[5:7]) - 1


def month_text(month):
    return f"{month // 12}-{month % 12 + 1:02}"


def logit(percent):
    percent = min(max(percent, NOISE), 100 - NOISE)
    return math.log(percent / (100 - percent))


def percent(value):
    return 100 / (1 + math.exp(-value))


def read(path, released):
    months = collections.defaultdict(dict)
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            if row["python_minor"] not in ("null", "None", ""):
                key = row["package"], row["source"], month_of(row["month"])
                months[key][row["python_minor"]] = int(row["downloads"])
    lines = collections.defaultdict(dict)
    for (package, source, month), downloads in months.items():
        known = {python: count for python, count in downloads.items() if python == "2.7" or python in released}
        total = sum(known.values())
        if total >= LEAST_TOTAL:
            for python, count in known.items():
                lines[package, source, python][month] = (100 * count / total, count)
    return lines


def points_of(lines, released):
    """(python, age, horizon, share, share later, drift)"""
    for (_, _, python), line in lines.items():
        if tuple(map(int, python.split("."))) < FIRST:
            continue
        for month, (share, downloads) in line.items():
            age = month - released[python]
            if share < LEAST_SHARE or downloads < LEAST_DOWNLOADS or age < YOUNGEST - HALF:
                continue
            for horizon in HORIZONS:
                if month + horizon in line:
                    later = line[month + horizon][0]
                    yield python, age, horizon, share, later, logit(later) - logit(share)


def quantiles(weighted, wanted):
    weighted = sorted(weighted)
    whole = sum(weight for _, weight in weighted)
    out, sum_, at = [], 0, 0
    for part in wanted:
        while at < len(weighted) - 1 and sum_ + weighted[at][1] < part * whole:
            sum_ += weighted[at][1]
            at += 1
        out.append(weighted[at][0])
    return out


def table_of(points):
    """(age, horizon) -> (number of points, low, median, high)"""
    cells = collections.defaultdict(lambda: collections.defaultdict(list))
    for python, age, horizon, _, _, drift in points:
        nearest = (age + HALF) // STEP * STEP
        if YOUNGEST <= nearest <= OLDEST:
            cells[nearest, horizon][python].append(drift)
    table = {}
    for cell, pythons in cells.items():
        pythons = {python: drifts for python, drifts in pythons.items() if len(drifts) >= LEAST_POINTS}
        if len(pythons) >= LEAST_PYTHONS:
            weighted = [(drift, 1 / len(drifts)) for drifts in pythons.values() for drift in drifts]
            table[cell] = (len(weighted), *quantiles(weighted, (0.1, 0.5, 0.9)))
    return table


def look_up(table, age, horizon):
    """Between two ages in proportion, as relkit does; nothing beyond the last."""
    before = age // STEP * STEP
    left, right = table.get((before, horizon)), table.get((before + STEP, horizon))
    if left is None or (right is None and age != before):
        return None
    part = (age - before) / STEP
    return [a + (b - a) * part for a, b in zip(left[1:], (right or left)[1:])]


def check(points):
    found = collections.defaultdict(list)
    for left_out in sorted({point[0] for point in points}):
        table = table_of(point for point in points if point[0] != left_out)
        for python, age, horizon, share, later, drift in points:
            drifts = look_up(table, age, horizon) if python == left_out else None
            if drifts:
                low, median, high = drifts
                error = abs(percent(logit(share) + median) - later)
                found[horizon].append((low <= drift <= high, error, abs(share - later)))
    return found


def main(path):
    matrices = pathlib.Path(__file__).parent.parent
    pythons = tomllib.loads((matrices / "pythons.toml").read_text())["python"]
    released = {row["version"]: month_of(row["released"]) for row in pythons}
    lines = read(path, released)
    points = list(points_of(lines, released))
    table = table_of(points)
    months = [month for line in lines.values() for month in line]
    last = datetime.date(max(months) // 12 + (max(months) % 12 == 11), (max(months) + 1) % 12 + 1, 1)
    print(f'as_of = "{last - datetime.timedelta(1)}"')
    names = {package for package, _, _ in lines}
    source = SOURCE.format(packages=len(names), first=month_text(min(months)), last=month_text(max(months)))
    print(f'source = "{source}"')
    print(f"least_share = {LEAST_SHARE}\nleast_downloads = {LEAST_DOWNLOADS}\nnoise = {NOISE}")
    print(f"horizons = {HORIZONS}")
    for horizon, rows in sorted(check(points).items()):
        print(f"\n[[check]]\nhorizon = {horizon}\npoints = {len(rows)}")
        for column, name in enumerate(("inside", "error", "carried")):
            mean = sum(row[column] for row in rows) / len(rows)
            print(f"{name} = {100 * mean if column == 0 else mean:.{1 if column == 0 else 2}f}")
    for age in sorted({age for age, _ in table}):
        row = []
        for horizon in HORIZONS:  # up to the first that is not known: no holes
            if (age, horizon) not in table:
                break
            row.append(table[age, horizon])
        print(f"\n[[age]]\nmonths = {age}")
        for column, name in enumerate(("points", "low", "median", "high")):
            print(f"{name} = {[round(cell[column], 2) for cell in row]}")


if __name__ == "__main__":
    main(*sys.argv[1:])
