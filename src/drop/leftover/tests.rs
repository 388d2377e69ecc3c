//! Leftovers of small files, as lines.

use super::*;
use crate::{model::PythonVersion, tables::Tables};

/// What is found when all below a Python go: line and column, what the line says, why, what to do.
fn found(path: &str, text: &str, dropped: &str, supported: &str) -> String {
    let versions = |text: &str| -> Vec<PythonVersion> {
        text.split(' ').map(|version| version.parse().unwrap()).collect()
    };
    let going = Going::new(&versions(dropped), &versions(supported)).unwrap();
    let file = File { path: path.to_owned(), text: text.to_owned() };
    let lines = leftovers(&[file], &going, known()).into_iter().map(|it| {
        let column = it.column.map(|column| format!(":{column}")).unwrap_or_default();
        format!("{}{column} {}: {}; {}\n", it.line, it.kind, it.why, it.mend)
    });
    lines.collect()
}

fn known() -> &'static Known {
    static KNOWN: std::sync::OnceLock<Known> = std::sync::OnceLock::new();
    KNOWN.get_or_init(|| Known::load(&Tables::embedded()).unwrap())
}

/// 2.7 goes, and 3.6 is the oldest that stays.
fn two(path: &str, text: &str) -> String {
    found(path, text, "2.7", "2.7 3.6 3.7")
}

/// 3.9 goes, and 3.10 is the oldest that stays.
fn three(path: &str, text: &str) -> String {
    found(path, text, "3.9", "3.9 3.10 3.11")
}

