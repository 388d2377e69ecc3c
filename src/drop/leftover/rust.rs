//! Conditions of Rust on Python's version: `cfg(Py_3_9)` of pyo3-build-config.
//!
//! Rule: <https://pyo3.rs/main/building-and-distribution/multiple-python-versions>: `Py_3_9` holds
//! for 3.9 and newer. With the limited API it is the oldest Python of the wheel that counts.

use std::ops::Range;

use super::{
    Kind,
    sheet::{Sheet, shortened},
    world::{Release, Verdict, World},
};

/// Notes the conditions of a file.
pub(super) fn leftovers(sheet: &mut Sheet<'_>, world: &World) {
    let text = sheet.text();
    if !text.contains("Py_3_") {
        return;
    }
    let tokens = tokens(text);
    for (at, (token, range)) in tokens.iter().enumerate() {
        if !matches!(token, Token::Name("cfg" | "cfg_attr")) {
            continue;
        }
        let call = matches!(tokens.get(at + 1), Some((Token::Sign('!'), _)));
        let open = at + 1 + usize::from(call);
        if !matches!(tokens.get(open), Some((Token::Sign('('), _))) {
            continue;
        }
        let mut parser = Parser { tokens: &tokens, at: open + 1 };
        let Some(condition) = parser.test(0) else { continue };
        for (part, Verdict { answer, .. }) in decided(&condition, world) {
            let said = shortened(text.get(part.range.clone()).unwrap_or_default());
            let why = format!("`{said}` is always {answer} from {} on", world.floor());
            let mend = match (part.range == condition.range, call, answer) {
                (false, ..) => "leave this part out",
                (true, true, _) => "put its value in its place",
                (true, false, true) => "delete the attribute",
                (true, false, false) => "delete what it stands at",
            };
            sheet.add(range.start, Kind::Cfg, why, mend);
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token<'a> {
    Name(&'a str),
    Sign(char),
    Text,
}

/// A condition and where it stands.
#[derive(Debug)]
struct Test {
    form: Form,
    range: Range<usize>,
}

#[derive(Debug)]
enum Form {
    Unknown,
    /// `Py_3_9`
    Since(u32),
    Not(Box<Test>),
    All(Vec<Test>),
    Any(Vec<Test>),
}

impl Test {
    fn is_true(&self, release: Release) -> Option<bool> {
        match &self.form {
            Form::Unknown => None,
            Form::Since(minor) => Some((release.major, release.minor) >= (3, *minor)),
            Form::Not(of) => of.is_true(release).map(|it| !it),
            Form::All(all) => settled(all, release, false),
            Form::Any(all) => settled(all, release, true),
        }
    }

    fn inner(&self) -> &[Self] {
        match &self.form {
            Form::Unknown | Form::Since(_) => &[],
            Form::Not(of) => std::slice::from_ref(of),
            Form::All(all) | Form::Any(all) => all,
        }
    }
}

/// One answer that settles it is enough; else all must be known.
fn settled(all: &[Test], release: Release, by: bool) -> Option<bool> {
    let answers: Vec<_> = all.iter().map(|it| it.is_true(release)).collect();
    if answers.contains(&Some(by)) {
        return Some(by);
    }
    answers.iter().all(Option::is_some).then_some(!by)
}

/// The largest parts that are decided, in their order.
fn decided<'t>(test: &'t Test, world: &World) -> Vec<(&'t Test, Verdict)> {
    let (mut found, mut left) = (Vec::new(), vec![test]);
    while let Some(part) = left.pop() {
        match world.judge(&[], |release| part.is_true(release)) {
            Some(verdict) => found.push((part, verdict)),
            None => left.extend(part.inner().iter().rev()),
        }
    }
    found
}

struct Parser<'t, 'a> {
    tokens: &'t [(Token<'a>, Range<usize>)],
    at: usize,
}

impl Parser<'_, '_> {
    fn eat(&mut self, sign: char) -> bool {
        let there = matches!(self.tokens.get(self.at), Some((Token::Sign(it), _)) if *it == sign);
        self.at += usize::from(there);
        there
    }

