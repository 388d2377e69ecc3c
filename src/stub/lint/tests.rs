//! What holds for all rules together.

use proptest::prelude::*;

use super::{
    FAMILY, RULES, Rule, Severity, rule,
    testing::{OLD, clean, codes_of_with_versions, lint_dropped, lint_files, lint_text},
};
use crate::model::PythonVersion;

#[test]
fn codes_are_sorted_unique_and_documented() {
    assert!(RULES.is_sorted_by(|a, b| a.code < b.code), "sort RULES by code");
    for (number, rule) in (1..).zip(RULES) {
        let Rule { code, name, summary, docs, .. } = rule;
        assert_eq!(*code, format!("STB{number:03}"), "codes have no gaps");
        let found: Vec<_> = docs.lines().filter(|line| line.starts_with("## ")).collect();
        assert_eq!(found, Rule::SECTIONS, "{code}: give the docs these sections, in order");
        assert!(!summary.ends_with('.') && summary.len() < 90, "{code}: the summary is one clause");
        assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{code}: {name}");
    }
    assert!(!FAMILY.is_empty());
    assert_eq!(rule("stb004").unwrap().code, rule("encoding").unwrap().code);
}

#[test]
fn what_cannot_be_told_is_said() {
    let unclear = |text: &str| {
        let lint = lint_text(text);
        assert!(!lint.is_clean(), "{text}");
        lint.unclear
            .iter()
            .map(|it| format!("{}: {}", it.line, it.what))
            .collect::<Vec<_>>()
            .join("\n")
    };
    assert!(unclear("from setuptools import setup\nsetup()\n").ends_with("no refusal was found"));
    insta::assert_snapshot!(unclear("import sys\nimport helper\nif helper.old():\n    sys.exit('no')\n"), @"4: whether this refuses: it hangs on what only a run tells");
    insta::assert_snapshot!(unclear("import sys\ntry:\n    sys.exit('no')\nexcept:\n    pass\n"), @"3: whether this refuses: a handler around it swallows the end");
    insta::assert_snapshot!(unclear("import sys\nexec(open('x.py').read())\nsys.exit('no')\n"), @"2: what `exec` runs before the refusal");
    insta::assert_snapshot!(unclear("import sys\nif helper(sys.argv):\n    sys.exit('no')\nif sys.version_info < (3,):\n    sys.exit('no')\n"), @"3: which commands of setup.py this refuses");
    let long = "import sys\nfor a in 'abc' * 20:\n    for b in 'abc' * 20:\n        for c in 'abc' * 20:\n            x = a\nsys.exit('no')\n";
    assert!(unclear(long).contains("it is too long to follow"));
}

#[test]
fn the_audience_is_read_from_the_guard() {
    let refused = |condition: &str| {
        let lint = lint_text(&format!("import sys\nif {condition}:\n    sys.exit('no')\n"));
        let first = lint.refused.first().unwrap();
        format!("{first} to {}, {}", lint.refused.last().unwrap(), lint.named)
    };
    insta::assert_snapshot!(refused("sys.version_info < (3, 6)"), @"2.7 to 3.5, true");
    insta::assert_snapshot!(refused("sys.version_info[0] == 2"), @"2.7 to 2.7, true");
    insta::assert_snapshot!(refused("sys.version_info.major < 3"), @"2.7 to 2.7, true");
    insta::assert_snapshot!(refused("not sys.version_info >= (3, 9)"), @"2.7 to 3.8, true");
    insta::assert_snapshot!(refused("sys.hexversion < 0x03070000"), @"2.7 to 3.6, true");
    insta::assert_snapshot!(refused("sys.version_info[:2] in ((2, 7), (3, 4))"), @"2.7 to 3.4, true");
    insta::assert_snapshot!(refused("sys.version_info[0] == 3 and sys.version_info[1] < 7"), @"3.3 to 3.6, true");
    insta::assert_snapshot!(refused("(3, 5) <= sys.version_info < (3, 7)"), @"3.5 to 3.6, true");
    insta::assert_snapshot!(refused("sys.version < '3'"), @"2.7 to 2.7, true");
    insta::assert_snapshot!(refused("sys.version[0] == '2'"), @"2.7 to 2.7, true");
    insta::assert_snapshot!(refused("sys.version_info < (3, 8) and sys.platform == 'win32'"), @"2.7 to 3.7, true");
    let named = lint_dropped(OLD, &[PythonVersion::new(3, 6)]);
    assert!(named.unclear[0].what.contains("who refuses Python 3.6"), "{named:?}");
}

