//! STB001: the refusal is an exception with a traceback.

use super::{
    Rule, Severity,
    case::{Case, Refusal},
    flaw::Found,
    look::What,
};

pub(super) static RULE: Rule = Rule {
    code: "STB001",
    name: "raises-exception",
    severity: Severity::Error,
    summary: "The refusal is an exception other than `SystemExit`",
    docs: "
## What is wrong
The file refuses with an exception that nobody catches: `raise RuntimeError(message)`, a failed
`assert`, an error that happens. Python shows a traceback for it.

## Why it matters
With pip 26.3 the message of `raise RuntimeError` stood on line 32 of 36, below 20 lines of
traceback; that of `sys.exit` on line 12 of 16. Readers take the traceback for a defect of the
installer, and installers that show the last lines only may cut the message off.

## Example
`raise RuntimeError(\"psutil no longer supports Python 2.7\")`

## How to mend it
Call `sys.exit(message)` or `raise SystemExit(message)`: the text is shown on standard error, the
exit status is 1, and there is no traceback.

## Source
[`sys.exit`](https://docs.python.org/3/library/sys.html#sys.exit); 14 installers tried on 11 forms
of a refusal
",
    check,
};

fn check(case: &Case<'_>, found: &mut Found<'_>) {
    for Refusal { path, event, .. } in case.refusals() {
        if let What::Raise { name, .. } = &event.what {
            let message = format!("{name} ends in a traceback, which hides the message");
            found.add(path, event.line, message, "call `sys.exit(message)` instead");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::stub::lint::testing::{clean, codes, flaws};

    #[test]
    fn every_exception_has_a_traceback() {
        let start = "import sys\nM = 'no 2.7'\nif sys.version_info < (3,):\n    ";
        for line in [
            "raise RuntimeError(M)",
            "raise ImportError",
            "error = Exception(M); raise error",
            "assert False, M",
            "assert sys.version_info >= (3,), M",
            "1 / 0",
            "sys.exit('no ' + 2)",
            "sys.exit(2 + ' no')",
            "sys.exit('no ' + sys.version_info[:2])",
            "sys.exit('no ' + None)",
            "M += 2; sys.exit(M)",
            "sys.exit('a', 'b')",
            "raise KeyboardInterrupt(M)",
        ] {
            assert_eq!(codes(&format!("{start}{line}\n")), ["STB001"], "{line}");
        }
        for line in [
            "sys.exit(M + str(2))",
            "M += '!'; sys.exit(M)",
            "sys.exit(M)",
            "raise SystemExit(M)",
            "exit(M)",
            "quit(M)",
        ] {
            clean(&format!("{start}{line}\n"));
        }
        insta::assert_snapshot!(flaws(&format!("{start}raise RuntimeError(M)\n")), @"setup.py:4: error[STB001] RuntimeError ends in a traceback, which hides the message");
    }

    #[test]
    fn calls_classes_and_handlers_are_followed() {
        let refused =
            "import sys\ndef refuse(text):\n    raise Odd(text)\nclass Odd(Exception): pass\n";
        assert_eq!(
            codes(&format!("{refused}if sys.version_info[0] == 2:\n    refuse('no')\n")),
            ["STB001"]
        );
        clean(
            "import sys\nclass Stop(SystemExit): pass\ndef refuse():\n    raise Stop('no 2.7')\nif sys.version_info[0] == 2: refuse()\n",
        );
        clean(
            "import sys\ntry:\n    if sys.version_info[0] == 2: raise ValueError('no')\nexcept ValueError as error:\n    sys.exit(str(error))\n",
        );
        clean(
            "import sys\nif sys.version_info[0] == 2: sys.exit('no')\nif not sys.platform == sys.argv[0] + x: raise RuntimeError('no compiler')\n",
        );
    }
}
