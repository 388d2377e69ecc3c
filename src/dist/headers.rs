//! `Name: value` files: METADATA, PKG-INFO, WHEEL.

use std::borrow::Cow;

use super::limits;

/// Fields and a body, as Python's `email` parser finds them.
///
/// Rule: [core metadata](https://packaging.python.org/en/latest/specifications/core-metadata/):
/// UTF-8 text in the format of email headers; field names in any case; the body is the description.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Headers {
    /// Every field in order, duplicates among them
    pub fields: Vec<Field>,
    /// What follows the first empty line, line ends as `\n`; absent when nothing but blank space
    /// does
    pub body: Option<String>,
    /// Where reading stopped, for the text passes a bound; the rest was not read
    pub cut: Option<Defect>,
    /// What is wrong with the text
    pub defects: Vec<Defect>,
}

/// One field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// As written
    pub name: String,
    /// Without the white space around; continuation lines are kept, joined by `\n`
    pub value: String,
    /// Where it starts, from 1
    pub line: usize,
}

/// Something wrong with a text, which could be read nevertheless.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defect {
    /// Where, from 1
    pub line: usize,
    /// What, as a clause without a full stop
    pub what: String,
}

impl Headers {
    /// Reads a text; never fails.
    ///
    /// As in Python, a line that is neither a field, nor a continuation, nor empty ends the
    /// fields, and the body starts with it.
    pub fn parse(text: &[u8]) -> Self {
        let mut headers = Self::default();
        let mut rest: &str = &decode(text, &mut headers.defects);
        let mut line = 0;
        while !rest.is_empty() {
            line += 1;
            let (this, next) = split_line(rest);
            if this.is_empty() {
                rest = next;
                break;
            }
            if this.starts_with([' ', '\t']) {
                headers.continuation(this, line);
            } else if line == 1 && this.starts_with("From ") {
                headers.defect(line, "a mailbox line, which no installer wants".to_owned());
            } else if let Some((name, value)) = field(this) {
                if headers.fields.len() >= limits::FIELDS {
                    let what =
                        format!("more than {} fields; the rest was not read", limits::FIELDS);
                    headers.cut = Some(Defect { line, what });
                    rest = "";
                    break;
                }
                let (name, value) = (name.to_owned(), value.to_owned());
                headers.fields.push(Field { name, value, line });
            } else if this.starts_with(':') {
                headers.defect(line, "a field without a name".to_owned());
            } else {
                let shown: String = this.chars().take(60).flat_map(char::escape_debug).collect();
                let what = format!("`{shown}` is no field; what follows is read as the body");
                headers.defect(line, what);
                break;
            }
            rest = next;
        }
        for field in &mut headers.fields {
            field.value = field.value.trim().to_owned();
        }
        if !rest.trim().is_empty() {
            headers.body = Some(rest.replace("\r\n", "\n").replace('\r', "\n"));
        }
        headers
    }

    /// The first field of this name, in any case.
    pub fn get(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name.eq_ignore_ascii_case(name))
    }

    /// All fields of this name, in any case.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Field> {
        self.fields.iter().filter(move |field| field.name.eq_ignore_ascii_case(name))
    }

    /// Notes that the text went on.
    pub(super) fn cut(&mut self) {
        let line = self.fields.last().map_or(1, |field| field.line);
        let what = format!("longer than {} bytes; the rest was not read", limits::TEXT);
        self.cut = Some(Defect { line, what });
    }

    fn continuation(&mut self, text: &str, line: usize) {
        if let Some(last) = self.fields.last_mut() {
            last.value.push('\n');
            last.value.push_str(text);
        } else {
            self.defect(line, "a continuation line without a field before it".to_owned());
        }
    }

    fn defect(&mut self, line: usize, what: String) {
        if self.defects.len() < limits::DEFECTS {
            self.defects.push(Defect { line, what });
        }
    }
}