#[test]
fn conditions_in_python_are_named_with_what_to_do() {
    let text = "\
import sys, pytest
from sys import version_info as vi
if sys.version_info >= (3, 10):
    pass
elif vi[:2] == (3, 9):
    pass
x = 1 if not vi < (3, 9, 2) else 2
if (3, 8) <= vi < (3, 12) and x or vi.minor < 10:
    pass
@pytest.mark.skipif(sys.version_info < (3, 10), reason='old')
def test(): pass
assert sys.hexversion >= 0x030900f0
# sys.version_info < (3, 9)
'sys.version_info < (3, 9)'
if vi >= (3, 10, 1) or vi >= (3, 12) or vi < (4,) or vi == (3, 9): pass
";
    insta::assert_snapshot!(three("a.py", text), @r"
    3:4 version: `sys.version_info >= (3, 10)` is always true from 3.10 on; keep the body, and delete the condition and what follows
    5:6 version: `vi[:2] == (3, 9)` is always false from 3.10 on; delete the branch
    7:10 version: `not vi < (3, 9, 2)` is always true from 3.10 on; keep the value before `if` alone
    8:36 version: `vi.minor < 10` is always false from 3.10 on; leave this part out
    10:21 version: `sys.version_info < (3, 10)` is always false from 3.10 on; delete the mark: the test always runs
    12:8 version: `sys.hexversion >= 0x030900f0` is always true from 3.10 on; delete the assertion
    ");
}

#[test]
fn names_stand_for_conditions() {
    let text = "\
import sys
PY2 = sys.version_info[0] == 2
PY3 = not PY2
VER = sys.version_info[:2]
f(PY2=PY3)
other.PY2
def g(VER):
    return VER < (3, 0)
if PY2 and other:
    pass
";
    insta::assert_snapshot!(two("a.py", text), @r"
    2:7 version: `sys.version_info[0] == 2` is always false from 3.6 on; delete the name, and simplify where it is used
    3:7 version: `not PY2` is always true from 3.6 on; delete the name, and simplify where it is used
    5:7 version: `PY3` is always true from 3.6 on; put its value in its place
    9:4 version: `PY2 and other` is always false from 3.6 on; delete the branch
    ");
    assert_eq!(
        two("a.py", "import sys\nP = sys.version_info < (3,)\nP = 1\nif P: pass\n").lines().count(),
        1
    );
}

#[test]
fn names_of_other_modules_are_known() {
    let going = Going::new(
        &[PythonVersion::new(2, 7)],
        &[PythonVersion::new(2, 7), PythonVersion::new(3, 6)],
    );
    let file = |path: &str, text: &str| File { path: path.to_owned(), text: text.to_owned() };
    let files = [
        file(
            "x/use.py",
            "from ._compat import PY3\nfrom . import _compat as c\nif PY3 or c.PY3: pass\n",
        ),
        file("x/_compat.py", "import sys\nPY3 = sys.version_info >= (3,)\n"),
    ];
    let all = leftovers(&files, &going.unwrap(), known());
    let lines: Vec<String> =
        all.iter().map(|it| format!("{}:{} {}", it.path, it.line, it.why)).collect();
    assert_eq!(
        lines,
        [
            "x/_compat.py:2 `sys.version_info >= (3,)` is always true from 3.6 on",
            "x/use.py:3 `PY3 or c.PY3` is always true from 3.6 on",
        ]
    );
}

#[test]
fn what_refuses_the_pythons_that_go_may_stay() {
    let guard = "import sys\nif sys.version_info[0] < 3:\n    sys.exit('no')\n";
    assert_eq!(two("a.py", guard), "");
    // The one in setup.py lets in 3.9; one that speaks to the users of Python 2 alone stays.
    insta::assert_snapshot!(three("setup.py", guard), @"2:4 version: `sys.version_info[0] < 3` is always false from 3.10 on; refuse all below 3.10, or delete the branch");
    assert_eq!(three("setup.py", &guard.replace("< 3", "== 2")), "");
    assert_eq!(three("setup.py", &guard.replace("[0] < 3", " < (3, 10)")), "");
    assert!(three("setup.py", &guard.replace("[0] < 3", " < (3, 9)")).contains("refuse all below"));
    let made = "# Written by `relkit stub`. More.\nimport sys\nx = sys.version_info < (3,)\n";
    assert_eq!(two("_backend.py", made), "");
    let other = two("a.py", &guard.replace("< 3", "< 3 and x"));
    assert!(other.ends_with("is always false from 3.6 on; delete the branch\n"), "{other}");
    let raise = "import sys\nif sys.version_info < (3, 6):\n    raise RuntimeError('old')\n";
    insta::assert_snapshot!(three("a.py", raise), @"2:4 version: `sys.version_info < (3, 6)` is always false from 3.10 on; refuse all below 3.10, or delete the branch");
}

#[test]
fn imports_that_python_replaces_are_named() {
    let text = "\
from __future__ import annotations, print_function, division
import six
from six.moves import range
from backports import zoneinfo
try:
    import tomllib
except ImportError:
    import tomli as tomllib
try:
    from unittest import mock
except ImportError:
    import mock
six.text_type('')
import importlib_metadata_x, dataclasses
";
    insta::assert_snapshot!(three("a.py", text), @r"
    1:1 future: 3.0 and newer do so without: print_function, division; leave out print_function, division
    2:1 backport: Python 3 itself does what six is for, from 3.0 on; use Python 3 itself
    3:1 backport: Python 3 itself does what six.moves is for, from 3.0 on; use Python 3 itself
    4:1 backport: zoneinfo does what backports.zoneinfo is for, from 3.9 on; use zoneinfo
    12:5 backport: unittest.mock does what mock is for, from 3.3 on; keep what `try` imports, and delete the rest
    13:1 backport: `six.text_type` is for Python 2; write what it stands for in Python 3
    ");
    assert_eq!(found("a.py", text, "3.9 3.10", "3.9 3.10 3.11").lines().count(), 7);
}

#[test]
fn forms_of_python_2_are_counted() {
    let text = "\
#!/usr/bin/env python
# -*- coding: utf-8 -*-
class A(object):
    def f(self):
        super(A, self).f()
        super(B, self).f()
class B(object): pass
x = u'a' + u'b' + 'c'
";
    insta::assert_snapshot!(two("a.py", text), @r"
    2 python2: sources are UTF-8 in Python 3; delete the line
    3:1 python2: without a base a class inherits from `object` in Python 3: 2 places in this file, this is the first; let `pyupgrade --py3-plus` change it
    5:9 python2: `super()` finds its arguments itself in Python 3; let `pyupgrade --py3-plus` change it
    8:5 python2: all strings are Unicode in Python 3: 2 places in this file, this is the first; let `pyupgrade --py3-plus` change it
    ");
    assert_eq!(three("a.py", text), "");
    assert_eq!(two("a.py", "# vim: set fileencoding=latin-1\n"), "");
}

#[test]
fn conditions_in_c_are_named() {
    let text = "\
/* #if PY_MAJOR_VERSION < 3 */
#if PY_VERSION_HEX >= 0x030a0000 && \\
    defined(X)
#elif PY_MAJOR_VERSION > 2
#endif
#if defined(Y) || PY_VERSION_HEX < 0x03090000
#if 0x03090000 <= PY_VERSION_HEX // yes
#if PY_VERSION_HEX >= 0x030A0100
#if PY_VERSION_HEX < 0x030A0000
#error old
#endif
#if PY_VERSION_HEX < 0x03080000
#  error older
char *s = \"\\
#if PY_MAJOR_VERSION < 3\";
#define Py_LIMITED_API 0x03080000
#if Py_LIMITED_API >= 0x03080000
";
    insta::assert_snapshot!(three("a.c", text), @r"
    2:1 preprocessor: `PY_VERSION_HEX >= 0x030a0000` is always true from 3.10 on; leave this part out
    4:1 preprocessor: `PY_MAJOR_VERSION > 2` is always true from 3.10 on; make it `#else` and delete what follows
    6:1 preprocessor: `PY_VERSION_HEX < 0x03090000` is always false from 3.10 on; leave this part out
    7:1 preprocessor: `0x03090000 <= PY_VERSION_HEX` is always true from 3.10 on; keep the first branch alone
    12:1 preprocessor: `PY_VERSION_HEX < 0x03080000` is always false from 3.10 on; refuse all below 3.10, or delete it
    16:9 limited-api: it is that of 3.8, and 3.10 is the oldest that is left; set 0x030A0000
    ");
    assert_eq!(three("x/pythoncapi_compat.h", text).lines().count(), 2);
}

#[test]
fn conditions_in_cython_are_named() {
    let text = "\
from cpython.version cimport PY_MAJOR_VERSION
IF PY_MAJOR_VERSION >= 3:
    cdef int x = 1
ELIF PY_VERSION_HEX < 0x03090000:
    cdef int x = 2
cdef class A:
    cdef int f(self, int a) except -1:
        '''if PY_MAJOR_VERSION >= 3:'''
        if (PY_MAJOR_VERSION < 3 and # one
                a):
            return 1
        b = sys.version_info[0] == 2
cdef extern from *:
    \"\"\"
    #if PY_VERSION_HEX >= 0x03090000
    \"\"\"
";
    insta::assert_snapshot!(three("a.pyx", text), @r"
    2:4 version: `PY_MAJOR_VERSION >= 3` is always true from 3.10 on; keep the body, and delete the condition and what follows
    4:6 version: `PY_VERSION_HEX < 0x03090000` is always false from 3.10 on; delete the branch
    9:13 version: `PY_MAJOR_VERSION < 3 and # one a` is always false from 3.10 on; delete the branch
    12:13 version: `sys.version_info[0] == 2` is always false from 3.10 on; delete the name, and simplify where it is used
    15:5 preprocessor: `PY_VERSION_HEX >= 0x03090000` is always true from 3.10 on; keep the first branch alone
    ");
}

#[test]
fn conditions_in_rust_are_named() {
    let text = r##"
#[cfg(Py_3_9)]
fn a<'a>(x: &'a str) {}
#[cfg(not(Py_3_10))]
#[cfg(all(Py_3_9, not(PyPy), feature = "x"))]
#[cfg(any(Py_3_11, not(Py_3_8)))]
fn b() { if cfg!(Py_3_10) { '"'; '\''; } }
// #[cfg(Py_3_9)]
/* /* */ #[cfg(Py_3_9)] */
const S: &str = r#"" [cfg(Py_3_9)]"#;
#[cfg_attr(Py_3_8, inline)]
#[cfg(Py_3_11)]
"##;
    insta::assert_snapshot!(three("a.rs", text), @r"
    2:3 cfg: `Py_3_9` is always true from 3.10 on; delete the attribute
    4:3 cfg: `not(Py_3_10)` is always false from 3.10 on; delete what it stands at
    5:3 cfg: `Py_3_9` is always true from 3.10 on; leave this part out
    6:3 cfg: `not(Py_3_8)` is always false from 3.10 on; leave this part out
    7:13 cfg: `Py_3_10` is always true from 3.10 on; put its value in its place
    11:3 cfg: `Py_3_8` is always true from 3.10 on; delete the attribute
    ");
}

#[test]
fn pythons_in_texts_are_named() {
    let workflow = "\
env:
  python-version:
    - \"3.9\"
    - '3.10'
  CIBW_SKIP: cp39-*
  image: python:3.8.2
";
    insta::assert_snapshot!(three(".github/workflows/a.yml", workflow), @r"
    3:8 configuration: it names 3.9, and 3.10 is the oldest that is left; delete it, or name 3.10
    5:14 configuration: it names 3.9, and 3.10 is the oldest that is left; delete it, or name 3.10
    6:17 configuration: it names 3.8, and 3.10 is the oldest that is left; delete it, or name 3.10
    ");
    let readme = "Needs Python 3.9+.\nPython 3.8 is no longer supported.\nOf v3.9.1.\n";
    insta::assert_snapshot!(three("README.md", readme), @"1:14 words: it names 3.9, and 3.10 is the oldest that is left; say 3.10, or delete it");
    let made = format!("# relkit 0.1.0, inputs sha256:0123\n{workflow}");
    assert_eq!(three(".github/workflows/a.yml", &made), "");
    assert_eq!(three("CHANGES.md", readme), "");
}

#[test]
fn requirements_are_named() {
    let text = "\
[project]
dependencies = [
  \"importlib-metadata>=4; python_version < '3.10'\",
  'tomli; python_version<\"3.11\"',
  \"typing; python_full_version >= '3.9.2'\",
  \"importlib_resources_x\",
]
classifiers = [\"Typing :: Typed\"]
[tool.poetry.dependencies]
six = \"^1.0\"
";
    insta::assert_snapshot!(three("pyproject.toml", text), @r"
    3:4 backport: importlib.metadata does what importlib-metadata is for, from 3.10 on; delete it once nothing imports it; use importlib.metadata
    3:27 marker: `python_version < '3.10'` is always false from 3.10 on; delete the requirement
    5:4 backport: typing does what typing is for, from 3.5 on; delete it once nothing imports it; use typing
    5:12 marker: `python_full_version >= '3.9.2'` is always true from 3.10 on; leave the condition out
    10:1 backport: Python 3 itself does what six is for, from 3.0 on; delete it once nothing imports it; use Python 3 itself
    ");
}

#[test]
fn long_lines_and_many_places_are_cut() {
    let line = format!("if sys.version_info < (3, 9): {}\n", "x; ".repeat(100));
    let text = line.repeat(600);
    let going = Going::new(
        &[PythonVersion::new(3, 9)],
        &[PythonVersion::new(3, 9), PythonVersion::new(3, 10)],
    );
    let all = leftovers(&[File { path: "a.py".to_owned(), text }], &going.unwrap(), known());
    assert_eq!(all.len(), sheet::MOST);
    assert_eq!(all[0].text.chars().count(), LONGEST_TEXT);
    assert!(
        all[sheet::MOST - 1]
            .why
            .ends_with("there are more in this file than the 500 that are listed")
    );
}

#[test]
fn odd_files_are_no_danger() {
    let deep = format!("x = {}sys.version_info{}", "not (".repeat(5000), ")".repeat(5000));
    let chain = format!("x = {}", "sys.version_info and ".repeat(3000));
    let double: String = (1..60).map(|it| format!("A{it} = A{0} and A{0}\n", it - 1)).collect();
    let double = format!("import sys\nA0 = sys.version_info < (3,)\n{double}");
    let texts = [
        "",
        "\u{feff}",
        "sys.version_info[",
        "PY_ '''",
        "\\",
        "x == 9223372036854775807 and sys.version_info > (9223372036854775807, -1)",
        &deep,
        &chain,
        &double,
    ];
    for text in texts {
        for path in ["a.py", "a.pyx", "a.c", "a.rs", "a.toml", "a.yml", "README"] {
            three(path, text);
        }
    }
}

/// What the readers look for, whole and cut.
#[rustfmt::skip]
const PARTS: [&str; 48] = [
    "sys.version_info", "[", "]", "(3, 9)", "(", ")", " < ", " >= ", " and ", " not ", "PY2", " = ",
    "\n", "if ", ":", "    ", "\"", "'", "'''", "\\", "#", "#if ", "#elif ", "PY_VERSION_HEX", "0x03",
    "0x030A0000", " && ", " || ", "!", "defined", "/*", "*/", "//", "R\"", "ä", "\u{feff}", "\r\n",
    "#[cfg(", "Py_3_9", "any(", ",", "r#", "python", "3.9", "py{", "}", "python_version", "- ",
];

proptest::proptest! {
    #[test]
    fn no_text_is_a_danger(
        parts in proptest::collection::vec(proptest::sample::select(&PARTS[..]), 0..30)
    ) {
        let text = parts.concat();
        for path in ["a.py", "a.pyx", "a.c", "a.rs", "a.toml", "a.yml", "setup.cfg", "README"] {
            for line in three(path, &text).lines() {
                let number = line.split([':', ' ']).next().and_then(|it| it.parse::<usize>().ok());
                let there = number.is_some_and(|it| it <= text.lines().count());
                proptest::prop_assert!(there, "{path}: {line}");
            }
        }
    }
}
