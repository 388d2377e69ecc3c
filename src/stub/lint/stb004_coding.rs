//! STB004: characters that the refused Python cannot read or show.

use super::{
    Rule, Severity,
    case::Case,
    flaw::Found,
    look::{Sort, Status, What},
};

pub(super) static RULE: Rule = Rule {
    code: "STB004",
    name: "encoding",
    severity: Severity::Error,
    summary: "The file has characters that the refused Python cannot read or show",
    docs: "
## What is wrong
The file holds bytes beyond ASCII, in a comment as well, and its first two lines do not declare
the encoding that they are in; or the message is a unicode text with such characters and Python 2
is refused.

## Why it matters
Python 2 reads files as ASCII: `SyntaxError: Non-ASCII character` is all that its users see.
Python 3 reads UTF-8 unless the file says otherwise, and stops at other bytes. Where standard
error is a pipe, as with every installer, Python 2.7 encodes a unicode text as ASCII: of
`sys.exit(u\"é\")` nothing at all is shown.

## Example
`MESSAGE = \"psutil — no longer supports Python 2.7\"` without a coding line

## How to mend it
Write the message in ASCII; or put `# -*- coding: utf-8 -*-` on the first line, and the message in
a plain literal.

## Source
[PEP 263](https://peps.python.org/pep-0263/), [PEP 3120](https://peps.python.org/pep-3120/); tried
on 2.7.18
",
    check,
};

fn check(case: &Case<'_>, found: &mut Found<'_>) {
    for file in &case.files {
        let (path, bytes) = (file.file.path.as_str(), &file.file.bytes);
        let old = case.audience.iter().find(|python| python.major == 2);
        match declared(bytes) {
            Coding::Default => {
                let mend = "write it in ASCII, or put `# -*- coding: utf-8 -*-` on the first line";
                if let (Some(python), Some(line)) = (old, first_line(bytes, |b| !b.is_ascii())) {
                    let message = format!(
                        "Python {python} stops at what is not ASCII: no encoding is declared"
                    );
                    found.add(path, line, message, mend);
                } else if let Err(error) = std::str::from_utf8(bytes) {
                    let line = line_at(bytes, error.valid_up_to());
                    found.add(path, line, "Python 3 stops at bytes that are not UTF-8", mend);
                }
            }
            Coding::Utf8 => {
                if let Err(error) = std::str::from_utf8(bytes) {
                    let line = line_at(bytes, error.valid_up_to());
                    let mend = "save the file as UTF-8, or declare its encoding";
                    found.add(path, line, "UTF-8 is declared, and this is not UTF-8", mend);
                }
            }
            Coding::Contradiction(line, name) => {
                let message = format!("a byte order mark says UTF-8, and the coding line {name}");
                found.add(path, line, message, "declare utf-8, or leave the mark away");
            }
            Coding::Other(line, name) => {
                if !is_known(&name) {
                    found.add(
                        path,
                        line,
                        format!("no Python knows the encoding {name}"),
                        "declare utf-8, and save the file so",
                    );
                }
            }
        }
    }
    for refusal in case.refusals().filter(|refusal| refusal.run.python.major == 2) {
        let shown = match &refusal.event.what {
            What::Exit { status: Status::Message(text), .. } => Some(text),
            _ => None,
        };
        let outputs =
            refusal.run.events.iter().take(refusal.at).filter_map(|event| match &event.what {
                What::Output { text, .. } => text.as_ref(),
                _ => None,
            });
        for text in outputs.chain(shown) {
            let beyond = text.text.chars().any(|c| !c.is_ascii() && c != super::look::HOLE);
            if text.sort == Sort::Unicode && beyond {
                found.add(
                    refusal.path,
                    refusal.event.line,
                    "Python 2 cannot show a unicode text beyond ASCII where nobody looks: it is lost",
                    "write the message in ASCII, or in a plain literal",
                );
            }
        }
    }
}

/// What the first two lines say.
enum Coding {
    /// Nothing: ASCII on Python 2, UTF-8 on 3
    Default,
    Utf8,
    /// Another encoding, and the line
    Other(usize, String),
    /// A byte order mark and another encoding
    Contradiction(usize, String),
}

/// Reads the declaration as PEP 263 has it: in a comment on the first line, or on the second where
/// the first is a comment or empty.
fn declared(bytes: &[u8]) -> Coding {
    let marked = bytes.starts_with(b"\xef\xbb\xbf");
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf".as_slice()).unwrap_or(bytes);
    for (number, line) in (1..).zip(bytes.split(|byte| *byte == b'\n').take(2)) {
        let line = String::from_utf8_lossy(line);
        let code = line.trim_start_matches([' ', '\t', '\u{c}']).trim_end();
        if !code.starts_with('#') {
            if code.is_empty() {
                continue;
            }
            break;
        }
        let Some(name) = coding(code) else { continue };
        let plain = name.to_ascii_lowercase().replace('_', "-");
        let is_utf8 = plain == "utf-8" || plain == "utf8" || plain.starts_with("utf-8-");
        return match (is_utf8, marked) {
            (true, _) => Coding::Utf8,
            (false, true) => Coding::Contradiction(number, name),
            (false, false) => Coding::Other(number, name),
        };
    }
    if marked { Coding::Utf8 } else { Coding::Default }
}

/// The name behind `coding:` or `coding=`.
fn coding(comment: &str) -> Option<String> {
    for (at, word) in comment.match_indices("coding") {
        let rest = &comment[at + word.len()..];
        let Some(rest) = rest.strip_prefix([':', '=']) else { continue };
        let rest = rest.trim_start_matches([' ', '\t']);
        let name: String =
            rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c)).collect();
        if !name.is_empty() {
            return Some(name);
        }
    }
    None
}