#[test]
fn hands_of_the_trade_are_followed() {
    clean(
        "import sys\nCURRENT = sys.version_info[:2]\nREQUIRED = (3, 8)\nif CURRENT < REQUIRED:\n    sys.stderr.write('''\nno {}.{}\n'''.format(*(REQUIRED + CURRENT)))\n    sys.exit(1)\n",
    );
    clean("import os, sys\nif os.environ.get('ALLOW') != '1':\n    sys.exit('no')\n");
    clean(
        "import sys\nPY2 = sys.version_info[0] == 2\ndef main():\n    if PY2:\n        sys.exit('no')\nif __name__ == '__main__':\n    main()\n",
    );
    clean(
        "import sys\nimport textwrap\nif sys.version_info[0] == 2:\n    sys.exit(textwrap.dedent('''\\\n        no\n        more'''))\n",
    );
    clean("import sys\nimport platform\nif platform.system() == 'Windows':\n    sys.exit('no')\n");
    clean(
        "import sys\nif sys.platform.startswith('win') or sys.platform.startswith('cygwin'):\n    sys.exit('no')\n",
    );
    clean("from sys import exit as leave, version_info as v\nif v < (3,):\n    leave('no')\n");
}

#[test]
fn the_message_names_its_users_beside_requires_python() {
    let info = "Metadata-Version: 2.1\nName: psutil\nVersion: 7\nRequires-Python: >=3.6\n";
    let last = "sys.exit('not built from this file')\n";
    let own = format!("{OLD}{last}");
    let named = "import sys\nsys.exit('psutil no longer supports Python 2.7.')\n";
    let first =
        |text: &str| lint_files(&[("setup.py", text), ("PKG-INFO", info)]).refused.first().copied();
    assert_eq!(first(&own), Some(PythonVersion::new(2, 7)));
    assert_eq!(first(named), Some(PythonVersion::new(2, 7)));
    for others in [
        "import sys\nsys.exit('withdrawn')\n",
        "import sys\nsys.exit('no Python %s.%s' % sys.version_info[:2])\n",
        "import sys\nsys.exit('psutil 2.7 is gone, and Python 12.7, 2.7.1 and 2.71')\n",
    ] {
        assert_eq!(first(others), Some(PythonVersion::new(3, 6)), "{others}");
    }
    let texts = format!("{own}f'{{x}}'\n").replace("'no'", "'pip install psutil==6.9.*'");
    let codes =
        codes_of_with_versions(&[("setup.py", &texts), ("PKG-INFO", info)], &["6.1.1", "7.0.0"]);
    assert_eq!(codes, ["STB006", "STB005"]);
}

#[test]
fn ways_out_that_may_be_put_what_follows_in_doubt() {
    let start = "import sys\nif sys.version_info[0] == 2:\n    sys.exit('no 2.7')\nfrom setuptools import setup\nfrom _common import AIX\n";
    for rest in [
        "def v():\n    for line in f:\n        if line.startswith('_'):\n            return line\n    raise ValueError('no version')\nsetup(version=v())\n",
        "def v():\n    if foo():\n        return 1\n    raise ValueError('no version')\nsetup(version=v())\n",
        "def v():\n    for x in ['a', 'b']:\n        if foo(x): return 1\n    sys.exit('no compiler')\nsetup(version=v())\n",
        "def v():\n    try:\n        f = open('x')\n    except IOError:\n        return 1\n    sys.exit('no')\nsetup(version=v())\n",
        "while True:\n    if foo(): break\n    sys.exit('no compiler')\nsetup()\n",
        "for x in 'ab':\n    if foo(x): break\n    sys.exit('no compiler')\nsetup()\n",
        "for x in 'ab':\n    if foo(x): break\nelse:\n    sys.exit('no compiler')\nsetup()\n",
        "for x in foo():\n    if foo(x): break\nelse:\n    sys.exit('no compiler')\nsetup()\n",
        "if AIX:\n    sys.exit('no AIX')\nsetup()\n",
        "x = 1 if foo() else sys.exit('no compiler')\nsetup()\n",
    ] {
        let text = format!("{start}{rest}");
        clean(&text);
        let lint = lint_text(&text);
        assert_eq!((lint.refused, lint.named), (vec![PythonVersion::new(2, 7)], true), "{rest}");
    }
}

#[test]
fn ends_that_may_not_come_are_no_refusal() {
    for text in [
        "import os, sys\ndef v():\n    if os.path.exists('x'): return 1\n    sys.exit('no compiler found')\nv()\n",
        "import sys\nfrom _common import AIX\nif AIX:\n    sys.exit('no AIX')\n",
        "import sys\nwhile True:\n    if foo(): break\n    sys.exit('no')\n",
    ] {
        let lint = lint_dropped(text, &[PythonVersion::new(2, 7)]);
        assert!(!lint.is_clean(), "{text}");
        assert!(lint.flaws.is_empty(), "{text}: {lint:?}");
        assert!(lint.unclear[0].what.starts_with("whether this refuses"), "{lint:?}");
    }
}

#[test]
fn severities_have_words() {
    assert_eq!(format!("{:<8}|", Severity::Warning), "warning |");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_text_panics(text in "(import |sys|\\.|exit|\\(|\\)|if |:|\n|    |'|f'|\\{|\\}|[a-zé0-9]|=|<|>|,|\\[|\\]|print |raise |try|except|def |lambda |%|\\*|@|-){0,60}") {
        lint_text(&text);
    }
}
