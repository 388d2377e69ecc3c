//! STB005: syntax that the refused Python does not read.

mod feature;
mod indent;
mod place;

use super::{Rule, Severity, case::Case, flaw::Found};
use feature::Feature;
use place::Marks;

pub(super) static RULE: Rule = Rule {
    code: "STB005",
    name: "newer-syntax",
    severity: Severity::Error,
    summary: "The file is not in the syntax of the refused Python",
    docs: "
## What is wrong
Somewhere in the file, below the refusal as well, stands syntax that came after the refused Python
or that went before it: an f-string, an annotation, `print(x, file=f)` without the `__future__`
import; `print x` or `except X, e` where a Python 3 is refused; or lines are indented as no Python
reads them.

## Why it matters
Python reads the whole file before it runs the first line. `SyntaxError` with a line of the file
is all that users see.

## Example
`print(f\"psutil {version}\")` at the end of a setup.py that refuses Python 2.7

## How to mend it
Write the file in the common part of both languages; or move what needs newer syntax into a module
that is imported behind the refusal.

## Source
What's New of each Python, from [3.0](https://docs.python.org/3/whatsnew/3.0.html) to
[3.14](https://docs.python.org/3/whatsnew/3.14.html); each finding names its own
",
    check,
};

fn check(case: &Case<'_>, found: &mut Found<'_>) {
    for file in &case.files {
        let path = file.file.path.as_str();
        let mut marks = Marks::of(file.source);
        marks.sort_by_key(|(feature, line)| (*line, feature.what));
        let mut told: Vec<&Feature> = Vec::new();
        for (feature, line) in &marks {
            if told.iter().any(|other| std::ptr::eq(*other, *feature)) {
                continue;
            }
            told.push(feature);
            let without: Vec<_> =
                case.audience.iter().copied().filter(|python| !feature.is_in(*python)).collect();
            if without.is_empty() {
                continue;
            }
            let more = marks.iter().filter(|(other, _)| std::ptr::eq(*other, *feature)).count() - 1;
            let more =
                if more > 0 { format!(", and {more} more in this file") } else { String::new() };
            let message = format!(
                "{} cannot read {} ({}){more}",
                Case::pythons(&without),
                feature.what,
                feature.source()
            );
            found.add(path, *line, message, feature.mend());
        }
        if let Some(line) = place::error(file.source) {
            let message = "this is no syntax that relkit knows: a SyntaxError hides every message";
            found.add(path, line, message, "compile the file with the refused Python");
        } else if let Some(line) = indent::error(file.source) {
            let message = "an IndentationError hides every message: this line stands too far in \
                           or out, or has no block below it";
            found.add(path, line, message, "compile the file with the refused Python");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::stub::lint::testing::{OLD, clean, codes, flaws, guard};

    /// For each Python the syntax that it has and those before it have not.
    const NEW: [(&str, &str); 44] = [
        ("3.0", "def f(x: int): pass"),
        ("3.0", "def f() -> int: pass"),
        ("3.0", "def f(a, *, b): pass"),
        ("3.0", "def f(*a, b=1): pass"),
        ("3.0", "def f():\n    x = 1\n    def g():\n        nonlocal x"),
        ("3.0", "raise ValueError from None"),
        ("3.0", "a, *b = 1, 2"),
        ("3.0", "class A(metaclass=B): pass"),
        ("3.0", "print('x', end='')"),
        ("3.0", "print('x', file=f)"),
        ("3.0", "print(*x)"),
        ("3.0", "y = print('x')"),
        ("3.0", "x = ..."),
        ("3.0", "é = 1"),
        ("3.3", "def f():\n    yield from x"),
        ("3.3", "x = rb'y'"),
        ("3.5", "async def f(): pass"),
        ("3.5", "x = a @ b"),
        ("3.5", "x = [*a, 1]"),
        ("3.5", "x = {**a}"),
        ("3.5", "f(*a, *b)"),
        ("3.5", "f(**a, **b)"),
        ("3.5", "f(*a,)"),
        ("3.6", "f'{x}'"),
        ("3.6", "x = 'a' f'{x}'"),
        ("3.6", "x: int = 1"),
        ("3.6", "x = 1_000"),
        ("3.6", "def f(**k,): pass"),
        ("3.7", "from __future__ import annotations"),
        ("3.8", "if (x := 1): pass"),
        ("3.8", "def f(a, /): pass"),
        ("3.8", "f'{x=}'"),
        ("3.9", "@a[0]\ndef f(): pass"),
        ("3.9", "with (open(a) as b, open(c) as d): pass"),
        ("3.10", "match x:\n    case 1: pass"),
        ("3.11", "try: pass\nexcept* ValueError: pass"),
        ("3.11", "x = a[*b]"),
        ("3.12", "type X = int"),
        ("3.12", "def f[T](x: T): pass"),
        ("3.12", "class A[T]: pass"),
        ("3.12", "f'{x['y']}'"),
        ("3.14", "t'{x}'"),
        ("3.5", "async def f():\n    await x"),
        ("3.6", "async def f():\n    return [x async for x in y]"),
    ];

    #[test]
    fn syntax_is_new_at_its_time() {
        for (since, code) in NEW {
            let (_, minor) = since.split_once('.').unwrap();
            let minor: u8 = minor.parse().unwrap();
            let before = if minor == 0 { (2, 7) } else { (3, minor - 1) };
            let text = |version: (u8, u8)| {
                format!(
                    "# coding: utf-8\n{}{code}\n",
                    guard(&format!("sys.version_info[:2] == {version:?}"))
                )
            };
            // 3.0 to 3.2 and those that no table has are not judged unless asked for.
            if before == (2, 7) || minor > 4 {
                assert!(codes(&text(before)).contains(&"STB005"), "{since}: {code}");
            }
            if minor > 3 {
                assert!(
                    !codes(&text((3, minor))).contains(&"STB005"),
                    "{since}: {code}: {}",
                    flaws(&text((3, minor)))
                );
            }
        }
    }

    #[test]
    fn python_2_has_its_own() {
        for code in [
            "print 'x'",
            "print >>f, 'x'",
            "exec 'x' in y",
            "try: pass\nexcept X, e: pass",
            "x = `y`",
            "x = y <> z",
            "x = 0777",
            "x = 10L",
            "def f(): raise X, 'y'",
            "x = ur'y'",
            "def f((a, b)): pass",
            "x = lambda (a, b): a",
        ] {
            let new = format!("{}{code}\n", guard("sys.version_info[:2] == (3, 8)"));
            assert_eq!(codes(&new), ["STB005"], "{code}");
            clean(&format!("{OLD}{code}\n"));
        }
    }

    #[test]
    fn what_both_read_is_fine() {
        for code in [
            "x = {a for a in b}",
            "x = {a: 1 for a in b}",
            "x = b'y' + u'z' + br'w'",
            "x = {1, 2}",
            "with open(a) as b, open(c) as d: pass",
            "with (a): pass",
            "x = 0o777 + 0b1 + 0",
            "try: pass\nexcept (A, B) as e: pass",
            "from __future__ import print_function\n",
            "@a.b(c)\ndef f(): pass",
            "print('x')",
            "print('f\"{x}\"')",
            "f(a, *b, **c)",
            "x = 'it is {x:=1}'",
            "# f'{x}' := async",
            "x = y[..., 1]",
            "def f(): raise X('y')",
            "match = 1\ntype = 2",
            "x = a if b else c",
            "exec('x')",
            "def f(*a, **k): pass",
            "f(x for x in y)",
            "print('%s' % x)",
            "print(('a', 'b'))",
        ] {
            clean(&format!("{OLD}{code}\n"));
        }
        clean(
            "from __future__ import print_function\nimport sys\nif sys.version_info < (3,):\n    print('no', file=sys.stderr)\n    sys.exit(1)\n",
        );
    }

    #[test]
    fn blocks_are_indented() {
        for code in [
            "if True:\n    # x\nimport os",
            "def f():\nreturn 1",
            "class A:\nx = 1",
            "try:\n    pass\nfinally:\nx = 1",
            "if x: pass\nelse:\ny = 1",
            "for a in b:\nx = 1",
            "while a:\nx = 1",
            "with a:\nx = 1",
            "  x = 1",
            "if x:\n    y = 1\n\tz = 1",
            "if x:\n    y = 1\n  z = 1",
            "if x:\n    y = 1\n  else:\n    z = 1",
        ] {
            assert_eq!(codes(&format!("{OLD}{code}\n")), ["STB005"], "{code}");
        }
        for code in [
            "if x: y = 1; z = 2\nelse: y = 2",
            "if x:\n    y = 1\n # c\n\n    z = 1\n        # d\nelif z:\n\ty = 2\n        z = 2",
            "def f(): # c\n    # d\n    '''e\nf'''\n    return 1",
            "x = (1,\n  2)\ny = 1; \\\n  z = 2",
            "try: pass\nexcept X: pass\nelse:\n  pass\nfinally:\n      pass",
            "@a\n@b\nclass A:\n  def f(self):\n     pass\n\n  x = 1",
            "\x0cx = 1\nif x:\n    y = [\n1]\n    z = 2\r\n    a = 1",
            "while x:\n    if y:\n        pass\n    else:\n        pass\nelse:\n    pass",
        ] {
            clean(&format!("# x\n{OLD}{code}\n"));
        }
        insta::assert_snapshot!(flaws(&format!("{OLD}def f():\nreturn 1\n")), @"setup.py:4: error[STB005] an IndentationError hides every message: this line stands too far in or out, or has no block below it");
    }

    #[test]
    fn a_finding_names_feature_and_source() {
        insta::assert_snapshot!(flaws(&format!("{OLD}f'{{x}}'\nf'{{y}}'\n")), @"setup.py:4: error[STB005] Python 2.7 cannot read an f-string (What's New in Python 3.6), and 1 more in this file");
        assert_eq!(codes(&format!("{OLD}def f(:\n")), ["STB005"]);
    }
}