/// Beginnings of the names of encodings that both Pythons bring.
///
/// Source: [Standard encodings](https://docs.python.org/3/library/codecs.html#standard-encodings)
const ENCODINGS: [&str; 24] = [
    "ascii",
    "us-ascii",
    "latin",
    "iso",
    "l1",
    "cp",
    "windows",
    "big5",
    "euc",
    "gb",
    "hz",
    "johab",
    "koi8",
    "mac",
    "ptcp",
    "shift",
    "sjis",
    "s-jis",
    "utf",
    "u8",
    "8859",
    "kz",
    "raw-unicode",
    "unicode",
];

fn is_known(name: &str) -> bool {
    let name = name.to_ascii_lowercase().replace('_', "-");
    ENCODINGS.iter().any(|start| name.starts_with(start))
}

fn line_at(bytes: &[u8], at: usize) -> usize {
    bytes.iter().take(at).filter(|byte| **byte == b'\n').count() + 1
}

fn first_line(bytes: &[u8], is: impl Fn(&u8) -> bool) -> Option<usize> {
    Some(line_at(bytes, bytes.iter().position(is)?))
}

#[cfg(test)]
mod tests {
    use crate::stub::lint::testing::{clean, codes, codes_of_bytes, flaws};

    const END: &str = "import sys\nif sys.version_info < (3,):\n    sys.exit('no — 2.7')\n";

    #[test]
    fn python_2_reads_ascii() {
        assert_eq!(codes(END), ["STB004"]);
        assert_eq!(
            codes("import sys\n# é\nif sys.version_info < (3,):\n    sys.exit('no')\n"),
            ["STB004"]
        );
        assert_eq!(codes(&format!("import os\n# -*- coding: utf-8 -*-\n{END}")), ["STB004"]);
        assert_eq!(codes(&format!("#\n#\n# coding: utf-8\n{END}")), ["STB004"]);
        assert_eq!(codes(&format!("# coding : utf-8\n{END}")), ["STB004"]);
        insta::assert_snapshot!(flaws(END), @"setup.py:3: error[STB004] Python 2.7 stops at what is not ASCII: no encoding is declared");
    }

    #[test]
    fn a_declaration_or_a_mark_helps() {
        for start in [
            "# -*- coding: utf-8 -*-\n",
            "#!/usr/bin/python\n# vim: set fileencoding=utf8 :\n",
            "\n# coding=utf-8\n",
            "\u{feff}",
        ] {
            clean(&format!("{start}{END}"));
        }
        clean("import sys\nif sys.version_info >= (3,):\n    sys.exit('no — 3')\n");
    }

    #[test]
    fn declarations_may_be_wrong() {
        assert_eq!(codes(&format!("# coding: klingon\n{END}")), ["STB004"]);
        assert_eq!(codes(&format!("\u{feff}# coding: latin-1\n{END}")), ["STB004"]);
        assert_eq!(
            codes_of_bytes(b"import sys\nif sys.version_info > (3,):\n    sys.exit('\xe9')\n"),
            ["STB004"]
        );
        assert_eq!(
            codes_of_bytes(
                b"# coding: utf-8\nimport sys\nif sys.version_info < (3,):\n    sys.exit('\xe9')\n"
            ),
            ["STB004"]
        );
        assert!(codes_of_bytes(b"# coding: latin-1\nimport sys\nif sys.version_info < (3,):\n    sys.exit('\xe9')\n").is_empty());
    }

    #[test]
    fn python_2_loses_unicode_texts() {
        let text = |literal: &str| {
            format!(
                "# coding: utf-8\nimport sys\nif sys.version_info < (3,):\n    sys.exit({literal})\n"
            )
        };
        assert_eq!(codes(&text("u'é'")), ["STB004"]);
        assert_eq!(codes(&text("u'\\xe9'")), ["STB004"]);
        assert_eq!(
            codes(&format!("# coding: utf-8\nfrom __future__ import unicode_literals\n{END}")),
            ["STB004"]
        );
        clean(&text("'é'"));
        clean(&text("u'e'"));
    }
}
