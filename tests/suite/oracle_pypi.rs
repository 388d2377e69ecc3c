//! Metadata against the libraries that PyPI asks: what they refuse has an error, and nothing else.

use std::collections::BTreeMap;

use relkit::{
    rules::{Finding, Level},
    tables::{Classifiers, Docutils, Licenses, Tables},
};
use serde::Deserialize;
use serde_json::json;

use crate::support::{judge, oracle::ask, wheel::Wheel};

/// What the libraries say; see `tests/oracles/pypi.py`.
#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    metadata: Vec<String>,
    #[serde(default)]
    rst: Vec<String>,
    classifiers: Vec<String>,
    deprecated: Vec<(String, Vec<String>)>,
    directives: Vec<String>,
    roles: Vec<String>,
    licences: Vec<(String, bool)>,
    exceptions: Vec<String>,
}

#[test]
fn the_tables_are_those_of_the_libraries() {
    let answer: Answer = ask("pypi.py", &[], &json!({}));
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let classifiers: Classifiers = Tables::embedded().load().unwrap();
    assert_eq!(lines(&classifiers.names), answer.classifiers);
    let deprecated: Vec<_> =
        classifiers.deprecated.iter().map(|row| (row.name.clone(), row.instead.clone())).collect();
    assert_eq!(deprecated, answer.deprecated);
    let docutils: Docutils = Tables::embedded().load().unwrap();
    assert_eq!(lines(&docutils.directives), answer.directives);
    assert_eq!(lines(&docutils.roles), answer.roles);
    let licenses: Licenses = Tables::embedded().load().unwrap();
    let rows = |deprecated: bool| {
        let rows = answer.licences.iter().filter(move |row| row.1 == deprecated);
        rows.map(|row| row.0.clone()).collect::<Vec<_>>()
    };
    assert_eq!(lines(&licenses.current), rows(false));
    assert_eq!(lines(&licenses.deprecated), rows(true));
    assert_eq!(lines(&licenses.exceptions), answer.exceptions);
}

