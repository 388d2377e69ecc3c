//! What the values of single fields may be.
//!
//! Rule: [core metadata](https://packaging.python.org/en/latest/specifications/core-metadata/), as
//! packaging reads it; `tests/suite/oracle_metadata.rs` compares the two.

use super::fields;
use crate::model::ProjectName;

/// The verdict on a value: why it is wrong, as a clause.
type Verdict = Result<(), String>;

/// The longest summary that PyPI takes, in characters.
const SUMMARY: usize = 512;
/// The longest label of a URL that PyPI takes, in characters.
const LABEL: usize = 32;

/// Where packaging ends a line: `str.splitlines` of Python, which knows more than `\n`.
const LINE_ENDS: [char; 10] =
    ['\n', '\r', '\x0b', '\x0c', '\x1c', '\x1d', '\x1e', '\u{85}', '\u{2028}', '\u{2029}'];

fn ensure(is_right: bool, why: &str) -> Verdict {
    if is_right { Ok(()) } else { Err(why.to_owned()) }
}

/// One line that PyPI has room for.
pub(super) fn summary(text: &str) -> Verdict {
    ensure(!text.contains(LINE_ENDS), "it must be one line")?;
    ensure(text.chars().count() <= SUMMARY, "PyPI takes 512 characters at most")
}

/// A media type that PyPI can show.
pub(super) fn content_type(text: &str) -> Verdict {
    // packaging lets one pass that stands at the end.
    let text = text.trim_end();
    let mut parts = text.strip_suffix(';').unwrap_or(text).split(';').map(str::trim);
    let kind = parts.next().unwrap_or_default().to_ascii_lowercase();
    ensure(
        matches!(kind.as_str(), "text/plain" | "text/x-rst" | "text/markdown"),
        "the type must be text/plain, text/x-rst or text/markdown",
    )?;
    for part in parts {
        let Some((name, value)) = part.split_once('=') else {
            return Err("a parameter must be `name=value`".to_owned());
        };
        let value = value.trim().trim_matches('"');
        match name.trim().to_ascii_lowercase().as_str() {
            "charset" => ensure(value.eq_ignore_ascii_case("utf-8"), "the charset must be UTF-8")?,
            "variant" if kind == "text/markdown" => ensure(
                matches!(value, "GFM" | "CommonMark"),
                "the variant must be GFM or CommonMark",
            )?,
            _ => {}
        }
    }
    Ok(())
}

/// A name, by the rules of project names.
pub(super) fn extra(text: &str) -> Verdict {
    ensure(text.parse::<ProjectName>().is_ok(), "it must be letters, digits and `-`, `_`, `.`")
}

/// Another field, whose value is not settled yet.
pub(super) fn dynamic(text: &str) -> Verdict {
    let fixed = ["Name", "Version", "Metadata-Version"];
    let is_fixed = fixed.iter().any(|name| name.eq_ignore_ascii_case(text));
    ensure(!is_fixed, "name, version and metadata version must be settled")?;
    ensure(fields::known(text).is_some(), "it must name a field of the specification")
}

/// The form of an SPDX expression; which licences there are changes too often to tell.
pub(super) fn license_expression(text: &str) -> Verdict {
    /// What may come next
    enum State {
        Operand,
        /// Behind a licence, where `WITH` may follow
        Licence,
        Exception,
        /// Behind an exception or `)`
        Closed,
    }
    let why = "it must be SPDX identifiers joined by AND, OR, WITH";
    let spaced = text.replace('(', " ( ").replace(')', " ) ");
    let (mut state, mut depth) = (State::Operand, 0_usize);
    for token in spaced.split_whitespace() {
        state = match (token.to_ascii_lowercase().as_str(), state) {
            ("(", State::Operand) => {
                depth += 1;
                State::Operand
            }
            (")", State::Licence | State::Closed) if depth > 0 => {
                depth -= 1;
                State::Closed
            }
            ("and" | "or", State::Licence | State::Closed) => State::Operand,
            ("with", State::Licence) => State::Exception,
            ("(" | ")" | "and" | "or" | "with", _) => return Err(why.to_owned()),
            (id, State::Operand) if is_licence(id) => State::Licence,
            (id, State::Exception) if is_identifier(id) => State::Closed,
            _ => return Err(why.to_owned()),
        };
    }
    ensure(depth == 0 && matches!(state, State::Licence | State::Closed), why)
}

/// An identifier, with `+` for later versions where it is not the project's own.
fn is_licence(id: &str) -> bool {
    let own = id.strip_prefix("licenseref-");
    own.map_or_else(|| is_identifier(id.strip_suffix('+').unwrap_or(id)), is_identifier)
}

fn is_identifier(id: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
    !id.is_empty() && id.bytes().all(allowed)
}

/// A path below the folder of the licences, or of the source.
pub(super) fn license_file(text: &str) -> Verdict {
    ensure(!text.contains(".."), "the path must not go up")?;
    ensure(!text.contains('*'), "it must be one path, not a pattern")?;
    ensure(!text.contains('\\'), "folders must be divided by `/`")?;
    let drive = text.as_bytes().get(1) == Some(&b':');
    ensure(!text.starts_with('/') && !drive, "the path must be relative")
}

/// Identifiers with dots, and `; private` behind them.
pub(super) fn import_name(text: &str) -> Verdict {
    let (name, option) = text.split_once(';').map_or((text, None), |(a, b)| (a, Some(b)));
    for part in name.trim_end().split('.') {
        let start = |c: char| c.is_alphabetic() || c == '_';
        let is_name = part.starts_with(start) && part.chars().all(|c| start(c) || c.is_numeric());
        ensure(is_name, "each part must be an identifier of Python")?;
        ensure(!KEYWORDS.contains(&part), "no part may be a keyword of Python")?;
    }
    let plain = option.is_none_or(|option| option.trim_start() == "private");
    ensure(plain, "behind `;` only `private` may stand")
}

/// `LABEL, URL`
pub(super) fn project_url(text: &str) -> Verdict {
    let (label, url) = text.split_once(',').unwrap_or((text, ""));
    ensure(!label.trim().is_empty() && !url.trim().is_empty(), "it must be `LABEL, URL`")?;
    ensure(label.trim().chars().count() <= LABEL, "PyPI takes labels of 32 characters at most")
}

/// The form in which names of projects and extras are compared.
pub(super) fn normalized(name: &str) -> String {
    name.parse::<ProjectName>().map_or_else(|_| name.to_lowercase(), |name| name.normalized())
}

/// The words that Python reserves.
const KEYWORDS: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue",
    "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import",
    "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while",
    "with", "yield",
];