    fn test(&mut self, depth: usize) -> Option<Test> {
        const DEEPEST: usize = 32;
        let (Token::Name(name), start) = self.tokens.get(self.at)?.clone() else { return None };
        self.at += 1;
        let form = if self.eat('(') {
            let mut all = Vec::new();
            while !self.eat(')') {
                all.push(self.test((depth < DEEPEST).then_some(depth + 1)?)?);
                self.eat(',');
            }
            match name {
                "not" => Form::Not(Box::new(all.pop().filter(|_| all.is_empty())?)),
                "all" => Form::All(all),
                "any" => Form::Any(all),
                _ => Form::Unknown,
            }
        } else if self.eat('=') {
            self.at += 1;
            Form::Unknown
        } else {
            let minor = name.strip_prefix("Py_3_").and_then(|minor| minor.parse().ok());
            minor.map_or(Form::Unknown, Form::Since)
        };
        let end = self.tokens.get(self.at - 1)?.1.end;
        Some(Test { form, range: start.start..end })
    }
}

/// Names, signs and strings; comments are skipped.
fn tokens(text: &str) -> Vec<(Token<'_>, Range<usize>)> {
    let bytes = text.as_bytes();
    let mut all = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let from = at;
        let token = match bytes[at] {
            b'/' if bytes[at..].starts_with(b"//") => {
                let end = memchr::memchr(b'\n', &bytes[at..]);
                at = end.map_or(bytes.len(), |end| at + end);
                continue;
            }
            b'/' if bytes[at..].starts_with(b"/*") => {
                at = comment_end(bytes, at);
                continue;
            }
            b'"' => {
                at = string_end(bytes, at + 1);
                Token::Text
            }
            b'\'' => {
                at = character_end(text, at);
                continue;
            }
            byte if byte.is_ascii_alphanumeric() || byte == b'_' => {
                let word = |it: &&u8| it.is_ascii_alphanumeric() || **it == b'_';
                at += bytes[at..].iter().take_while(word).count();
                match raw_end(bytes, from, at) {
                    Some(end) => {
                        at = end;
                        Token::Text
                    }
                    None => Token::Name(&text[from..at]),
                }
            }
            byte if byte.is_ascii() => {
                at += 1;
                if byte.is_ascii_whitespace() {
                    continue;
                }
                Token::Sign(byte.into())
            }
            _ => {
                at += 1;
                continue;
            }
        };
        all.push((token, from..at));
    }
    all
}

/// Comments of Rust nest.
fn comment_end(bytes: &[u8], mut at: usize) -> usize {
    let mut open = 0_usize;
    while at < bytes.len() {
        if bytes[at..].starts_with(b"/*") {
            open += 1;
            at += 2;
        } else if bytes[at..].starts_with(b"*/") {
            open -= 1;
            at += 2;
            if open == 0 {
                break;
            }
        } else {
            at += 1;
        }
    }
    at
}

fn string_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// Where a raw string ends whose prefix is the word between two bytes. Ex) `br#"…"#`
fn raw_end(bytes: &[u8], from: usize, word_end: usize) -> Option<usize> {
    if !matches!(&bytes[from..word_end], b"r" | b"br" | b"cr") {
        return None;
    }
    let hashes = bytes[word_end..].iter().take_while(|it| **it == b'#').count();
    let open = word_end + hashes;
    if bytes.get(open) != Some(&b'"') {
        return None;
    }
    let close = [&b"\""[..], &b"#".repeat(hashes)].concat();
    let end = memchr::memmem::find(&bytes[open + 1..], &close);
    Some(end.map_or(bytes.len(), |end| open + 1 + end + close.len()))
}

/// Where a character literal ends, or the mark of a lifetime.
fn character_end(text: &str, at: usize) -> usize {
    let mut inner = text[at + 1..].char_indices();
    match inner.next() {
        Some((_, '\\')) => {
            let rest = text.get(at + 3..).unwrap_or_default();
            rest.find('\'').filter(|end| *end < 12).map_or(at + 1, |end| at + 3 + end + 1)
        }
        Some(_) => match inner.next() {
            Some((end, '\'')) => at + 1 + end + 1,
            _ => at + 1,
        },
        None => text.len(),
    }
}
