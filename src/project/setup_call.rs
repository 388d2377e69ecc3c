//! Plain strings among the arguments of `setup(...)` in a setup.py, which is never run.
//!
//! cibuildwheel reads `python_requires` the same way: a keyword whose value is one literal string.

use super::{Fact, source::Source};

/// The keywords that are read, where they are plain strings.
#[derive(Debug, Default)]
pub(super) struct SetupCall {
    /// `name`
    pub(super) name: Option<Fact<String>>,
    /// `version`
    pub(super) version: Option<Fact<String>>,
    /// `python_requires`
    pub(super) python_requires: Option<Fact<String>>,
}

/// A piece of Python as far as it matters here.
#[derive(Debug, PartialEq)]
enum Token<'a> {
    Word(&'a str),
    /// A string without prefix and without escapes
    Plain(&'a str),
    /// Any other string
    Other,
    Sign(char),
}

impl SetupCall {
    /// Reads the calls of `setup` and `setuptools.setup`; of several the first counts that says
    /// a keyword.
    pub(super) fn read(source: &Source) -> Self {
        let mut call = Self::default();
        let tokens = tokens(&source.text);
        // How deep the brackets are, and how deep they are within the call of `setup`.
        let mut depth = 0_usize;
        let mut within = None;
        for (at, (start, token)) in tokens.iter().enumerate() {
            match token {
                Token::Sign('(' | '[' | '{') => {
                    depth += 1;
                    let called = at.checked_sub(1).map(|before| &tokens[before].1);
                    let defined = at.checked_sub(2).map(|before| &tokens[before].1);
                    let named = called == Some(&Token::Word("setup"));
                    if within.is_none() && named && defined != Some(&Token::Word("def")) {
                        within = Some(depth);
                    }
                }
                Token::Sign(')' | ']' | '}') => {
                    if within == Some(depth) {
                        within = None;
                    }
                    depth = depth.saturating_sub(1);
                }
                Token::Word(word) if within == Some(depth) => {
                    let slot = match *word {
                        "name" => &mut call.name,
                        "version" => &mut call.version,
                        "python_requires" => &mut call.python_requires,
                        _ => continue,
                    };
                    if let Some(value) = value(&tokens[at + 1..]) {
                        slot.get_or_insert_with(|| Fact::new(value, source.place(*start)));
                    }
                }
                _ => {}
            }
        }
        call
    }
}

/// The string after `=`, when nothing but the end of the argument follows it.
fn value(tokens: &[(usize, Token<'_>)]) -> Option<String> {
    let [(_, Token::Sign('=')), rest @ ..] = tokens else { return None };
    let mut whole = String::new();
    // Strings that stand side by side are one.
    for (count, (_, token)) in rest.iter().enumerate() {
        match token {
            Token::Plain(text) => whole.push_str(text),
            Token::Sign(',' | ')') if count > 0 => return Some(whole),
            _ => return None,
        }
    }
    None
}

/// The text in pieces, each with its first byte. Comments and blanks are left out.
fn tokens(text: &str) -> Vec<(usize, Token<'_>)> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let length = if c == '#' {
            rest.find('\n').unwrap_or(rest.len())
        } else if c == '"' || c == '\'' {
            let (length, inner) = string(rest, c);
            // A letter just before the quote is a prefix: raw, bytes, or with values put in.
            let prefixed =
                matches!(out.last(), Some((start, Token::Word(word))) if start + word.len() == at);
            let plain = inner.filter(|inner| !prefixed && !inner.contains('\\'));
            out.push((at, plain.map_or(Token::Other, Token::Plain)));
            length
        } else if c.is_alphanumeric() || c == '_' {
            let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_'));
            let length = end.unwrap_or(rest.len());
            out.push((at, Token::Word(&rest[..length])));
            length
        } else {
            if !c.is_whitespace() {
                out.push((at, Token::Sign(c)));
            }
            c.len_utf8()
        };
        at += length;
    }
    out
}

/// How long the string is that begins here, and what is in it; `None` when it has no end.
fn string(text: &str, quote: char) -> (usize, Option<&str>) {
    let triple: String = std::iter::repeat_n(quote, 3).collect();
    let mark = if text.starts_with(&triple) { 3 } else { 1 };
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(mark) {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if mark == 1 && c == '\n' {
            return (at, None);
        } else if text[at..].starts_with(&triple[..mark]) {
            return (at + mark, Some(&text[mark..at]));
        }
    }
    (text.len(), None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let call = SetupCall::read(&Source::new("setup.py", text.into()).unwrap());
        let show = |fact: &Option<Fact<String>>| {
            fact.as_ref().map_or_else(|| "-".to_owned(), |it| format!("{}@{}", it.value, it.place))
        };
        [&call.name, &call.version, &call.python_requires].map(show).join(" ")
    }

    #[test]
    fn plain_strings_of_the_call_are_read() {
        for (text, expected) in [
            (
                "import setuptools\nsetuptools.setup(\n  name='demo', version=\"1\",\n  python_requires=\">=3\"\n    \".9\",\n)",
                "demo@setup.py:3 1@setup.py:3 >=3.9@setup.py:4",
            ),
            ("setup(name=NAME, version=f'{x}', python_requires='>' + x)", "- - -"),
            ("setup(name=b'x', version='a\\x', python_requires=('>=3'))", "- - -"),
            // Arguments of other calls, comments, strings and definitions are none of `setup`.
            ("setup(ext_modules=[Extension(name='inner')], name='outer')", "outer@setup.py:1 - -"),
            ("# setup(name='no')\nx = \"setup(name='no')\"\ndef setup(name='no'): pass", "- - -"),
            ("Extension(name='no')\nsetup(version=\"\"\"2\"\"\")", "- 2@setup.py:2 -"),
            ("setup(name='open", "- - -"),
            ("setup(name='x' if y else 'z')", "- - -"),
            (")))setup(name='demo'", "- - -"),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }
}
