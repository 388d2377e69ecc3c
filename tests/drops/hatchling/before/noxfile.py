import nox

PYTHONS = ["3.9", "3.10", "3.11"]
DJANGO = ["3.2", "4.2"]
nox.options.sessions = ["lint"]


@nox.session(python=PYTHONS)
@nox.parametrize("django", ["3.2", "4.2"])
def tests(session, django):
    session.run("pytest")


@nox.session(python=[
    "3.9",  # the oldest
    "3.13",
])
@nox.parametrize("python,numpy", [
    ("3.9", "1.26"),
    ("3.13", "2.3"),
])
def more(session, numpy):
    session.run("pytest")


@nox.session(python="3.9")
def lint(session):
    session.run("ruff")
