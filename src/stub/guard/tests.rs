//! Guards in setup.py of many shapes.

use super::*;

const GUARD: &str = "# >>> relkit stub: x\nimport sys\n# <<< relkit stub\n";

fn with(text: &str) -> String {
    let once = put(text, GUARD).unwrap();
    assert_eq!(put(&once, GUARD).unwrap(), once, "twice is not once");
    assert_eq!(&once[find(&once).unwrap().unwrap()], GUARD.replace('\n', end(text)));
    once
}

fn end(text: &str) -> &str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

#[test]
fn it_goes_below_what_has_to_come_first() {
    let head = "#!/usr/bin/env python\n# -*- coding: utf-8 -*-\n# License\n";
    assert_eq!(with(&format!("{head}\nimport os\n")), format!("{head}\n{GUARD}\nimport os\n"));
    let doc = "# a\n\n\"\"\"Doc\n# >>> relkit stub\n\"\"\"\nfrom __future__ import (a,\n    b)\n";
    assert_eq!(with(&format!("{doc}import os\n")), format!("{doc}\n{GUARD}\nimport os\n"));
    assert_eq!(with(""), GUARD);
    assert_eq!(with("import os\n"), format!("{GUARD}\nimport os\n"));
    assert_eq!(with("\u{feff}import os\n"), format!("\u{feff}{GUARD}\nimport os\n"));
    assert_eq!(with("# a"), format!("# a\n\n{GUARD}"));
}

#[test]
fn a_comment_stays_with_what_it_is_about() {
    let text = "# License\n\n# for Windows\nimport os\n";
    assert_eq!(with(text), format!("# License\n\n{GUARD}\n# for Windows\nimport os\n"));
}

#[test]
fn a_line_of_several_statements_is_not_cut() {
    let text = "from __future__ import a; x = [\n    1]; y = 2 # z\nimport os\n";
    let (head, rest) = text.split_at(text.find("import os").unwrap());
    assert_eq!(with(text), format!("{head}\n{GUARD}\n{rest}"));
}

#[test]
fn old_syntax_and_windows_are_no_hindrance() {
    assert_eq!(with("print 'x'\n"), format!("{GUARD}\nprint 'x'\n"));
    let windows = GUARD.replace('\n', "\r\n");
    assert_eq!(with("# a\r\nimport os\r\n"), format!("# a\r\n\r\n{windows}\r\nimport os\r\n"));
}

#[test]
fn an_older_one_is_replaced() {
    let text = "import os\n# >>> relkit stub: old\nimport sys\nsys.exit('x')\n# <<< relkit stub\nsetup()\n";
    assert_eq!(put(text, GUARD).unwrap(), format!("import os\n{GUARD}setup()\n"));
    assert_eq!(find("import os\n").unwrap(), None);
}

#[test]
fn odd_marks_are_refused_with_their_line() {
    let why = |text: &str| put(text, GUARD).unwrap_err().to_string();
    insta::assert_snapshot!(why("x\n# >>> relkit stub\n"), @"line 2: the guard that begins here is not closed");
    insta::assert_snapshot!(why("# >>> relkit stub\n# >>> relkit stub\n# <<< relkit stub\n"), @"line 1: the guard that begins here is not closed");
    insta::assert_snapshot!(why("# <<< relkit stub\n"), @"line 1: a guard ends here that did not begin");
    insta::assert_snapshot!(why(&GUARD.repeat(2)), @"line 4: a second guard begins here, the first is in line 1");
    insta::assert_snapshot!(why("from __future__ import (\n"), @"line 1: this is no Python, and what follows cannot be told apart");
    assert!(put("x\n# <<< relkit stub\n# >>> relkit stub\n", GUARD).is_err());
}

#[test]
fn a_message_of_other_letters_needs_an_encoding() {
    let guard = GUARD.replace('x', "é");
    insta::assert_snapshot!(put("import os\n", &guard).unwrap_err(), @"line 1: the message is not ASCII, and nothing says that the file is UTF-8");
    for head in ["# -*- coding: utf-8 -*-\n", "#!x\n# vim: set fileencoding=UTF8 :\n", "\u{feff}"] {
        assert!(put(&format!("{head}import os\n"), &guard).is_ok(), "{head:?}");
    }
    for head in ["# coding: latin-1\n", "\n\n# coding: utf-8\n", "# coding utf-8\n"] {
        assert_eq!(put(head, &guard), Err(GuardError::Coding), "{head:?}");
    }
}

#[test]
fn a_mark_inside_of_something_is_no_guard_to_replace() {
    let inside =
        "if True:\n    # >>> relkit stub: x\n    import sys\n    # <<< relkit stub\n    pass\n";
    assert_eq!(put(inside, GUARD), Err(GuardError::Inside(2)));
}

#[test]
fn a_guard_says_whom_it_refuses() {
    let case = "if sys.version_info[:2] == (3, 7):\n    sys.exit(\"no\")\n";
    let text = GUARD.replace("import sys\n", &format!("import sys\n\n{case}"));
    assert_eq!(refused(&text).unwrap(), (vec![PythonVersion::new(3, 7)], false));
    let systems = GUARD.replace("sys\n", "sys\nif sys.platform.startswith(\"aix\"):\n    pass\n");
    assert_eq!(refused(&systems).unwrap(), (Vec::new(), true));
    assert_eq!(refused(case).unwrap(), (Vec::new(), false));
}