/// The values that fields are given, good ones and bad ones.
const VALUES: &[(&str, &[&str])] = &[
    ("Summary", &["one line", "a\u{85}b"]),
    ("Keywords", &["a,b", ""]),
    (
        "Home-page",
        &[
            "https://example.invalid/a_(b)?c=d#e f",
            "HTTP://example.invalid:80",
            "example.invalid",
            "ftp://example.invalid",
            "https://example.invalid/a b",
            "https://example.invalid/ä",
            "https://example.invalid/%zz",
            "https://example.invalid:port/",
            "https://me:word@example.invalid/",
            "http://[::1]/",
            "https://exa mple.invalid",
            "https://example.invalid/a|b",
            "https:",
            "https://example.invalid/[a]",
            "https://example.invalid/a?b[]=c",
            "https://example.invalid:99999/",
            "//example.invalid",
        ],
    ),
    ("Download-URL", &["https://example.invalid/demo.zip", "demo.zip"]),
    (
        "Project-URL",
        &[
            "Source, https://example.invalid",
            "Docs,https://example.invalid/docs",
            "Source, example.invalid",
            ", https://example.invalid",
            "Source",
            "A label of thirty-three characters, https://example.invalid",
            "A, https://example.invalid/a,b",
        ],
    ),
    (
        "Author-email",
        &[
            "me@example.org",
            "J. Doe <j.doe+x@sub.example.org>",
            "\"Doe, J.\" <j@example.org>",
            "a@example.org, b@example.org",
            "nobody",
            "J. Doe <j@>",
            "J. Doe <j.@example.org>",
            "me@localhost",
            "me@example.invalid",
            "me@example.test",
            "me@example",
            "me@-a.org",
            "me@a_b.org",
            "me@10.0.0.1",
            "a b@example.org",
            "me@@example.org",
            "me@example.org.",
            "J. Doe",
            "",
        ],
    ),
    ("Maintainer-email", &["me@example.org", "someone"]),
    ("License", &["MIT", ""]),
    (
        "License-Expression",
        &[
            "MIT",
            "apache-2.0 or (mit and bsd-3-clause)",
            "GPL-2.0",
            "GPL-2.0-or-later WITH Classpath-exception-2.0",
            "GPL-2.0-or-later WITH MIT",
            "Classpath-exception-2.0",
            "LicenseRef-Own",
            "Apache 2.0",
            "BSD",
            "MIT AND",
            "MIT+",
            "()",
            "MIT OR (Own-1 AND MIT)",
        ],
    ),
    ("License-File", &["LICENSE", "a/../LICENSE", "C:/LICENSE"]),
    (
        "Classifier",
        &[
            "Topic :: Utilities",
            "Programming Language :: Python :: 3.15",
            "Topic :: Utilites",
            "topic :: utilities",
            "Natural Language :: Ukranian",
            "License :: OSI Approved :: MIT License",
        ],
    ),
    (
        "Requires-Dist",
        &[
            "numpy>=1; python_version < '3.12'",
            "numpy @ https://example.invalid/numpy.whl",
            "numpy>>1",
            "demo[x]; extra == 'y'",
            "numpy; sys_platform == 'windows'",
        ],
    ),
    ("Provides-Dist", &["other", "other @ https://example.invalid/x", "other (1.0)", "?"]),
    ("Obsoletes-Dist", &["other<1", "other>"]),
    ("Requires-Python", &[">=3.11", ">=3.11,<4", "3"]),
    ("Provides-Extra", &["y", "-"]),
    ("Dynamic", &["Requires-Dist", "Version", "Home-page", "Nothing"]),
    (
        "Description-Content-Type",
        &[
            "text/markdown",
            "text/markdown; variant=GFM; charset=UTF-8",
            "text/markdown; variant=Other",
            "text/x-markdown",
            "text/plain; charset=ascii",
            "text/x-rst; charset=UTF-8",
        ],
    ),
    ("Import-Name", &["demo", "demo-core", "demo;private"]),
];

/// Every value alone under two versions of the format, and many sets of values by a fixed
/// sequence of numbers.
fn texts() -> Vec<Vec<u8>> {
    let head = |version: &str| format!("Metadata-Version: {version}\nName: demo\nVersion: 1.0\n");
    let pairs: Vec<String> = VALUES
        .iter()
        .flat_map(|(name, values)| values.iter().map(move |value| format!("{name}: {value}\n")))
        .collect();
    let mut texts: Vec<Vec<u8>> = Vec::new();
    for pair in &pairs {
        texts.push((head("2.5") + pair).into_bytes());
        texts.push((head("2.2") + pair).into_bytes());
    }
    let mut state = 1_u64;
    let mut next = |below: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    };
    for _ in 0..1_200 {
        let version = ["1.0", "1.1", "1.2", "2.1", "2.2", "2.3", "2.4", "2.5"][next(8)];
        let mut text = head(version);
        for _ in 0..=next(4) {
            // The first values are good ones: sets of bad ones alone would tell little.
            let (name, values) = VALUES[next(VALUES.len())];
            let value = values[next(2) * next(values.len())];
            text.push_str(&format!("{name}: {value}\n"));
        }
        texts.push(text.into_bytes());
    }
    texts
}

