//! STB013: the end says success, or says nothing.

use super::{
    Rule, Severity,
    case::{Case, Refusal},
    flaw::Found,
    look::{Event, Status, What},
};

pub(super) static RULE: Rule = Rule {
    code: "STB013",
    name: "exit-says-nothing",
    severity: Severity::Error,
    summary: "The refusal ends with status 0, or without its message",
    docs: "
## What is wrong
The refusal ends Python with exit status 0 (`sys.exit()`, `exit(0)`, `raise SystemExit`), shows no
text before it ends, or ends by `os._exit` while the text is still in a buffer.

## Why it matters
Installers show what a step has said only when it fails. After status 0 they go on, and stop later
with an error of their own, that metadata is missing. `os._exit` does not write what was printed:
into a pipe, which every installer reads from, nothing comes.

## Example
`print(message); sys.exit()`

## How to mend it
`sys.exit(message)`: the text goes to standard error, and the status is 1.

## Source
[`sys.exit`](https://docs.python.org/3/library/sys.html#sys.exit),
[`os._exit`](https://docs.python.org/3/library/os.html#os._exit)
",
    check,
};

fn check(case: &Case<'_>, found: &mut Found<'_>) {
    let mend = "call `sys.exit(message)`";
    for Refusal { path, run, at, event } in case.refusals() {
        let What::Exit { how, status } = &event.what else { continue };
        let before = run.events.get(..at).unwrap_or_default();
        let shows = before.iter().any(|event| matches!(event.what, What::Output { .. }));
        let message = match status {
            Status::Success => format!("`{how}` ends with status 0, which is success"),
            Status::Message(text) if text.text.trim().is_empty() && !shows => {
                "the message is empty".to_owned()
            }
            Status::Failure if !shows => format!("`{how}` ends without a message"),
            _ if how.starts_with("os.") && loses(before) => {
                format!("`{how}` ends before what was printed is written")
            }
            Status::Unknown if !shows => {
                found.unclear(path, event.line, "with which message this ends");
                continue;
            }
            _ => continue,
        };
        found.add(path, event.line, message, mend);
    }
}

/// Whether all that was shown is still in a buffer.
fn loses(before: &[Event]) -> bool {
    let mut lost = false;
    for event in before {
        match &event.what {
            What::Output { buffered: true, .. } => lost = true,
            What::Output { buffered: false, .. } => return false,
            What::Flush => lost = false,
            _ => {}
        }
    }
    lost
}

#[cfg(test)]
mod tests {
    use crate::stub::lint::testing::{clean, codes};

    fn text(body: &str) -> String {
        format!("import os\nimport sys\nM = 'no 2.7'\nif sys.version_info < (3,):\n    {body}\n")
    }

    #[test]
    fn success_and_silence_are_no_refusals() {
        for body in [
            "print(M); sys.exit()",
            "print(M); sys.exit(0)",
            "print M; sys.exit(None)",
            "print(M); raise SystemExit",
            "print(M); raise SystemExit(0)",
            "print(M); exit(False)",
            "sys.exit(sys.stderr.write(M))",
            "print(M); sys.exit(256)",
            "sys.exit(1)",
            "sys.exit('')",
            "raise SystemExit(1)",
            "print(M); os._exit(0)",
            "print(M); os._exit(1)",
            "os._exit(1)",
        ] {
            assert_eq!(codes(&text(body)), ["STB013"], "{body}");
        }
    }

    #[test]
    fn a_text_and_a_failure_are() {
        for body in [
            "print(M); sys.exit(1)",
            "sys.stderr.write(M); sys.exit(-1)",
            "print >>sys.stderr, M; sys.exit(2)",
            "sys.stdout.write(M); sys.stdout.flush(); os._exit(1)",
            "sys.stderr.write(M); os._exit(1)",
            "raise SystemExit(M)",
            "sys.exit('%s' % M)",
        ] {
            clean(&text(body));
        }
    }
}
