//! Edits of short files; whole projects stand under tests/drops.

use super::*;
use crate::model::PythonVersion;

/// The edits of files when all below `floor` goes, `dropped` first.
fn edited(files: &[(&str, &str)], dropped: &str, kept: &str) -> Result<Edits, EditError> {
    let versions = |text: &str| -> Vec<PythonVersion> {
        text.split_whitespace().map(|it| it.parse().unwrap()).collect()
    };
    let (dropped, kept) = (versions(dropped), versions(kept));
    let supported: Vec<_> = dropped.iter().chain(&kept).copied().collect();
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    edits(&files, &Going::new(&dropped, &supported).unwrap())
}

/// One file after the edits, and what is left of it.
fn one(path: &str, text: &str) -> String {
    let edits = edited(&[(path, text)], "3.8 3.9", "3.10 3.11").unwrap();
    let left: String = edits.left.iter().map(|it| format!("{}: {}\n", it.line, it.why)).collect();
    let text = edits.edited.first().map_or("-\n".to_owned(), |it| it.after.clone());
    format!("{text}{left}")
}

#[test]
fn marks_line_ends_and_the_last_line_stay() {
    let text = "\u{feff}[project]\r\nrequires-python = \">=3.8\"";
    assert_eq!(one("pyproject.toml", text), "\u{feff}[project]\r\nrequires-python = \">=3.10\"");
}