#[test]
fn generated_metadata_is_judged_as_on_pypi() {
    let texts = texts();
    let answer: Answer = ask("pypi.py", &[], &json!({ "metadata": texts }));
    let folder = tempfile::tempdir().unwrap();
    let paths: Vec<_> = texts
        .iter()
        .enumerate()
        .map(|(number, text)| {
            let own = folder.path().join(number.to_string());
            std::fs::create_dir(&own).unwrap();
            let licence = "demo-1.0.dist-info/licenses/LICENSE";
            Wheel::new("demo", "1.0").file(licence, b"MIT").metadata(text).write(&own)
        })
        .collect();
    let mut ours: BTreeMap<String, Vec<Finding>> = BTreeMap::new();
    for finding in judge::findings(&paths) {
        if finding.code.starts_with("MET") && finding.level == Level::Error {
            ours.entry(finding.file.clone()).or_default().push(finding);
        }
    }
    let mut wrong = Vec::new();
    let mut refused = 0;
    for ((path, text), theirs) in paths.iter().zip(&texts).zip(&answer.metadata) {
        let own = ours.get(&path.display().to_string());
        refused += usize::from(!theirs.is_empty());
        let text = String::from_utf8_lossy(text);
        // setuptools wrote the field for years before the format had it, and PyPI takes it so.
        let early =
            text.contains("License-File") && !text.contains(": 2.4") && !text.contains(": 2.5");
        if theirs.is_empty() == own.is_some() && !early {
            let own: Vec<_> = own.into_iter().flatten().map(|finding| &finding.message).collect();
            wrong.push(format!("{text}PyPI: {theirs}\nrelkit: {own:?}"));
        }
    }
    let first: Vec<_> = wrong.iter().take(20).cloned().collect();
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), first.join("\n\n"));
    assert!(refused > 300 && refused < texts.len() - 300, "{refused} of {} refused", texts.len());
}

/// Pieces of reStructuredText, and whether MET024 sees what PyPI refuses in them; of the others
/// relkit says that they were not checked.
const PIECES: &[(&str, bool)] = &[
    ("A long title\n======\n\ntext\n", true),
    ("Short\n=====\n\ntext\n", false),
    (".. toctree::\n\n   a\n", true),
    (".. raw:: html\n\n   <b>\n", true),
    (".. include:: a.rst\n", true),
    ("See :class:`a` here.\n", true),
    (":PEP:`8` and :code:`c`.\n", false),
    ("Write::\n\n    .. toctree::\n\n    :class:`a`\n", false),
    (".. csv-table:: x\n   :file: a.csv\n", true),
    (".. role:: own\n\nSee :own:`a`.\n", false),
    (".. role:: html(raw)\n   :format: html\n\nSee :html:`a`.\n", true),
    (">>> print(':class:`a`')\n", false),
    ("- item\n- :func:`x`\n", true),
    (".. versionadded:: 1.0\n", true),
    (".. code-block:: python\n\n   x = 1\n", false),
    ("A title\n---\n\ntext\n", false),
    ("``:class:`a```\n", false),
    ("text:class:`a`\n", false),
    ("Call ``a``, :obj:`b`, and `c`__.\n\n__ https://example.invalid\n", true),
    (".. Image:: https://example.invalid/x.png\n", false),
    ("Text\n.. raw:: html\n", false),
    ("=====\nTitle\n=====\n\ntext\n", false),
    ("=====\nTitle\n====\n\ntext\n", true),
    ("====\nTitle\n====\n\ntext\n", true),
    ("-----\ntext\n", true),
    ("One\n===\n\nTwo\n---\n\nThree\n~~~~~\n\nFour\n====\n\nFive\n~~~~\n", true),
    ("One\n===\n\nTwo\n---\n\nThree\n~~~~~\n\nFour\n----\n\nFive\n~~~~\n", false),
    ("Version |version| is out.\n", true),
    (".. |name| replace:: text\n\nSee |name| there.\n", false),
    ("See demo_ there.\n", true),
    ("See demo_, `one more`_.\n\n.. _demo: https://example.invalid\n", true),
    ("See Demo_, `one more <https://example.invalid>`_ and `One More`_.\n\nDemo\n====\n", false),
    ("Call f(**kwargs) with ``**kwargs``.\n", true),
    ("Give *args to it.\n", true),
    ("Write ``a and b.\n", true),
    ("Write `a and b.\n", true),
    ("2 * 3, a*b, \"*\", (*), x_y, __init__ and *emphasis*.\n", false),
    ("text\nmore\n  indented\n", true),
    ("term\n  *definition\n", false),
    ("====  ====\n**a   b\n====  ====\n", false),
    ("Write::\n\n> **a\n> |b|\n\nand *c*.\n", false),
    (":field: **a\n", false),
    ("1. **a\n", false),
    ("-o  **a\n", false),
    ("| **a\n| b\n", false),
    ("See [1]_.\n\n.. [1] A footnote_.\n\n.. _footnote: https://example.invalid\n", false),
    ("See `a\\`_ and **b\\*.\n", false),
];