/// The text, and a defect for the first byte that is no UTF-8.
pub(super) fn decode<'a>(text: &'a [u8], defects: &mut Vec<Defect>) -> Cow<'a, str> {
    if let Err(error) = std::str::from_utf8(text) {
        let before = &text[..error.valid_up_to()];
        let line = before.split(|&byte| byte == b'\n').count();
        let byte = text.get(error.valid_up_to()).copied().unwrap_or_default();
        defects.push(Defect { line, what: format!("byte 0x{byte:02x} is no UTF-8") });
    }
    String::from_utf8_lossy(text)
}

/// The first line without its end, and what is behind: `\n`, `\r\n` and `\r` end a line.
fn split_line(text: &str) -> (&str, &str) {
    match text.find(['\n', '\r']) {
        Some(at) if text[at..].starts_with("\r\n") => (&text[..at], &text[at + 2..]),
        Some(at) => (&text[..at], &text[at + 1..]),
        None => (text, ""),
    }
}

/// A field's name is printable ASCII without space and colon (RFC 5322, 3.6.8).
fn field(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once(':')?;
    (!name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic())).then_some((name, value))
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use proptest::prelude::*;

    use super::*;

    fn brief(text: &[u8]) -> String {
        let headers = Headers::parse(text);
        let mut out = String::new();
        for Field { name, value, line } in &headers.fields {
            writeln!(out, "{line} {name} = {value:?}").unwrap();
        }
        if let Some(body) = &headers.body {
            writeln!(out, "body {body:?}").unwrap();
        }
        for Defect { line, what } in &headers.defects {
            writeln!(out, "defect {line}: {what}").unwrap();
        }
        out
    }

    #[test]
    fn fields_and_body() {
        let text =
            b"Metadata-Version: 2.4\r\nName:x \r\nsummary:\tone\r\n        |two\r\n\r\n# x\r\n";
        insta::assert_snapshot!(brief(text), @r##"
        1 Metadata-Version = "2.4"
        2 Name = "x"
        3 summary = "one\n        |two"
        body "# x\n"
        "##);
        assert_eq!(Headers::parse(text).get("Summary").unwrap().line, 3);
    }

    #[test]
    fn what_is_no_field_starts_the_body() {
        insta::assert_snapshot!(brief(b"Name: x\nnonsense\nVersion: 1\n"), @r#"
        1 Name = "x"
        body "nonsense\nVersion: 1\n"
        defect 2: `nonsense` is no field; what follows is read as the body
        "#);
        insta::assert_snapshot!(brief(b"\xef\xbb\xbfName: x\n"), @r#"
        body "\u{feff}Name: x\n"
        defect 1: `\u{feff}Name: x` is no field; what follows is read as the body
        "#);
    }

    #[test]
    fn oddities_are_defects() {
        insta::assert_snapshot!(brief(b" lost\n: nameless\nName: \xff\n"), @r#"
        3 Name = "�"
        defect 3: byte 0xff is no UTF-8
        defect 1: a continuation line without a field before it
        defect 2: a field without a name
        "#);
        insta::assert_snapshot!(brief(b"From me\nName: x\n\n \n"), @r#"
        2 Name = "x"
        defect 1: a mailbox line, which no installer wants
        "#);
        assert_eq!(Headers::parse(b""), Headers::default());
    }

    #[test]
    fn fields_are_bounded() {
        let headers = Headers::parse("a:\n".repeat(limits::FIELDS + 1).as_bytes());
        assert_eq!(headers.fields.len(), limits::FIELDS);
        insta::assert_snapshot!(headers.cut.unwrap().what, @"more than 5000 fields; the rest was not read");
    }

    proptest! {
        #[test]
        fn any_text_parses(text: Vec<u8>) {
            Headers::parse(&text);
        }

        #[test]
        fn fields_come_back(fields in prop::collection::vec(("[A-Za-z][A-Za-z-]{0,9}", "[!-~]{1,20}"), 0..9)) {
            let mut text = String::new();
            for (name, value) in &fields {
                writeln!(text, "{name}: {value}").unwrap();
            }
            let headers = Headers::parse(text.as_bytes());
            let found: Vec<_> = headers.fields.into_iter().map(|f| (f.name, f.value)).collect();
            prop_assert_eq!(found, fields);
        }
    }
}