#[test]
fn what_is_computed_is_left() {
    insta::assert_snapshot!(one("setup.py", "setup(python_requires='>=%s' % OLD)\n"), @"
    -
    1: python_requires is computed: '>=%s' % OLD
    ");
    insta::assert_snapshot!(one("setup.py", "X = '>=3.8'\nX = '>=3.9'\nsetup(python_requires=X)\n"), @"
    -
    3: python_requires is computed: X
    ");
    insta::assert_snapshot!(one("setup.py", "setup(python_requires='>=3.8'\n"), @"
    -
    1: python_requires: >=3.8 becomes >=3.10: is not edited, as this file does not parse
    1: this does not parse
    ");
}

#[test]
fn a_broken_file_stops_all() {
    let why = |path: &str, text: &str| {
        let error =
            edited(&[(path, text), ("tox.ini", "[tox]\nenvlist = py39,py310")], "3.9", "3.10")
                .unwrap_err();
        format!("{error}; hint: {}", error.hint())
    };
    insta::assert_snapshot!(why("pyproject.toml", "[project]\nname = [\n"), @"pyproject.toml:2: invalid TOML: unclosed array, expected `]`; hint: mend the file first");
    insta::assert_snapshot!(why(".pre-commit-config.yaml", "a: [b\nc: }\n"), @".pre-commit-config.yaml:2: invalid YAML: illegal placement of ':' indicator; hint: mend the file first");
}

#[test]
fn a_broken_file_that_is_only_looked_at_is_named() {
    let files = [
        (".github/workflows/bad.yml", "on: push\njobs: [b\nc: }\n"),
        (".readthedocs.yml", "a: b\n c: d\n"),
        ("tox.ini", "[tox]\nenvlist = py39,py310\n"),
    ];
    let edits = edited(&files, "3.9", "3.10").unwrap();
    assert_eq!(edits.edited.len(), 1);
    let unread: Vec<_> =
        edits.unread.iter().map(|it| format!("{}:{}: {}", it.path, it.line, it.why)).collect();
    insta::assert_snapshot!(unread.join("\n"), @"
    .github/workflows/bad.yml:3: invalid YAML: illegal placement of ':' indicator
    .readthedocs.yml:2: invalid YAML: mapping values are not allowed in this context
    ");
}

#[test]
fn workflows_are_read_as_github_reads_them() {
    let text = "jobs:\n  t:\n    strategy:\n      matrix:\n        python:\n          - [\n            \"native\",\n          ]\n          - [\n          \"3.9\"\n          ]\n        py: [\n'3.9']\n";
    insta::assert_snapshot!(one(".github/workflows/ci.yml", text), @"
    -
    10: python: names 3.9
    13: py: names 3.9
    ");
}

#[test]
fn files_without_the_fields_stay() {
    for (path, text) in [
        ("pyproject.toml", ""),
        ("pyproject.toml", "[project]\nname = \"x\"\ndynamic = [\"requires-python\"]\n"),
        ("setup.cfg", "no section\n[options\nx"),
        ("setup.py", "\u{0}\""),
        ("tox.ini", "[testenv]\n"),
        ("noxfile.py", "PY = []\n"),
        (".python-version", "\n"),
        ("CHANGELOG.md", "# Unreleased\n"),
        ("other.txt", "python_version < '3.9'\n"),
    ] {
        assert_eq!(one(path, text), "-\n", "{path}");
    }
}

#[test]
fn abi3_builds_move_to_the_floor_and_others_do_not() {
    let pyproject = "[tool.cibuildwheel]\nbuild = \"cp39-*\"\n";
    insta::assert_snapshot!(one("pyproject.toml", pyproject), @r#"
    -
    2: build: every pattern is for Pythons that go
    "#);
    let cfg = "[bdist_wheel]\npy_limited_api = cp39\n";
    let edits =
        edited(&[("pyproject.toml", pyproject), ("setup.cfg", cfg)], "3.9", "3.10").unwrap();
    assert_eq!(edits.edited[0].after, pyproject.replace("cp39", "cp310"));
    assert_eq!(edits.edited[1].after, cfg.replace("cp39", "cp310"));
}

#[test]
fn a_tuple_of_one_stays_a_tuple() {
    for (text, expected) in [
        ("PYTHONS = (\"3.9\", \"3.10\")\n", "PYTHONS = (\"3.10\",)\n"),
        ("PYTHONS = (\"3.10\", \"3.9\")\n", "PYTHONS = (\"3.10\",)\n"),
        ("PYTHONS = (\"3.10\", \"3.9\",)\n", "PYTHONS = (\"3.10\",)\n"),
        ("PYTHONS = (\n  \"3.9\",\n  \"3.10\"\n)\n", "PYTHONS = (\n  \"3.10\",\n)\n"),
        ("PYTHONS = (\n  \"3.9\",\n  \"3.10\",\n)\n", "PYTHONS = (\n  \"3.10\",\n)\n"),
        ("NUMPY = (\"2.0\", \"3.1\")\n", "-\n"),
    ] {
        assert_eq!(one("noxfile.py", text), expected);
    }
}

#[test]
fn matrices_of_hatch_have_two_forms() {
    let text = "[[envs.test.matrix]]\npython = [\"39\", \"3.9\", \"310\", \"311\"]\n";
    let expected = "[[envs.test.matrix]]\npython = [\"310\", \"311\"]\n";
    assert_eq!(one("hatch.toml", text), expected);
}

#[test]
fn a_command_of_tox_goes_with_its_continuations() {
    let text = "[testenv]\ncommands =\n    py39: pytest \\\n      --x \\\n      --y\n    pytest\nsetenv = py39: A = \\\n    1\n";
    assert_eq!(one("tox.ini", text), "[testenv]\ncommands =\n    pytest\n");
    insta::assert_snapshot!(one("tox.ini", "[tox]\nenvlist = py310, \\\n    py39\n"), @"
    -
    2: envlist: names Pythons that go on lines that are joined
    ");
    let text = "[testenv]\ndeps = py39: a \\\n    --hash x\n    b\n";
    assert_eq!(one("tox.ini", text), "[testenv]\ndeps =\n    b\n");
}

#[test]
fn a_section_of_tox_that_is_referred_to_stays() {
    let text = "[testenv:py38]\ndeps = {[testenv:py39]deps}\n[testenv:py39]\ndeps = a\n";
    assert_eq!(one("tox.ini", text), "");
    let docs = "[testenv:docs]\ndeps = {[testenv:py38]deps}\n";
    insta::assert_snapshot!(one("tox.ini", &format!("{text}{docs}")), @"
    -
    1: [testenv:py38] names Pythons that go, and [testenv:docs] refers to it
    3: [testenv:py39] names Pythons that go, and [testenv:py38] refers to it
    ");
}

#[test]
fn a_requirement_goes_with_the_comments_that_say_who_needs_it() {
    let text =
        "a==1 ; python_version < \"3.10\"\n    # via\n    #   b\n# of c\nc==1\n    # via d\n";
    assert_eq!(one("requirements.txt", text), "# of c\nc==1\n    # via d\n");
}

#[test]
fn lists_of_other_versions_in_a_noxfile_stay() {
    for text in [
        "PYTHON_DJANGO_VERSIONS = [\"3.2\", \"4.2\"]\n",
        "PY_NUMPY = [\"3.1\", \"3.12\"]\n",
        "@nox.parametrize(\"django\", [\"3.2\", \"4.2\"])\ndef tests(session): pass\n",
        "session.install(\"django==3.2\", \"x-3.2\")\n",
    ] {
        assert_eq!(one("noxfile.py", text), "-\n");
    }
    insta::assert_snapshot!(one("noxfile.py", "PYTHON_VERSIONS = [\"3.2\", \"4.2\"]\n"), @"
    -
    1: part of this list goes, if 4.2 is a Python
    ");
    insta::assert_snapshot!(one("noxfile.py", "OLD_PYTHONS = [\"3.9\"]\nPYTHON_OF_DOCS = \"3.8\"\n"), @"
    -
    1: names 3.9
    2: names 3.8
    ");
    let text = "ALL = [\"3.9\", \"3.10\"]\n@nox.session(py=ALL)\ndef tests(session): pass\n";
    assert_eq!(one("noxfile.py", text), text.replace("\"3.9\", ", ""));
}

#[test]
fn a_list_that_is_used_by_subscript_stays() {
    let text = "PY = [\"3.9\", \"3.10\"]\n@nox.session(python=PY[1:])\ndef a(session): pass\n";
    insta::assert_snapshot!(one("noxfile.py", text), @"
    -
    1: PY names Pythons that go, and is used by subscript
    ");
    let last = text.replace("1:", "-1");
    assert_eq!(one("noxfile.py", &last), last.replace("\"3.9\", ", ""));
}

#[test]
fn other_strings_of_a_noxfile_are_left() {
    let text = r#"
nox.options.sessions = ["tests-3.9", "tests-3.10"]
PYTHONS = ["3.8"] + MORE
@nox.session(python=["3.8", "3.9"][1:])
def tests(session):
    if session.python == "3.9" or session.python in ("3.8", "3.11"):
        session.install("tomli; python_version < '3.10'", "a; python_version < '3.12'")
    session.conda_install("python=3.9")
    version = {"3.9": 1, "3.10": 2}[session.python]
    session.run("python3.9", "3.9")
"#;
    insta::assert_snapshot!(one("noxfile.py", text), @"
    -
    2: names tests-3.9
    3: every Python of this part of the sum goes
    4: names 3.8
    6: names 3.9
    7: part of this marker is true of no Python that stays, or of all
    8: names python=3.9
    9: names 3.9
    10: names python3.9
    ");
    insta::assert_snapshot!(one("noxfile.py", "def tests(:\n    pass\n"), @"
    -
    1: this does not parse
    ");
}

#[test]
fn a_project_without_requires_python_gets_one() {
    for (text, expected) in [
        (
            "[project]\nname = \"x\" # a\nversion = \"1\"\nclassifiers = []\n",
            "[project]\nname = \"x\" # a\nversion = \"1\"\nrequires-python = \">=3.10\"\nclassifiers = []\n",
        ),
        ("[project]\r\nname='x'", "[project]\r\nname='x'\r\nrequires-python='>=3.10'"),
        (
            "[project]\n  name             = 'x'\n",
            "[project]\n  name             = 'x'\n  requires-python  = '>=3.10'\n",
        ),
        ("project.name = \"x\"\n", "project.name = \"x\"\nproject.requires-python = \">=3.10\"\n"),
        (
            "project = { name = \"x\" }\n",
            "project = { name = \"x\", requires-python = \">=3.10\" }\n",
        ),
        ("[project]\nname = \"x\"\n[tool.poetry.dependencies]\npython = \"^3.10\"\n", "-\n"),
    ] {
        assert_eq!(one("pyproject.toml", text), expected);
    }
    insta::assert_snapshot!(one("setup.py", "setup(name='x')\n"), @"
    -
    1: nothing states Requires-Python: add python_requires
    ");
    insta::assert_snapshot!(one("setup.cfg", "[metadata]\nname = x\n"), @"
    -
    1: nothing states Requires-Python: add python_requires
    ");
    let files = [
        ("setup.py", "setup()\n"),
        ("pyproject.toml", "[project]\ndynamic = [\"requires-python\"]\n"),
    ];
    assert_eq!(edited(&files, "3.9", "3.10").unwrap().left.len(), 1);
    let both = [("setup.py", "setup()\n"), ("setup.cfg", "[options]\npython_requires = >=3.10\n")];
    assert_eq!(edited(&both, "3.9", "3.10").unwrap(), Edits::default());
}

#[test]
fn classifiers_that_are_computed_are_left() {
    let text = r#"
VERSIONS = ["2.7", "3.9", "3.10"]
setup(
    python_requires=">=3.10",
    classifiers=["Programming Language :: Python :: %s" % it for it in VERSIONS]
    + [f"Programming Language :: Python :: {it}" for it in "3.9 3.10".split()]
    + ["Programming Language :: Python :: " + it for it in ("3.10", "3.11")],
    keywords=["3.10", "x 3.9"],
)
"#;
    insta::assert_snapshot!(one("setup.py", text), @r#"
    -
    2: a list of versions names 2.7, 3.9
    5: classifiers are computed: "Programming Language :: Python :: %s"
    6: a list of versions names 3.9
    6: classifiers are computed: f"Programming Language :: Python :: {it}"
    7: classifiers are computed: "Programming Language :: Python :: "
    "#);
}

#[test]
fn conditions_of_builds_are_left() {
    let text = "[[tool.scikit-build.overrides]]\nif.python-version = \"<3.10\"\n[[tool.scikit-build.overrides]]\nif.any = { python-version = \">=3.10\", platform-system = \"linux\" }\n[[tool.scikit-build.overrides]]\nif.python-version = \">=3.11\"\n";
    insta::assert_snapshot!(one("pyproject.toml", text), @"
    -
    2: python-version `<3.10` is settled for all that stay
    4: python-version `>=3.10` is settled for all that stay
    ");
    let text = "if py.language_version().version_compare('<3.10')\nif cc.version().version_compare('<3.9')\nif not py_version.version_compare('>=3.11')\n";
    insta::assert_snapshot!(one("meson.build", text), @"
    -
    1: version_compare('<3.10') is settled for all that stay
    ");
    let text = "[env_run_base]\ndeps = [\"a; python_version < '3.10'\", \"b\"]\n";
    assert_eq!(one("tox.toml", text), "[env_run_base]\ndeps = [\"b\"]\n");
}

#[test]
fn an_environment_of_tox_that_is_referred_to_stays() {
    let text = "skip = true\n[env.py39]\ndeps = []\n[env.docs]\ndeps = { replace = \"ref\", of = [\"env\", 'py39', \"deps\"] }\n";
    insta::assert_snapshot!(one("tox.toml", text), @"
    -
    2: environment py39 is for a Python that goes, and is referred to
    ");
    assert_eq!(
        one("tox.toml", "skip = true\n[env.py39]\n[env.docs]\n"),
        "skip = true\n[env.docs]\n"
    );
}