#[test]
fn what_met024_finds_pypi_refuses() {
    let mut texts: Vec<String> = PIECES.iter().map(|(text, _)| (*text).to_owned()).collect();
    for (first, _) in PIECES {
        texts.extend(PIECES.iter().map(|(second, _)| format!("{first}\n{second}")));
    }
    let answer: Answer = ask("pypi.py", &[], &json!({ "rst": texts }));
    let folder = tempfile::tempdir().unwrap();
    let mut wrong = Vec::new();
    for (number, (text, theirs)) in texts.iter().zip(&answer.rst).enumerate() {
        let head = "Metadata-Version: 2.4\nName: demo\nVersion: 1.0\n";
        let metadata = format!("{head}Description-Content-Type: text/x-rst\n\n{text}");
        let path = Wheel::new("demo", "1.0").metadata(metadata.as_bytes()).write(folder.path());
        let found = judge::findings(&[path]);
        let refused = found.iter().any(|finding| finding.code == "MET024");
        let wanted = PIECES.get(number).map_or(refused, |(_, wanted)| *wanted);
        if refused != wanted || (refused && theirs.is_empty()) {
            wrong.push(format!("{text}PyPI: {theirs}\nrelkit refuses: {refused}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// Parts of lines, which make all sorts of texts when they are put together.
const PARTS: &[&str] = &[
    "text",
    "a_",
    "`b c`_",
    "|d|",
    "*",
    "**",
    "`",
    "``",
    "*e*",
    "**f**",
    "``g``",
    ":h:`i`",
    "_",
    "__",
    "(",
    ")",
    "\"",
    "'",
    "-",
    ".",
    ",",
    ":",
    "::",
    "[1]_",
    "<",
    ">",
    "\\",
    "ä",
    "—",
    " ",
    " ",
    " ",
    " ",
    "\n",
    "\n",
    "\n",
    "\n\n",
    "\n\n",
    "\n\n",
    "\n  ",
    "\n- ",
    "\n1. ",
    "\n.. ",
    "\n----\n",
    "\n====\n",
    "\n~~\n",
    "\n\n=====\n",
    "\n.. _a: b\n",
    "\n| ",
    "\n:j: ",
    "\n>>> ",
    "\n====  ====\n",
    "\t",
    "Word word",
];

#[test]
fn met024_refuses_nothing_that_pypi_takes() {
    let mut state = 1234_u64;
    let mut next = |below: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    };
    let texts: Vec<String> = (0..2_500)
        .map(|_| (0..=next(14)).map(|_| PARTS[next(PARTS.len())]).collect::<String>() + "\n")
        .collect();
    let answer: Answer = ask("pypi.py", &[], &json!({ "rst": texts }));
    let folder = tempfile::tempdir().unwrap();
    let mut wrong = Vec::new();
    let mut refused = 0;
    for (text, theirs) in texts.iter().zip(&answer.rst) {
        let head = "Metadata-Version: 2.4\nName: demo\nVersion: 1.0\n";
        let metadata = format!("{head}Description-Content-Type: text/x-rst\n\n{text}");
        let path = Wheel::new("demo", "1.0").metadata(metadata.as_bytes()).write(folder.path());
        let found = judge::findings(&[path]);
        let found = found.iter().find(|finding| finding.code == "MET024");
        refused += usize::from(found.is_some());
        if let Some(found) = found.filter(|_| theirs.is_empty()) {
            wrong.push(format!("{text:?}: {:?}", found.evidence));
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(refused > 300, "{refused} of {}", texts.len());
}
