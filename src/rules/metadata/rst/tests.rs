//! Faults by hand; docutils is asked in `tests/suite/oracle_pypi.rs`.

use super::*;
use crate::tables::Tables;

fn said(text: &str) -> String {
    let known: Docutils = Tables::embedded().load().unwrap();
    let faults = refused(text, &known);
    faults.iter().map(|fault| format!("{}: {}\n", fault.line, fault.what)).collect()
}

#[test]
fn faults_have_their_lines() {
    insta::assert_snapshot!(said("A long title\n======\n\n.. toctree::\n\n   a\n\n.. raw:: html\n\n   <b>\n"), @r"
    2: the title `A long title` is longer than the line below it
    4: docutils has no directive `toctree`
    8: PyPI turns the directive `raw` off
    ");
    insta::assert_snapshot!(said("See :class:`a`, ``:func:`b` ``,\n:PEP:`8` and :py:mod:`c`.\n"), @r"
    1: docutils has no role `class`
    2: docutils has no role `py:mod`
    ");
    insta::assert_snapshot!(said(".. csv-table:: x\n   :file: a.csv\n"), @"1: PyPI reads no file for the directive `csv-table`");
}

#[test]
fn titles_and_inline_markup_are_checked() {
    let levels = "A\n=\n\nB\n-\n\nC\n~\n\nD\n=\n\nE\n~\n";
    insta::assert_snapshot!(said(levels), @"13: the title `E` is of level 3 below one of level 1");
    insta::assert_snapshot!(said("=====\nTitle\n----\n"), @"1: the lines above and below the title `Title` are not the same");
    insta::assert_snapshot!(said("a\nb **c\n\n|d| is\n\nsee e_ and\n`f g`_\n"), @r"
    2: the mark ** begins and does not end
    4: the substitution `|d|` is not defined
    6: the reference `e_` leads nowhere
    7: the reference `f g_` leads nowhere
    ");
    insta::assert_snapshot!(said("a\nb\n c\n"), @"3: an indented line follows text without a blank line between");
}

#[test]
fn what_may_be_literal_is_let_be() {
    for text in [
        "Write::\n\n    .. toctree::\n\n    :class:`a`\n",
        "Write::\n\n.. toctree::\n",
        ".. role:: own\n\nSee :own:`a` and `b`:c:.\n",
        "====== ======\n:class:`a` b\n====== ======\n",
        ">>> print(':class:`a`')\n",
        "Short\n=====\n\n- item\n- item\n\n----\n\nA title\n---\n",
        "*a* :: b`c :d: e\n",
        "A ***f** *:h:`i`.*\n",
    ] {
        assert_eq!(said(text), "", "{text}");
    }
}

proptest::proptest! {
    #[test]
    fn any_text_is_read(text in "([.:`=\\-a-z |\\\\\n]|ä){0,60}") {
        said(&text);
    }
}
