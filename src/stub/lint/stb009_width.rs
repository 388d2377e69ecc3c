//! STB009: lines that installers fold.

use super::{Rule, Severity, case::Case, flaw::Found, look::HOLE};
use crate::stub::text::COLUMNS;

pub(super) static RULE: Rule = Rule {
    code: "STB009",
    name: "wide-line",
    severity: Severity::Warning,
    summary: "A line of the message is wider than installers show",
    docs: "
## What is wrong
A line of the message has more than 71 columns and several words.

## Why it matters
uv shows 80 columns and indents what a backend says by nine: longer lines are folded, and a
command that is folded cannot be copied. pip and Poetry indent by six.

## Example
A sentence of 120 columns, with the command behind it

## How to mend it
Break the line; give the command a line of its own. A single long word, such as an address, may
stay: it cannot be broken.

## Source
Tried with uv, pip 26.3 and Poetry: 71 columns fit, 72 are folded
",
    check,
};

fn check(case: &Case<'_>, found: &mut Found<'_>) {
    for (path, text) in case.messages() {
        for line in text.text.lines() {
            let columns = line.trim_end().chars().count();
            if columns > COLUMNS && line.trim().contains(' ') {
                let message = format!("a line of the message has {columns} columns");
                let mend =
                    format!("break it at {COLUMNS} columns, the command on a line of its own");
                found.add(path, text.line, message, mend);
            } else if line.contains(HOLE) && columns + 10 > COLUMNS {
                found.not_checked(format!("{path}:{}: how wide a line is at run time", text.line));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::stub::lint::testing::{clean, codes, flaws};

    #[test]
    fn wide_lines_are_folded() {
        let text = |message: &str| {
            format!("import sys\nif sys.version_info < (3,):\n    sys.exit({message})\n")
        };
        let wide = "x ".repeat(36);
        clean(&text(&format!("'{}x'", "x ".repeat(35))));
        assert_eq!(codes(&text(&format!("'{wide}x'"))), ["STB009"]);
        assert_eq!(codes(&text(&format!("'short\\n' + '{wide}' + 'y'"))), ["STB009"]);
        assert_eq!(codes(&text(&format!("'%s %s' % ('{wide}', 'y')"))), ["STB009"]);
        clean(&text(&format!("'https://example.invalid/{}'", "x".repeat(90))));
        clean(&text(&format!("'\\n'.join(['{0}', '{0}'])", "x ".repeat(30))));
        let printed = format!(
            "import sys\nif sys.version_info < (3,):\n    sys.stderr.write('{wide}x\\n')\n    sys.exit(1)\n"
        );
        insta::assert_snapshot!(flaws(&printed), @"setup.py:3: warning[STB009] a line of the message has 73 columns");
    }
}
